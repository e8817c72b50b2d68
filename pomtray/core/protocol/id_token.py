"""What an ID token must say to be believed, once its signature holds (OpenID Connect Core, errata 2, §2, §3.1.3.7)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Final

from pomtray.core.domain.session import Person
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import foreign_names, plain
from pomtray.core.protocol.sign_in_url import LATEST
from pomtray.core.protocol.strict_json import needed_text
from pomtray.core.secret import Credential
from pomtray.core.text import phrase

LEEWAY: Final = timedelta(seconds=60)
MOST_LEEWAY: Final = timedelta(minutes=5)
OLDEST: Final = timedelta(days=30)
"""How long ago an ID token that is got now may have been issued."""
_SHORT_ISSUERS: Final = {"https://accounts.google.com": "accounts.google.com"}
_AUDIENCES: Final = 64
_LONGEST_SUBJECT: Final = 255
_HASHES: Final = {"256": hashlib.sha256, "384": hashlib.sha384, "512": hashlib.sha512, "EdDSA": hashlib.sha512}


@dataclass(frozen=True, slots=True)
class ExpectedClaims:
    """Whose token it must be, for whom, and when. `now` decides; `leeway` counts up to five minutes."""

    issuer: str
    """"" where the settings name none: then the provider's token endpoint and its keys vouch for it."""
    audiences: Collection[str]
    """One of these must be in `aud`."""
    client_id: str
    """Us: what `azp` must be where it is there; where it is not, several audiences must name us."""
    now: datetime
    nonce: str | None = None
    """None: not checked, as for a token that a refresh gave."""
    sub: str = ""
    """The person of the first token: a refresh must not change who it is (§12.2)."""
    access: Credential | None = None
    """The access token that came with it, for `at_hash`."""
    leeway: timedelta = LEEWAY


@dataclass(frozen=True, slots=True)
class IdToken:
    """What a valid ID token says."""

    person: Person
    sub: str
    expires_at: datetime
    issued_at: datetime
    """Both by the provider's clock, like the token itself."""
    skew: timedelta = timedelta()
    """How far this computer's clock is ahead of the provider's, as the token was judged."""


def believed(claims: dict[str, object], algorithm: str, expected: ExpectedClaims) -> IdToken:
    """The claims as an `IdToken`. Raises `ValueError`, with a reason a person can read, where one of them is wrong."""
    _check_issuer(needed_text(claims, "iss"), expected.issuer)
    _check_audience(claims, expected)
    expires_at, issued_at = _check_times(claims, expected)
    sub = _check_subject(claims, expected.sub)
    _check_nonce(claims, expected.nonce)
    _check_access(claims, algorithm, expected.access)
    return IdToken(person_of(claims, sub), sub, expires_at, issued_at)


def _check_issuer(stated: str, expected: str) -> None:
    """Google writes it with and without the scheme, and says so."""
    if expected and stated not in {expected, _SHORT_ISSUERS.get(expected)}:
        raise ValueError(phrase("it is from another issuer"))


def _check_audience(claims: dict[str, object], expected: ExpectedClaims) -> None:
    value = claims.get("aud")
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not 0 < len(names) <= _AUDIENCES:
        raise ValueError(phrase("it has no audience"))
    if not all(isinstance(name, str) for name in names):
        raise ValueError(phrase("its audience is not a list of names"))
    if not set(names) & set(expected.audiences):
        raise ValueError(phrase("it is for another client"))
    party = claims.get("azp")
    if party is None and len(set(names)) > 1 and expected.client_id not in names:
        raise ValueError(phrase("it is for several clients, not for this one, and does not say who asked for it"))
    if party is not None and party != expected.client_id:
        raise ValueError(phrase("another client asked for it"))


def _check_times(claims: dict[str, object], expected: ExpectedClaims) -> tuple[datetime, datetime]:
    leeway = max(timedelta(), min(expected.leeway, MOST_LEEWAY))
    expires_at, issued_at = _instant(claims, "exp"), _instant(claims, "iat")
    clock = phrase("; this computer's clock may be wrong")
    if expires_at <= expected.now - leeway:
        raise ValueError(phrase("it has expired{clock}", clock=clock))
    if issued_at > expected.now + leeway:
        raise ValueError(phrase("it was issued in the future{clock}", clock=clock))
    if issued_at >= expires_at:
        raise ValueError(phrase("it ends before it begins"))
    if issued_at < expected.now - OLDEST:
        raise ValueError(phrase("it was issued too long ago{clock}", clock=clock))
    if claims.get("nbf") is not None and _instant(claims, "nbf") > expected.now + leeway:
        raise ValueError(phrase("it is not valid yet{clock}", clock=clock))
    return expires_at, issued_at


def _check_subject(claims: dict[str, object], before: str) -> str:
    sub = needed_text(claims, "sub")
    if len(sub) > _LONGEST_SUBJECT or plain(sub, _LONGEST_SUBJECT) != sub:
        raise ValueError(phrase("its sub is no name of a person"))
    if before and sub != before:
        raise ValueError(phrase("it is another person's"))
    return sub


def _check_nonce(claims: dict[str, object], nonce: str | None) -> None:
    if nonce is not None and not hmac.compare_digest(_bytes(claims, "nonce"), nonce.encode()):
        raise ValueError(phrase("it belongs to another sign-in"))


def _check_access(claims: dict[str, object], algorithm: str, access: Credential | None) -> None:
    """`at_hash`: the left half of the access token's hash (§3.1.3.6)."""
    if access is None or claims.get("at_hash") is None:
        return
    digest = _HASHES[algorithm if algorithm == "EdDSA" else algorithm[-3:]](access.reveal().encode()).digest()
    left = base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=")
    if not hmac.compare_digest(_bytes(claims, "at_hash"), left):
        raise ValueError(phrase("it belongs to another access token"))


def person_of(claims: dict[str, object], sub: str) -> Person:
    """By the claims of an ID token or a userinfo answer (§5.1), whose `sub` was checked.

    An e-mail that the provider calls unverified is one that anybody could have typed in: it names nobody.
    """
    email = plain(claims.get("email")) if claims.get("email_verified") in (None, True, "true") else ""
    name = plain(claims.get("name")) or plain(claims.get("preferred_username"))
    return Person(sub, email, name, foreign_names(claims.get("groups")))


def _bytes(claims: dict[str, object], name: str) -> bytes:
    return needed_text(claims, name).encode(errors="surrogatepass")


def _instant(claims: dict[str, object], name: str) -> datetime:
    """RFC 7519's NumericDate."""
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        raise ValueError(phrase("its {name} is no time", name=name))
    return datetime.fromtimestamp(value, UTC)
