"""ID tokens: what is believed, and every forgery, mistake and accident that is not."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from pomtray.core.errors import PomtrayError, Refused
from pomtray.core.id_token import IdToken
from pomtray.core.oauth import Metadata
from pomtray.core.secret import Credential
from pomtray.core.session import Person
from pomtray.signin.http import Web
from pomtray.signin.id_token import validated
from pomtray.signin.jwks import Keys
from tests.signin.answering import Answering, as_json
from tests.signin.issuing import CLIENT, ISSUER, NOW, Token, b64, claims, jwk, pem, public_pem, seconds, signed

ACCESS = Credential("an-access-token")


@dataclass
class Provider:
    server: Answering
    keys: Keys
    seconds: float = 0.0

    def publish(self, *keys: dict[str, object]) -> None:
        self.server.answers["/jwks"] = as_json(200, {"keys": keys})

    @property
    def fetches(self) -> int:
        return self.server.paths.count("/jwks")

    async def validated(self, token: str, **changed: object) -> IdToken:
        asked: dict[str, object] = {
            "metadata": Metadata(ISSUER, f"{ISSUER}/token", jwks_uri=f"{self.server.origin}/jwks"),
            "audience": CLIENT,
            "nonce": "n-1",
            "now": NOW,
        }
        return await validated(self.keys, Credential(token), **(asked | changed))  # type: ignore[arg-type]


PUBLISHED = ("rsa", "p256", "p384", "p521", "ed")


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with Web() as web, Answering() as server:
        made = Provider(server, Keys(web, clock=lambda: made.seconds))
        made.publish(*(jwk(name) for name in PUBLISHED))
        yield made


def at_hash(access: Credential, algorithm: str = "sha256") -> str:
    digest = hashlib.new(algorithm, access.reveal().encode()).digest()
    return b64(digest[: len(digest) // 2])


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
    assert (await provider.validated(GOOD[name].text())).sub == "alice"


def by(name: str, **header: object) -> Token:
    return Token(key=name, header=header)


def unsigned(algorithm: str) -> str:
    head = json.dumps({"alg": algorithm, "typ": "JWT", "kid": "rsa"}).encode()
    return f"{b64(head)}.{b64(json.dumps(claims()).encode())}."


def with_shared_secret(secret: bytes, algorithm: str = "HS256") -> str:
    head = json.dumps({"alg": algorithm, "typ": "JWT", "kid": "rsa"}).encode()
    text = f"{b64(head)}.{b64(json.dumps(claims()).encode())}"
    return f"{text}.{b64(hmac.digest(secret, text.encode(), algorithm.replace('HS', 'sha')))}"


def raw(payload: bytes) -> str:
    return Token(payload).text()


def raw_header(header: bytes) -> str:
    return signed(header, json.dumps(claims()).encode(), "rsa", "RS256")


def tampered() -> str:
    head, _, signature = Token().text().split(".")
    return ".".join((head, b64(json.dumps(claims(sub="mallory")).encode()), signature))


def with_signature(signature: str) -> str:
    return f"{Token().text().rpartition('.')[0]}.{signature}"


_PAYLOAD = json.dumps(claims()).encode()

HOSTILE: dict[str, Callable[[], str]] = {
    # the signature
    "alg none": lambda: unsigned("none"),
    "alg None": lambda: unsigned("None"),
    "alg nOnE with a signature": lambda: Token(header={"alg": "nOnE"}).text(),
    "no signature": lambda: with_signature(""),
    "a signature of zeros": lambda: with_signature(b64(bytes(256))),
    "half a signature": lambda: with_signature(Token().text().rpartition(".")[2][:170]),
    "HS256 with the public key": lambda: with_shared_secret(public_pem("rsa")),
    "HS512 with the public key": lambda: with_shared_secret(public_pem("rsa"), "HS512"),
    "HS256 with the modulus": lambda: with_shared_secret(str(jwk("rsa")["n"]).encode()),
    "HS256 with no secret": lambda: with_shared_secret(b""),
    "another payload": tampered,
    "another's key": lambda: Token(key="rsa/evil").text(),
    "another's key under a known name": lambda: by("rsa/evil", kid="rsa").text(),
    "another's key without a name": lambda: by("rsa/evil", kid=None).text(),
    "another's key in the header": lambda: by("rsa/evil", jwk=jwk("rsa/evil")).text(),
    "another's key in the header, under a known name": lambda: by("rsa/evil", kid="rsa", jwk=jwk("rsa/evil")).text(),
    "another's address of keys": lambda: by("rsa/evil", jku="https://evil.test/jwks").text(),
    "another's certificate": lambda: by(
        "rsa/evil", kid="rsa", x5c=[b64(b"certificate")], x5u="https://evil.test"
    ).text(),
    "a name that is a path": lambda: by("rsa/evil", kid="../../dev/null").text(),
    "a name that is no text": lambda: by("rsa", kid=["rsa"]).text(),
    "an RSA key's name with ES256": lambda: Token(key="p256", algorithm="ES256", header={"kid": "rsa"}).text(),
    "ES256 by another curve": lambda: Token(key="p384", algorithm="ES256").text(),
    "ES256 by a curve that nobody allows": lambda: Token(key="k256", algorithm="ES256K").text(),
    "RS256 signed, PS256 said": lambda: Token(header={"alg": "PS256"}).text(),
    "no algorithm": lambda: Token(header={"alg": None}).text(),
    "an algorithm that is no text": lambda: Token(header={"alg": 256}).text(),
    "an algorithm in a list": lambda: Token(header={"alg": ["RS256"]}).text(),
    # the header
    "crit": lambda: Token(header={"crit": ["exp"], "exp": seconds(300)}).text(),
    "crit, empty": lambda: Token(header={"crit": []}).text(),
    "b64 false": lambda: Token(header={"b64": False, "crit": ["b64"]}).text(),
    "zip": lambda: Token(header={"zip": "DEF"}).text(),
    "a token within": lambda: Token(Token().text().encode(), header={"cty": "JWT"}).text(),
    "an access token": lambda: Token(header={"typ": "at+jwt"}).text(),
    "a logout token": lambda: Token(header={"typ": "logout+jwt"}).text(),
    "a type that is no text": lambda: Token(header={"typ": 7}).text(),
    "alg twice in the header": lambda: raw_header(b'{"alg":"none","alg":"RS256","kid":"rsa"}'),
    "a header in UTF-16": lambda: raw_header('{"alg":"RS256","kid":"rsa"}'.encode("utf-16")),
    "a header that is a list": lambda: raw_header(b'["RS256"]'),
    "a header that is no JSON": lambda: raw_header(b"RS256"),
    "a header with + and /": lambda: Token().text().replace("e", "+", 1),
    "a header that is no base64": lambda: f"e{Token().text()}",
    "a header that is too short": lambda: f"eyJhb{Token().text()[36:]}",
    # the shape
    "one part": lambda: "token",
    "two parts": lambda: Token().text().rpartition(".")[0],
    "five parts, as if encrypted": lambda: f"{Token().text()}.a.b",
    "dots only": lambda: "..",
    "huge": lambda: Token(claims(padding="x" * 20_000)).text(),
    # the payload
    "no JSON": lambda: raw(b"sub=alice"),
    "a list": lambda: raw(json.dumps([claims()]).encode()),
    "a text": lambda: raw(b'"alice"'),
    "null": lambda: raw(b"null"),
    "nothing": lambda: raw(b""),
    "nested": lambda: raw(b'{"a":' * 1500 + b"1" + b"}" * 1500),
    "nested lists": lambda: raw(_PAYLOAD[:-1] + b',"a":' + b"[" * 5000 + b"]" * 5000 + b"}"),
    "sub twice": lambda: raw(_PAYLOAD[:-1] + b',"sub":"mallory"}'),
    "aud twice": lambda: raw(_PAYLOAD[:-1] + b',"aud":"pomtray"}'),
    "two objects": lambda: raw(_PAYLOAD + _PAYLOAD),
    "UTF-16": lambda: raw(_PAYLOAD.decode().encode("utf-16")),
    "a byte order mark": lambda: raw(b"\xef\xbb\xbf" + _PAYLOAD),
    "no UTF-8": lambda: raw(_PAYLOAD.replace(b"Alice", b"\xff\xfe")),
    "NaN": lambda: raw(_PAYLOAD.replace(str(seconds(300)).encode(), b"NaN")),
    "an endless number": lambda: raw(_PAYLOAD.replace(str(seconds(300)).encode(), b"9" * 5000)),
    # who issued it, for whom
    "another issuer": lambda: Token(claims(iss="https://evil.test")).text(),
    "the issuer with a slash": lambda: Token(claims(iss=f"{ISSUER}/")).text(),
    "the issuer in capitals": lambda: Token(claims(iss=ISSUER.upper())).text(),
    "the issuer in a list": lambda: Token(claims(iss=[ISSUER])).text(),
    "no issuer": lambda: Token(claims(iss=None)).text(),
    "another audience": lambda: Token(claims(aud="other")).text(),
    "an audience that begins like ours": lambda: Token(claims(aud=f"{CLIENT}-2")).text(),
    "no audience": lambda: Token(claims(aud=None)).text(),
    "an empty audience": lambda: Token(claims(aud=[])).text(),
    "an audience that is a number": lambda: Token(claims(aud=7)).text(),
    "an audience that holds a number": lambda: Token(claims(aud=[CLIENT, 7], azp=CLIENT)).text(),
    "an audience that holds a list": lambda: Token(claims(aud=[[CLIENT]])).text(),
    "an audience as an object": lambda: Token(claims(aud={CLIENT: True})).text(),
    "the same audience twice": lambda: Token(claims(aud=[CLIENT, CLIENT], azp=CLIENT)).text(),
    "audiences without end": lambda: Token(claims(aud=[CLIENT, *map(str, range(64))], azp=CLIENT)).text(),
    "several audiences, nobody asked": lambda: Token(claims(aud=[CLIENT, "other"])).text(),
    "several audiences, another asked": lambda: Token(claims(aud=[CLIENT, "other"], azp="other")).text(),
    "another asked": lambda: Token(claims(azp="other")).text(),
    "nobody asked, empty": lambda: Token(claims(azp="")).text(),
    # times
    "expired": lambda: Token(claims(exp=seconds(-60), iat=seconds(-300))).text(),
    "no end": lambda: Token(claims(exp=None)).text(),
    "an end as text": lambda: Token(claims(exp=str(seconds(300)))).text(),
    "an end that is true": lambda: Token(claims(exp=True)).text(),
    "an end in milliseconds": lambda: Token(claims(exp=seconds(300) * 1000)).text(),
    "an end before all time": lambda: Token(claims(exp=-1)).text(),
    "an infinite end": lambda: raw(_PAYLOAD.replace(str(seconds(300)).encode(), b"1e999")),
    "issued in the future": lambda: Token(claims(iat=seconds(61))).text(),
    "issued after its end": lambda: Token(claims(iat=seconds(50), exp=seconds(40))).text(),
    "issued in 1970": lambda: Token(claims(iat=0)).text(),
    "issued long ago": lambda: Token(claims(iat=seconds(-31 * 86400))).text(),
    "no time of issue": lambda: Token(claims(iat=None)).text(),
    "a time of issue as text": lambda: Token(claims(iat="now")).text(),
    "not valid yet": lambda: Token(claims(nbf=seconds(61))).text(),
    "valid from a text": lambda: Token(claims(nbf="now")).text(),
    # the sign-in and the person
    "another nonce": lambda: Token(claims(nonce="n-2")).text(),
    "no nonce": lambda: Token(claims(nonce=None)).text(),
    "a nonce that is a number": lambda: Token(claims(nonce=1)).text(),
    "a nonce with half a character": lambda: Token(claims(nonce="\ud800")).text(),
    "no person": lambda: Token(claims(sub=None)).text(),
    "a person without a name": lambda: Token(claims(sub="")).text(),
    "a person that is a number": lambda: Token(claims(sub=7)).text(),
    "a person with a line end": lambda: Token(claims(sub="alice\nadmin")).text(),
    "a person written backwards": lambda: Token(claims(sub="alice\u202e")).text(),
    "a person of 256 characters": lambda: Token(claims(sub="a" * 256)).text(),
    "another access token": lambda: Token(claims(at_hash=at_hash(Credential("another")))).text(),
    "the whole hash": lambda: Token(claims(at_hash=b64(hashlib.sha256(ACCESS.reveal().encode()).digest()))).text(),
    "a hash that is no text": lambda: Token(claims(at_hash=True)).text(),
    "an empty hash": lambda: Token(claims(at_hash="")).text(),
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_what_is_not_believed(provider: Provider, name: str, secret_canary: Callable[[str], str]) -> None:
    token = secret_canary(HOSTILE[name]()) if name not in {"one part", "dots only"} else HOSTILE[name]()
    with pytest.raises(PomtrayError) as refused:
        await provider.validated(token, access=ACCESS)
    problem = refused.value.problem
    assert (type(refused.value), problem.step) == (Refused, "token")
    assert problem.sentence.isprintable()
    assert refused.value.__cause__ is None
    good = Token(claims(at_hash=at_hash(ACCESS)))
    assert (await provider.validated(good.text(), access=ACCESS)).sub == "alice"


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 40


async def test_addresses_in_the_header_are_not_asked(provider: Provider) -> None:
    evil = f"{provider.server.origin}/evil"
    with pytest.raises(Refused):
        await provider.validated(by("rsa/evil", jku=evil, x5u=evil).text())
    assert set(provider.server.paths) == {"/jwks"}


async def test_a_refreshed_token_is_the_same_persons(provider: Provider) -> None:
    for_pomerium = Token(claims(aud="pomerium", azp=CLIENT, nonce=None)).text()
    asked = {"audience": "pomerium", "client_id": CLIENT, "nonce": None}
    assert (await provider.validated(for_pomerium, sub="alice", **asked)).sub == "alice"
    with pytest.raises(Refused, match="another person"):
        await provider.validated(for_pomerium, sub="bob", **asked)
    with pytest.raises(Refused, match="another client asked"):
        await provider.validated(for_pomerium, audience="pomerium", nonce=None)


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


def test_a_private_key_is_none_of_the_published() -> None:
    assert "PRIVATE" in pem("rsa")
    assert "d" not in jwk("rsa")
