"""Signed URLs as Pomerium's hosts exchange them: HMAC over the sorted query, with an expiry."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl, quote_plus

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SIGNATURE = "pomerium_signature"

Pairs = list[tuple[str, str]]


def parse_query(query: str) -> Pairs:
    """The pairs of a query as Go's `url.ParseQuery` keeps them: broken ones are dropped."""
    sound = (part for part in query.split("&") if part and ";" not in part and not _BROKEN_ESCAPE.search(part))
    return parse_qsl("&".join(sound), keep_blank_values=True, errors="surrogateescape")


def encode_query(pairs: Iterable[tuple[str, str]]) -> str:
    """Sorted by key as Go's `Values.Encode`; values of one key stay in order."""
    ordered = sorted(pairs, key=lambda pair: pair[0])
    return "&".join(f"{_escape(key)}={_escape(value)}" for key, value in ordered)


def sign(key: bytes, url: str, pairs: Iterable[tuple[str, str]], now: datetime, url_for: timedelta) -> str:
    """`url` with its own query, `pairs`, issue and expiry time, and the signature over all of them."""
    base, _, query = url.partition("?")
    issued = int(now.timestamp())
    every = [
        *parse_query(query),
        *pairs,
        ("pomerium_issued", str(issued)),
        ("pomerium_expiry", str(issued + int(url_for.total_seconds()))),
        ("pomerium_traceparent", f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"),
    ]
    return f"{base}?{encode_query([*every, (_SIGNATURE, _signature(key, base, every))])}"


def verified(key: bytes, url: str, now: datetime, leeway_for: timedelta) -> dict[str, str] | None:
    """The parameters of a URL we signed that is still alive; None for every other."""
    base, _, query = url.partition("?")
    pairs = parse_query(query)
    signatures = [value for name, value in pairs if name == _SIGNATURE]
    rest = [pair for pair in pairs if pair[0] != _SIGNATURE]
    if len(signatures) != 1 or not _same(signatures[0], _signature(key, base, rest)):
        return None
    parameters = dict(rest)
    latest = int(parameters["pomerium_expiry"]) + leeway_for.total_seconds()
    earliest = int(parameters["pomerium_issued"]) - leeway_for.total_seconds()
    return parameters if earliest <= now.timestamp() <= latest else None


def _escape(text: str) -> str:
    return quote_plus(text, errors="surrogateescape")


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(errors="replace"), other.encode())


def _signature(key: bytes, base: str, pairs: Iterable[tuple[str, str]]) -> str:
    signed = f"{base}?{encode_query(pairs)}".encode(errors="surrogateescape")
    return base64.urlsafe_b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
