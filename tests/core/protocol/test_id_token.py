"""What the claims of an ID token must say; its signature is checked elsewhere."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pomtray.core.domain.session import Person
from pomtray.core.protocol.id_token import ExpectedClaims, IdToken, believed, person_of
from pomtray.core.secret import Credential
from tests.core.built import HOUR, MINUTE, NOW, SECOND

ISSUER = "https://idp.pom.test"
EXPECTED = ExpectedClaims(ISSUER, ("pomtray",), "pomtray", NOW, "n-1", access=Credential("at-1"))
AT = int(NOW.timestamp())


def at_hash(size: str) -> str:
    digest = hashlib.new(size, b"at-1").digest()
    return base64.urlsafe_b64encode(digest[: len(digest) // 2]).rstrip(b"=").decode()


GOOD: dict[str, object] = {
    "iss": ISSUER,
    "aud": "pomtray",
    "sub": "alice",
    "exp": AT + 300,
    "iat": AT,
    "nonce": "n-1",
    "at_hash": at_hash("sha256"),
    "email": "alice@pom.test",
    "name": "Alice",
}


def judged(algorithm: str = "RS256", expected: ExpectedClaims = EXPECTED, **changed: object) -> IdToken:
    claims = {name: value for name, value in (GOOD | changed).items() if value is not None}
    return believed(claims, algorithm, expected)


def test_who_it_is_and_until_when() -> None:
    person = Person("alice", "alice@pom.test", "Alice")
    assert judged() == IdToken(person, "alice", NOW + 5 * MINUTE, NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": ["pomtray"]},
        {"aud": ["pomtray", "https://other.example/"]},
        {"aud": ["pomtray", "pomtray"]},
        {"aud": ["pomtray", "other"], "azp": "pomtray"},
        {"exp": AT - 59, "iat": AT - 300},
        {"iat": AT + 60},
        {"nbf": AT + 60},
        {"exp": AT + 300.5},
        {"at_hash": None},
    ],
    ids=str,
)
def test_what_is_believed(changed: dict[str, Any]) -> None:
    assert judged(**changed).sub == "alice"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"iss": None}, "it has no iss"),
        ({"iss": "https://evil.test"}, "from another issuer"),
        ({"aud": None}, "no audience"),
        ({"aud": []}, "no audience"),
        ({"aud": list("0123456789" * 7)}, "no audience"),
        ({"aud": ["pomtray", 7]}, "not a list of names"),
        ({"aud": "other"}, "for another client"),
        ({"azp": "other"}, "another client asked for it"),
        ({"aud": ["pomtray", "other"], "azp": "other"}, "another client asked for it"),
        ({"exp": AT - 60}, "it has expired; this computer's clock may be wrong"),
        ({"exp": "soon"}, "its exp is no time"),
        ({"exp": True}, "its exp is no time"),
        ({"exp": 10**15}, "its exp is no time"),
        ({"iat": None}, "its iat is no time"),
        ({"iat": AT + 61}, "issued in the future"),
        ({"iat": AT + 50, "exp": AT + 40}, "ends before it begins"),
        ({"iat": AT - 31 * 86400}, "issued too long ago"),
        ({"nbf": AT + 61}, "not valid yet"),
        ({"sub": None}, "it has no sub"),
        ({"sub": "alice\n"}, "its sub is no name of a person"),
        ({"sub": "a" * 256}, "its sub is no name of a person"),
        ({"nonce": "n-2"}, "belongs to another sign-in"),
        ({"nonce": None}, "it has no nonce"),
        ({"at_hash": "x"}, "belongs to another access token"),
    ],
    ids=str,
)
def test_what_is_not(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        judged(**changed)


@pytest.mark.parametrize(
    ("algorithm", "size"), [("PS384", "sha384"), ("ES512", "sha512"), ("EdDSA", "sha512"), ("ES256", "sha256")]
)
def test_the_hash_is_that_of_the_signature(algorithm: str, size: str) -> None:
    assert judged(algorithm, at_hash=at_hash(size)).sub == "alice"


def test_after_a_refresh() -> None:
    refreshed = replace(EXPECTED, audiences=("pomerium",), nonce=None, sub="alice", access=None)
    assert judged(expected=refreshed, aud="pomerium", azp="pomtray", nonce=None).sub == "alice"
    assert judged(expected=refreshed, aud=["pomerium", "pomtray"]).sub == "alice"
    with pytest.raises(ValueError, match="for several clients, not for this one"):
        judged(expected=refreshed, aud=["pomerium", "other"])
    with pytest.raises(ValueError, match="another person's"):
        judged(expected=replace(refreshed, sub="bob"), aud="pomerium", azp="pomtray")


def test_whose_it_is_where_the_settings_do_not_say() -> None:
    assert judged(expected=replace(EXPECTED, issuer=""), iss="https://any.test").sub == "alice"
    google = replace(EXPECTED, issuer="https://accounts.google.com")
    assert judged(expected=google, iss="accounts.google.com").sub == "alice"
    with pytest.raises(ValueError, match="another issuer"):
        judged(iss="idp.pom.test")


@pytest.mark.parametrize(("leeway", "allowed"), [(MINUTE, MINUTE), (HOUR, 5 * MINUTE), (-HOUR, timedelta())])
def test_leeway_has_bounds(leeway: timedelta, allowed: timedelta) -> None:
    expected = replace(EXPECTED, leeway=leeway)
    assert judged(expected=replace(expected, now=NOW - allowed)).sub == "alice"
    with pytest.raises(ValueError, match="in the future"):
        judged(expected=replace(expected, now=NOW - allowed - SECOND))


def test_an_e_mail_that_nobody_verified_names_nobody() -> None:
    assert person_of(GOOD | {"email_verified": False}, "alice") == Person("alice", "", "Alice")
    assert person_of({"preferred_username": "al"}, "x") == Person("x", "", "al")
