"""Whether an ID token is the provider's, and what it says (OpenID Connect Core §3.1.3.7)."""

from __future__ import annotations

import asyncio
import base64
import binascii
import re
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import jwt

from pomtray.core.errors import Problem, Refused
from pomtray.core.plain import foreign
from pomtray.core.protocol.id_token import LEEWAY, ExpectedClaims, IdToken, believed
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.skew import agreed, skew_advice
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.secret import Credential
from pomtray.core.text import changed, joined, phrase, reason_of
from pomtray.signin.provider.endpoints.jwks import ALGORITHMS, Keys

STEP: Final = "token"
_PARTS: Final = 3
_ENCRYPTED_PARTS: Final = 5
"""RFC 7516 §7.1."""
_LONGEST: Final = 16 * 1024
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+\Z", re.ASCII)
_TYPES: Final = frozenset({"jwt", "application/jwt", "id_token+jwt"})
_JWS: Final = jwt.PyJWS()


async def validated(
    keys: Keys,
    token: Credential,
    *,
    metadata: Metadata,
    audience: str | Collection[str],
    now: datetime,
    client_id: str = "",
    nonce: str | None = None,
    access: Credential | None = None,
    sub: str = "",
    skew: timedelta = timedelta(),
    leeway: timedelta = LEEWAY,
) -> IdToken:
    """What `token` says, once everything about it is right.

    `audience`: a client id, or several of which one must be in `aud`. `client_id`: who asked (`azp`), the audience
    where there is only that. `nonce`: None where the token came by a refresh; `sub`: then who it was before. `skew`:
    how far our clock is ahead by the answer that brought it; it counts where the keys' answer says the same.
    Raises `Unreachable` where the keys cannot be had, `Refused` for everything else; step "token".
    """
    audiences = (audience,) if isinstance(audience, str) else tuple(audience)
    try:
        header = _header(token)
        payload = await _signed_payload(keys, token, header, metadata)
        off = await _agreed(keys, metadata, skew)
        expected = ExpectedClaims(
            metadata.issuer, audiences, client_id or audiences[0], now - off, nonce, sub, access, leeway
        )
        return replace(believed(read_object(payload), str(header["alg"]), expected), skew=off)
    except ValueError as error:
        raise Refused(_problem(reason_of(error), skew)) from None


async def _agreed(keys: Keys, metadata: Metadata, skew: timedelta) -> timedelta:
    """NOTE: keys may have been fetched before this computer's clock was set, so where it matters they are again."""
    began_at = keys.now()
    told = await keys.skew(metadata.jwks_uri)
    if told is not None and abs(skew) > LEEWAY and not agreed(skew, told):
        told = await keys.skew(metadata.jwks_uri, since=began_at)
    return agreed(skew, told)


def _header(token: Credential) -> dict[str, object]:
    """The header, whose `jku`, `x5u`, `jwk` and `x5c` are left alone: keys come from the metadata's address only."""
    text = token.reveal()
    parts = text.split(".")
    if len(parts) == _ENCRYPTED_PARTS:
        raise ValueError(phrase("it is encrypted: have the provider sign it only, for this client"))
    if len(parts) != _PARTS or len(text) > _LONGEST:
        raise ValueError(phrase("it is no signed token of the usual size"))
    if not _BASE64URL.match(parts[0]):
        raise ValueError(phrase("its header is not base64url"))
    try:
        raw = base64.urlsafe_b64decode(parts[0] + "=" * (-len(parts[0]) % 4))
    except binascii.Error:
        raise ValueError(phrase("its header is not base64url")) from None
    header = read_object(raw)
    _check(header)
    return header


def _check(header: dict[str, object]) -> None:
    algorithm, kid, kind = header.get("alg"), header.get("kid"), header.get("typ", "JWT")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise ValueError(_why_not(algorithm))
    if kid is not None and not isinstance(kid, str):
        raise ValueError(phrase("it does not name its key"))
    if not isinstance(kind, str) or kind.lower() not in _TYPES:
        raise ValueError(phrase("it is a token of another kind"))
    if header.keys() & {"crit", "b64", "cty", "zip"}:
        # RFC 7515 §4.1.11: what one does not understand, one must refuse.
        raise ValueError(phrase("its header asks for what this program does not do"))


def _why_not(algorithm: object) -> str:
    if not isinstance(algorithm, str) or algorithm.lower() == "none":
        return phrase("it is not signed")
    if algorithm.upper().startswith("HS"):
        return phrase("the provider signs with a secret: give the client a signing key there, such as one for RS256")
    return phrase(
        "it is signed with {algorithm}, which is not accepted; RS256, PS256, ES256 or EdDSA are",
        algorithm=foreign(algorithm, 40),
    )


async def _signed_payload(keys: Keys, token: Credential, header: dict[str, object], metadata: Metadata) -> bytes:
    if not metadata.jwks_uri:
        raise ValueError(phrase("the provider names no keys to check it with"))
    began_at = keys.now()
    for since in (None, began_at):
        for key in await keys.fitting(metadata.jwks_uri, header, since=since):
            await asyncio.sleep(0)  # a signature takes some milliseconds, and there can be a hundred keys
            payload = _verified(token, key, str(header["alg"]))
            if payload is not None:
                return payload
    raise ValueError(phrase("its signature is by none of the provider's keys"))


def _verified(token: Credential, key: jwt.PyJWK, algorithm: str) -> bytes | None:
    try:
        payload = _JWS.decode(token.reveal(), key, algorithms=[algorithm])
    except (jwt.PyJWTError, ValueError):
        return None
    return payload if isinstance(payload, bytes) else None


def _problem(reason: str, skew: timedelta) -> Problem:
    usual = phrase("Sign in again; if it stays so, check `issuer` and `client_id` in the settings.")
    return Problem(
        phrase("The ID token is not accepted"),
        phrase(
            "The identity provider's ID token cannot be believed: {reason}.",
            reason=changed(reason, lambda text: foreign(text, 200)),
        ),
        joined(" ", (skew_advice(skew), phrase("Then sign in again.")))
        if "clock" in reason and skew_advice(skew)
        else usual,
        STEP,
    )
