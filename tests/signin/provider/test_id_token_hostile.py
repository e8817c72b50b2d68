"""ID tokens that must not be believed: forgeries, mistakes and accidents; a good one is believed after each."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable

import pytest

from pomtray.core.errors import PomtrayError, Refused
from pomtray.core.secret import Credential
from tests.signin.issuing import CLIENT, ISSUER, Token, b64, claims, jwk, public_pem, seconds, signed
from tests.signin.published import ACCESS, Provider, at_hash, published


@pytest.fixture
async def provider() -> AsyncIterator[Provider]:
    async with published() as made:
        yield made


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
    "b64 false, and no crit": lambda: Token(header={"b64": False}).text(),
    "cty": lambda: Token(header={"cty": "JWT"}).text(),
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
    "a header of an impossible length": lambda: f"eyJhb.{Token().text().partition('.')[2]}",
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
    "audiences without end": lambda: Token(claims(aud=[CLIENT, *map(str, range(64))], azp=CLIENT)).text(),
    "the issuer without its scheme": lambda: Token(claims(iss=ISSUER.removeprefix("https://"))).text(),
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


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("alg none", "it is not signed"),
        ("no algorithm", "it is not signed"),
        ("HS256 with the public key", "the provider signs with a secret: give the client a signing key"),
        ("ES256 by a curve that nobody allows", "it is signed with ES256K, which is not accepted; RS256"),
        ("five parts, as if encrypted", "it is encrypted: have the provider sign it only"),
        ("crit", "asks for what this program does not do"),
        ("b64 false", "asks for what this program does not do"),
        ("b64 false, and no crit", "asks for what this program does not do"),
        ("RS256 signed, PS256 said", "by none of the provider's keys"),
        ("another's key in the header, under a known name", "by none of the provider's keys"),
        ("aud twice", "a name is there twice"),
    ],
)
async def test_the_reason_is_told(provider: Provider, name: str, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        await provider.validated(HOSTILE[name]())
    assert provider.fetches == reason.startswith(("by", "a name"))


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 40


async def test_addresses_in_the_header_are_not_asked(provider: Provider) -> None:
    evil = f"{provider.server.origin}/evil"
    with pytest.raises(Refused):
        await provider.validated(by("rsa/evil", jku=evil, x5u=evil).text())
    assert set(provider.server.paths) == {"/jwks"}
