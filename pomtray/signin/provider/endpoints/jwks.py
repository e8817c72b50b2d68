"""A provider's keys: kept for a while, and fetched again when a token was signed with none of them (RFC 7517)."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import JWKDict

from pomtray.core.errors import Refused
from pomtray.core.light_dataclass import dataclass
from pomtray.core.protocol.skew import measured
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.text import phrase
from pomtray.signin.provider.endpoints.answers import (
    OK,
    asked,
    in_the_way,
    let_through,
    settle,
    target,
    unreadable,
    utc_now,
)
from pomtray.signin.web.http import Web

STEP: Final = "token"
KEPT_FOR: Final = 3600.0
"""Seconds after which keys are fetched again: one that the provider took back must not count for ever."""
FETCHED_EVERY: Final = 10.0
"""Seconds between two fetches, however many tokens name unknown keys: who needs a fetch before waits for it."""
_MOST: Final = 100
_SMALLEST_RSA: Final = 2048
"""Bits (RFC 7518 §3.3)."""
_LONGEST: Final = 2048
"""Characters of a key's member: an RSA modulus of 12,288 bits."""
_CURVES: Final = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521", "EdDSA": "Ed25519"}
ALGORITHMS: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", *_CURVES})
"""Public keys only: never `none`, never a shared secret."""


@dataclass(frozen=True, slots=True)
class _KeySet:
    keys: tuple[JWKDict, ...]
    fetched_at: float
    skew: timedelta | None
    """How far our clock was ahead of that of the server that gave them."""


class Keys:
    """The key sets of providers, by address.

    `now` counts seconds and never goes back, `pause` waits for so many; `clock` is the computer's, aware UTC.
    """

    def __init__(
        self,
        web: Web,
        now: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self.now = now
        self._web = web
        self._pause = pause
        self._clock = clock
        self._sets: dict[str, _KeySet] = {}
        self._fetching: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fitting(
        self, url: str, header: dict[str, object], *, since: float | None = None
    ) -> tuple[jwt.PyJWK, ...]:
        """The keys at `url` that may have signed a token with this header.

        Those that the header names, or else those without a name; all where it names none. `since`: fetched at that
        second of `now` or later. Raises `Unreachable` or `Refused`, step "token".
        """
        kid, algorithm = header.get("kid"), str(header.get("alg"))
        keys = (await self._set(url, since)).keys
        named = _usable((key for key in keys if not kid or key.get("kid") == kid), algorithm)
        return named or _usable((key for key in keys if not key.get("kid")), algorithm)

    async def skew(self, url: str, *, since: float | None = None) -> timedelta | None:
        """How far our clock is ahead of that of the server of the keys at `url`; None where it does not tell.

        `since` and what is raised as with `fitting`.
        """
        return (await self._set(url, since)).skew

    async def _set(self, url: str, since: float | None) -> _KeySet:
        kept = self._kept(url, since)
        if kept is None:
            async with self._fetching[url]:
                kept = self._kept(url, since) or await self._fetched(url)
        return kept

    def _kept(self, url: str, since: float | None) -> _KeySet | None:
        kept = self._sets.get(url)
        if kept is None or self.now() - kept.fetched_at >= KEPT_FOR:
            return None
        return kept if since is None or kept.fetched_at >= since else None

    async def _fetched(self, url: str) -> _KeySet:
        kept = self._sets.get(url)
        if kept is not None and (early := kept.fetched_at + FETCHED_EVERY - self.now()) > 0:
            await self._pause(early)
        made = self._sets[url] = await self._fetch(url, self.now())
        return made

    async def _fetch(self, url: str, at: float) -> _KeySet:
        origin, path = target(url)
        answer = await asked(STEP, self._web.get(origin, path))
        found = let_through(STEP, origin, answer)
        settle(STEP, answer)
        if found is not None:
            raise Refused(in_the_way(STEP, origin, answer, found), answer.status)
        try:
            if answer.status != OK:
                raise ValueError(phrase("its keys are not there ({status})", status=answer.status))  # noqa: TRY301 told like the others
            return _KeySet(_keys(answer.body), at, measured(answer.date, self._clock()))
        except ValueError as error:
            raise unreadable(STEP, answer, error) from None


def _keys(body: bytes) -> tuple[JWKDict, ...]:
    listed = read_object(body).get("keys")
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise ValueError(phrase("it is no list of keys"))
    return tuple(key for key in listed if isinstance(key, dict))


def _usable(keys: Iterable[JWKDict], algorithm: str) -> tuple[jwt.PyJWK, ...]:
    return tuple(made for made in (_made(key, algorithm) for key in keys) if made is not None)


def _made(key: JWKDict, algorithm: str) -> jwt.PyJWK | None:
    """The key for `algorithm`, None where it is for something else or broken (RFC 7517 §5: then it is ignored)."""
    if key.get("use") not in (None, "", "sig") or key.get("alg") not in (None, "", algorithm):
        return None
    wanted = _public(key, algorithm)
    if wanted is None:
        return None
    try:
        made = jwt.PyJWK(wanted, algorithm)
    except (jwt.PyJWTError, ValueError, TypeError):
        return None
    return None if isinstance(made.key, RSAPublicKey) and made.key.key_size < _SMALLEST_RSA else made


def _public(key: JWKDict, algorithm: str) -> JWKDict | None:
    """The members that make the public key, if it is of the type that the algorithm needs (RFC 7518 §6)."""
    kind = "RSA" if algorithm[:2] in {"RS", "PS"} else "EC" if algorithm[:2] == "ES" else "OKP"
    names = {"RSA": ("n", "e"), "EC": ("crv", "x", "y"), "OKP": ("crv", "x")}[kind]
    if key.get("kty") != kind or not all(_is_member(key.get(name)) for name in names):
        return None
    return {"kty": kind, **{name: key[name] for name in names}} if key.get("crv") == _CURVES.get(algorithm) else None


def _is_member(value: object) -> bool:
    return isinstance(value, str) and len(value) <= _LONGEST
