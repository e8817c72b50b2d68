"""Tokens: what is read from a real one, and what hostile ones cannot do."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest

from pomtray.core.domain.session import Credential
from pomtray.core.errors import SignInError
from pomtray.core.protocol.claims import Claims, read_claims

REAL: dict[str, object] = {
    "aud": ["authenticate.pom.test", "127.0.0.1:45678", "app.pom.test"],
    "databroker_record_version": 4,
    "databroker_server_version": 11236589178065503891,
    "iat": 1795250495,
    "idp_id": "Swdy0IIn",
    "iss": "authenticate.pom.test",
    "jti": "395cdaa2-aaa8-4942-9a33-b39be8b3e86e",
    "sub": "alice",
}


def part(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def token(payload: object, **changed: object) -> str:
    if isinstance(payload, dict):
        payload = payload | changed
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return f"{part(b'{}')}.{part(raw)}.{part(b'signature-signature')}"


def claims(**changed: object) -> Claims:
    return read_claims(Credential(token(REAL, **changed)))


def test_a_real_token() -> None:
    assert claims() == Claims(
        jti="395cdaa2-aaa8-4942-9a33-b39be8b3e86e",
        iss="authenticate.pom.test",
        aud=frozenset({"authenticate.pom.test", "127.0.0.1:45678", "app.pom.test"}),
        iat=datetime.fromtimestamp(1795250495, UTC),
        idp_id="Swdy0IIn",
        sub="alice",
        databroker=True,
    )


def test_exp_counts_only_without_databroker_claims() -> None:
    old = {key: value for key, value in REAL.items() if not key.startswith("databroker_")}
    stale = read_claims(Credential(token(REAL, exp=1795250500)))
    trusted = read_claims(Credential(token(old, exp=1795250500)))
    assert stale.expires_at is None
    assert trusted.expires_at == datetime.fromtimestamp(1795250500, UTC)
    assert read_claims(Credential(token(old))).expires_at is None


def test_one_audience_may_be_a_string() -> None:
    assert claims(aud="app.pom.test").aud == frozenset({"app.pom.test"})


def test_what_is_shown_is_plain() -> None:
    assert claims(sub="ali\u202ece\n").sub == "alice"
    assert claims(sub="\ud800").sub == ""


HOSTILE = {
    "opaque": "b3BhcXVl",
    "two parts": "a.b",
    "four parts": token(REAL) + ".x",
    "empty payload": "a..c",
    "not base64url": "a.b+b/.c",
    "padding": "a.e30.c=",
    "impossible length": "a.e30xx.c",
    "not UTF-8": token(b'"\xff"'),
    "not JSON": token(b"{"),
    "a list": token([REAL]),
    "a string": token("x"),
    "null": token(None),
    "no claims": token({}),
    "a claim twice": token(json.dumps(REAL).encode()[:-1] + b',"iss":"evil.test"}'),
    "NaN": token(json.dumps(REAL).encode()[:-1] + b',"exp":NaN}'),
    "Infinity": token(json.dumps(REAL).encode()[:-1] + b',"exp":Infinity}'),
    "nested without end": token(b"[" * 20_000),
    "number without end": token(b'{"iat":' + b"9" * 10_000 + b"}"),
    "no jti": token(REAL, jti=None),
    "jti empty": token(REAL, jti=""),
    "jti a number": token(REAL, jti=7),
    "jti with a newline": token(REAL, jti="a\nb"),
    "jti very long": token(REAL, jti="a" * 513),
    "iss a list": token(REAL, iss=["authenticate.pom.test"]),
    "iss with another script": token(REAL, iss="auth\u0435nticate.pom.test"),
    "iss with a space": token(REAL, iss="a b"),
    "aud missing": token(REAL, aud=None),
    "aud an object": token(REAL, aud={"app.pom.test": 1}),
    "aud of numbers": token(REAL, aud=[1]),
    "aud too many": token(REAL, aud=["app.pom.test"] * 65),
    "aud with a control character": token(REAL, aud=["app.pom.test\x00"]),
    "iat text": token(REAL, iat="1795250495"),
    "iat true": token(REAL, iat=True),
    "iat negative": token(REAL, iat=-1),
    "exp beyond all time": token(REAL, exp=1e300),
    "exp a list": token(REAL, exp=[]),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_token_is_refused_without_being_quoted(text: str) -> None:
    with pytest.raises(SignInError) as refused:
        read_claims(Credential(text))
    problem = refused.value.problem
    assert problem.step == "callback"
    assert text not in problem.text()
    assert refused.value.__context__ is None or text not in str(refused.value.__context__)
