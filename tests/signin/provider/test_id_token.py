"""ID tokens: what is believed, and what it says of the person."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest

from pomtray.core.domain.session import Person
from pomtray.core.errors import Refused
from pomtray.core.protocol.metadata import Metadata
from pomtray.signin.provider.endpoints.jwks import Keys
from pomtray.signin.provider.id_token import _problem
from tests.signin.issuing import CLIENT, ISSUER, NOW, Token, claims, seconds
from tests.signin.published import ACCESS, Provider, at_hash, published


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with published() as made:
        yield made


async def test_a_good_token_says_who_it_is_and_until_when(provider: Provider) -> None:
    found = await provider.validated(Token().text())
    assert found.person == Person("alice", "alice@pom.test", "Alice")
    assert (found.sub, found.issued_at, found.expires_at) == ("alice", NOW, NOW + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("algorithm", "key"),
    [
        *((name, "rsa") for name in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512")),
        ("ES256", "p256"),
        ("ES384", "p384"),
        ("ES512", "p521"),
        ("EdDSA", "ed"),
    ],
)
async def test_every_allowed_algorithm(provider: Provider, algorithm: str, key: str) -> None:
    size = {"256": "sha256", "384": "sha384"}.get(algorithm[-3:], "sha512")
    token = Token(claims(at_hash=at_hash(ACCESS, size)), key, algorithm)
    assert (await provider.validated(token.text(), access=ACCESS)).sub == "alice"


GOOD: dict[str, Token] = {
    "one audience in a list": Token(claims(aud=[CLIENT])),
    "several audiences, and we asked": Token(claims(aud=[CLIENT, "pomerium"], azp=CLIENT)),
    "several audiences, and nobody says who asked": Token(claims(aud=[CLIENT, "https://other.example/"])),
    "our own name twice": Token(claims(aud=[CLIENT, CLIENT])),
    "a mark before the claims": Token(b"\xef\xbb\xbf" + json.dumps(claims()).encode()),
    "null for what is not there": Token(json.dumps(claims() | dict.fromkeys(("nbf", "at_hash", "azp"))).encode()),
    "a key's name that is empty": Token(header={"kid": ""}),
    "azp without need": Token(claims(azp=CLIENT)),
    "expired within the leeway": Token(claims(exp=seconds(-59), iat=seconds(-300))),
    "issued within the leeway": Token(claims(iat=seconds(59))),
    "valid from within the leeway": Token(claims(nbf=seconds(59))),
    "fractions of seconds": Token(claims(exp=seconds(300) + 0.5)),
    "no typ": Token(header={"typ": None}),
    "claims that nobody asked for": Token(claims(address={"country": "X"}, realm_access={"roles": ["a"]}, groups=[])),
    "addresses of keys, which are left alone": Token(
        header={"jku": "https://evil.test/jwks", "x5u": "https://evil.test"}
    ),
    "no person's details": Token(claims(email=None, name=None)),
    "at_hash with no access token to compare": Token(claims(at_hash="x")),
}


@pytest.mark.parametrize("name", GOOD)
async def test_what_is_believed(provider: Provider, name: str) -> None:
    access = None if name.startswith("at_hash") else ACCESS
    assert (await provider.validated(GOOD[name].text(), access=access)).sub == "alice"


def as_long_as(length: int) -> str:
    """A good token with that many characters: base64 cannot have every length in one part."""
    about = (length - len(Token(claims(pad=""), header={"pad": ""}).text())) * 3 // 4
    for in_header, in_claims in product(range(4), range(about - 4, about + 4)):
        text = Token(claims(pad="x" * in_claims), header={"pad": "x" * in_header}).text()
        if len(text) == length:
            return text
    raise AssertionError(f"no token has {length} characters")


async def test_a_token_has_a_usual_size(provider: Provider) -> None:
    assert (await provider.validated(as_long_as(16 * 1024))).sub == "alice"
    with pytest.raises(Refused, match="usual size"):
        await provider.validated(as_long_as(16 * 1024 + 1))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a.b", "no signed token of the usual size"),
        ("a.b.c.d", "no signed token of the usual size"),
        ("a.b.c.d.e", "it is encrypted"),
        ("a+/b.e30.e30", "its header is not base64url"),
        ("a.e30.e30", "its header is not base64url"),
        ("W10.e30.e30", "it is not a JSON object"),
    ],
)
async def test_what_is_no_token_is_told_as_that(provider: Provider, text: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        await provider.validated(text)


@pytest.mark.parametrize("dated", [True, False])
async def test_only_a_server_that_tells_its_time_is_asked_once_more_for_it(provider: Provider, *, dated: bool) -> None:
    if not dated:
        answer = provider.server.answers["/jwks"]
        assert answer
        provider.server.answers["/jwks"] = answer.replace(b"Date: Sat, 21 Nov 2026 09:00:00 GMT\r\n", b"")
    await provider.takes(Token())
    provider.seconds += 60
    with suppress(Refused):
        await provider.validated(Token().text(), skew=timedelta(hours=2))
    assert provider.fetches == (2 if dated else 1)


@pytest.mark.parametrize(
    ("hours", "of_keys", "fetches"),
    [(2, 2, 1), (0, 2, 1), (2, 0, 2)],
    ids=["both say the same", "the token's answer says that the clock is right", "only the token's says it is wrong"],
)
async def test_keys_are_asked_for_the_time_once_more_only_where_they_contradict(
    provider: Provider, hours: int, of_keys: int, fetches: int
) -> None:
    """`hours`: how far this computer's clock is ahead, by the answer that brought the token."""
    ahead = timedelta(hours=of_keys)
    provider.keys = Keys(provider.web, lambda: provider.seconds, clock=lambda: NOW + ahead)
    await provider.takes(Token())
    provider.seconds += 60
    with suppress(Refused):
        await provider.validated(Token().text(), skew=timedelta(hours=hours))
    assert provider.fetches == fetches


@pytest.mark.parametrize(
    ("reason", "skew", "is_told"),
    [
        ("it has run out by this computer's clock", timedelta(hours=2), True),
        ("it has run out by this computer's clock", timedelta(), False),
        ("its signature is wrong", timedelta(hours=2), False),
    ],
)
def test_the_clock_is_to_blame_where_it_is_wrong_and_matters(reason: str, skew: timedelta, *, is_told: bool) -> None:
    action = _problem(reason, skew).action
    assert ("clock" in action, "`client_id`" in action) == (is_told, not is_told)


async def test_a_refreshed_token_is_the_same_persons(provider: Provider) -> None:
    for_pomerium = Token(claims(aud="pomerium", azp=CLIENT, nonce=None)).text()
    asked = {"audience": "pomerium", "client_id": CLIENT, "nonce": None}
    assert (await provider.validated(for_pomerium, sub="alice", **asked)).sub == "alice"
    with pytest.raises(Refused, match="another person"):
        await provider.validated(for_pomerium, sub="bob", **asked)
    with pytest.raises(Refused, match="another client asked"):
        await provider.validated(for_pomerium, audience="pomerium", nonce=None)


async def test_several_audiences_that_are_others(provider: Provider) -> None:
    token = Token(claims(aud=["pomerium", "other"])).text()
    with pytest.raises(Refused, match="for several clients, not for this one"):
        await provider.validated(token, audience=(CLIENT, "pomerium"))


async def test_google_writes_its_name_in_two_ways(provider: Provider) -> None:
    google = Metadata("https://accounts.google.com", f"{ISSUER}/token", jwks_uri=provider.jwks_uri)
    for name in ("https://accounts.google.com", "accounts.google.com"):
        assert (await provider.validated(Token(claims(iss=name)).text(), metadata=google)).sub == "alice"
    with pytest.raises(Refused, match="another issuer"):
        await provider.validated(Token(claims(iss="http://accounts.google.com")).text(), metadata=google)


async def test_where_the_settings_name_no_issuer_the_keys_vouch(provider: Provider) -> None:
    nameless = Metadata("", f"{ISSUER}/token", jwks_uri=provider.jwks_uri)
    assert (await provider.validated(Token().text(), metadata=nameless)).sub == "alice"
    with pytest.raises(Refused, match="has no iss"):
        await provider.validated(Token(claims(iss=None)).text(), metadata=nameless)
    with pytest.raises(Refused, match="none of the provider's keys"):
        await provider.validated(Token(key="rsa/evil").text(), metadata=nameless)


async def test_one_of_several_audiences_is_enough(provider: Provider) -> None:
    token = Token(claims(aud="pomerium", azp=CLIENT)).text()
    assert (await provider.validated(token, audience=(CLIENT, "pomerium"))).sub == "alice"


@pytest.mark.parametrize(("minutes", "fits"), [(1, False), (4, True), (60, True)])
async def test_the_leeway_is_at_most_five_minutes(provider: Provider, minutes: int, *, fits: bool) -> None:
    leeway = timedelta(minutes=minutes)
    late = Token(claims(exp=seconds(-200), iat=seconds(-500))).text()
    too_late = Token(claims(exp=seconds(-301), iat=seconds(-900))).text()
    if fits:
        await provider.validated(late, leeway=leeway)
    for token in [too_late] if fits else [late, too_late]:
        with pytest.raises(Refused, match="clock"):
            await provider.validated(token, leeway=leeway)


@pytest.mark.parametrize(
    ("changed", "person"),
    [
        ({"email_verified": False}, Person("alice", "", "Alice")),
        ({"email_verified": "false"}, Person("alice", "", "Alice")),
        ({"email_verified": True}, Person("alice", "alice@pom.test", "Alice")),
        ({"email_verified": [True]}, Person("alice", "", "Alice")),
        ({"name": None, "preferred_username": "al"}, Person("alice", "alice@pom.test", "al")),
        ({"name": 7, "email": ["alice@pom.test"]}, Person("alice")),
        ({"name": "<b>\u202eAlice\n"}, Person("alice", "alice@pom.test", "<b>Alice")),
    ],
)
async def test_the_persons_details_are_plain_text(
    provider: Provider, changed: dict[str, object], person: Person
) -> None:
    assert (await provider.validated(Token(claims(**changed)).text())).person == person


async def test_a_provider_without_keys(provider: Provider) -> None:
    with pytest.raises(Refused, match="names no keys"):
        await provider.validated(Token().text(), metadata=Metadata(ISSUER, f"{ISSUER}/token"))
