"""A provider's keys: kept for a while, and fetched again when a token was signed with none of them (RFC 7517)."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt.types import JWKDict

from pomtray.core.strict_json import read_object
from pomtray.signin.http import Web
from pomtray.signin.provider.answers import OK, asked, settle, target, unreadable

STEP: Final = "token"
KEPT_FOR: Final = 3600.0
"""Seconds after which keys are fetched again: one that the provider took back must not count for ever."""
FETCHED_EVERY: Final = 10.0
"""Seconds between two fetches, however many tokens name unknown keys."""
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


class Keys:
    """The key sets of providers, by address. `clock` counts seconds and never goes back."""

    def __init__(self, web: Web, clock: Callable[[], float] = time.monotonic) -> None:
        self._web = web
        self._clock = clock
        self._sets: dict[str, _KeySet] = {}
        self._fetching: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def fitting(self, url: str, header: dict[str, object], *, fresh: bool = False) -> tuple[jwt.PyJWK, ...]:
        """The keys at `url` that may have signed a token with this header; one where the header names it.

        `fresh`: fetched again, unless they were just now. Raises `Unreachable` or `Refused`, step "token".
        """
        kid, algorithm = header.get("kid"), str(header.get("alg"))
        keys = (key for key in await self._set(url, fresh=fresh) if kid is None or key.get("kid") == kid)
        return tuple(made for made in (_made(key, algorithm) for key in keys) if made is not None)

    async def _set(self, url: str, *, fresh: bool) -> tuple[JWKDict, ...]:
        async with self._fetching[url]:
            now, kept = self._clock(), self._sets.get(url)
            if kept is not None and now - kept.fetched_at < (FETCHED_EVERY if fresh else KEPT_FOR):
                return kept.keys
            keys = await self._fetch(url)
            self._sets[url] = _KeySet(keys, now)
            return keys

    async def _fetch(self, url: str) -> tuple[JWKDict, ...]:
        answer = await asked(STEP, self._web.get(*target(url)))
        settle(STEP, answer)
        try:
            if answer.status != OK:
                raise ValueError(f"its keys are not there ({answer.status})")  # noqa: TRY301 told like the others
            return _keys(answer.body)
        except ValueError as error:
            raise unreadable(STEP, answer, error) from None


def _keys(body: bytes) -> tuple[JWKDict, ...]:
    listed = read_object(body).get("keys")
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise ValueError("it is no list of keys")
    return tuple(key for key in listed if isinstance(key, dict))


def _made(key: JWKDict, algorithm: str) -> jwt.PyJWK | None:
    """The key for `algorithm`, None where it is for something else or broken (RFC 7517 §5: then it is ignored)."""
    if key.get("use") not in (None, "sig") or key.get("alg") not in (None, algorithm):
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
