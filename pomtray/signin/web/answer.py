"""What a server answered: read within bounds, and without what httpx does in quadratic time."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from pomtray.core.domain.origin import Origin
from pomtray.core.errors import Refused
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain
from pomtray.signin.web import failures

LARGEST: Final = 256 * 1024
"""Bytes of a body, unpacked, where the question allows no more."""
_PIECES: Final = 8192
"""Chunks and the like that a body may come in."""
_AT_ONCE: Final = 64
"""Pieces taken before others have their turn: many may have come together."""
_HEADERS: Final = 1000
"""Lines of a head: more than any server sends, fewer than would hold others up."""
_DATE: Final = 64
_AGE: Final = re.compile(r"\s*([0-9]{1,8})\s*(?:,|\Z)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said. Headers and body may hold secrets (a `Location` does), so the repr leaves them out."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    """Names in lower case."""
    body: bytes = field(repr=False)
    request_id: str = ""
    date: datetime | None = None
    """The server's clock as the answer came, also where a cache kept it."""

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


async def read(origin: Origin, response: httpx.Response, largest: int, *, errors_only: bool) -> Answer:
    """What came; `errors_only` as in `Web.get`. Raises `Refused` where it is too large or not to be read."""
    bound_head(origin, response)
    if errors_only:
        fine = response.status_code < httpx.codes.BAD_REQUEST
        body = b"" if fine else await _body(origin, response, largest, cut=True)
    else:
        body = await _body(origin, response, largest, cut=False)
    names = _headers(response)
    return Answer(response.status_code, names, body, plain(names.get("x-request-id", ""), 64), _clock(names))


def bound_head(origin: Origin, response: httpx.Response) -> None:
    """Raises `Refused` where it has more lines than anybody looks through without holding others up."""
    if len(response.headers.raw) > _HEADERS:
        raise Refused(failures.too_large(origin), response.status_code)


def _headers(response: httpx.Response) -> dict[str, str]:
    """By name; httpx joins those of one name too, in quadratic time."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in response.headers.multi_items():
        values[name.lower()].append(value)
    return {name: ", ".join(each) for name, each in values.items()}


async def _body(origin: Origin, response: httpx.Response, largest: int, *, cut: bool) -> bytes:
    """At most `largest` bytes; the rest is cut or refused. Some proxies pack what nobody asked them to."""
    unpack = zlib.decompressobj(wbits=31) if response.headers.get("content-encoding", "").lower() == "gzip" else None
    body, pieces = bytearray(), 0
    async for raw in response.aiter_raw():
        try:
            body += unpack.decompress(raw, largest + 1) if unpack else raw
        except zlib.error:
            raise Refused(failures.unreadable_body(origin), response.status_code) from None
        pieces += 1
        if len(body) > largest or pieces > _PIECES:
            if cut:
                break
            raise Refused(failures.too_large(origin), response.status_code)
        if pieces % _AT_ONCE == 0:
            await asyncio.sleep(0)
    return bytes(body[:largest])


def _clock(names: Mapping[str, str]) -> datetime | None:
    """`Date` is that of the first answer: for how long caches have kept it is its `Age` (RFC 9111 §4.2.3)."""
    date, age = http_date(names.get("date", "")), _AGE.match(names.get("age", ""))
    with suppress(OverflowError):
        return date + timedelta(seconds=int(age[1])) if date and age else date
    return None


def http_date(text: str) -> datetime | None:
    """RFC 9110 §5.6.7; None for what is no date."""
    with suppress(ValueError, OverflowError):
        date = parsedate_to_datetime(text[:_DATE])
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    return None
