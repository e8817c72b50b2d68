"""A provider's metadata: found, compared with the settings, and refused where it is anything but that."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator

import pytest

from pomtray.core.errors import PomtrayError, Refused, Unreachable
from pomtray.core.provider import Provider
from pomtray.signin import http
from pomtray.signin.http import Web
from pomtray.signin.provider.discovery import discover
from tests.signin.answering import Answering, as_json, reply

WELL_KNOWN = "/.well-known/openid-configuration"


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


@pytest.fixture
async def server() -> AsyncIterator[Answering]:
    async with Answering() as made:
        made.answers[WELL_KNOWN] = as_json(200, document(str(made.origin)))
        yield made


def document(issuer: str, /, **changed: object) -> dict[str, object]:
    good: dict[str, object] = {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "jwks_uri": f"{issuer}/jwks",
        "code_challenge_methods_supported": ["S256"],
    }
    return good | changed


def at(issuer: object) -> Provider:
    return Provider("idp", str(issuer), "pomtray")


async def test_a_provider_is_found_by_its_issuer(web: Web, server: Answering) -> None:
    found = await discover(web, at(server.origin))
    assert (found.issuer, found.jwks_uri) == (str(server.origin), f"{server.origin}/jwks")
    assert server.paths == [WELL_KNOWN]


async def test_a_provider_is_found_by_its_documents_address(web: Web, server: Answering) -> None:
    assert (await discover(web, at(f"{server.origin}{WELL_KNOWN}"))).issuer == str(server.origin)


@pytest.mark.parametrize("slash", ["", "/"])
async def test_an_issuer_with_a_path(web: Web, server: Answering, slash: str) -> None:
    issuer = f"{server.origin}/realms/a{slash}"
    server.answers[f"/realms/a{WELL_KNOWN}"] = as_json(200, document(issuer))
    assert (await discover(web, at(issuer))).issuer == issuer


def answers(issuer: str) -> dict[str, bytes]:
    good = json.dumps(document(issuer))
    return {
        "a page": reply(200, "<html><body>Sign in to the hotel's network</body></html>"),
        "nothing": reply(200),
        "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
        "not there": reply(404, "Not Found", content_type="text/plain"),
        "forbidden": as_json(403, document(issuer)),
        "moved within": reply(302, headers=[("Location", "/elsewhere")]),
        "moved to another host": reply(301, headers=[("Location", "https://evil.test/")]),
        "a list": as_json(200, [document(issuer)]),
        "a text": as_json(200, good),
        "cut off": reply(200, good[:-10]),
        "two objects": reply(200, good + good),
        "a byte order mark": reply(200, b"\xef\xbb\xbf" + good.encode()),
        "UTF-16": reply(200, good.encode("utf-16")),
        "Latin 1": reply(200, good.replace("}", ',"x":"é"}').encode("latin-1")),
        "a name twice": reply(200, good.replace("{", f'{{"issuer":"{issuer}",', 1)),
        "nested": reply(200, good[:-1] + ',"a":' + "[" * 100_000 + "]" * 100_000 + "}"),
        "10 MB": as_json(200, document(issuer, padding="x" * 10_000_000)),
        "a bomb": reply(200, gzip.compress(b" " * 50_000_000), [("Content-Encoding", "gzip")]),
        "half a packed answer": reply(200, gzip.compress(good.encode())[:-20], [("Content-Encoding", "gzip")]),
        "another issuer": as_json(200, document("https://evil.test")),
        "the issuer with a slash": as_json(200, document(issuer, issuer=f"{issuer}/")),
        "the issuer in a list": as_json(200, document(issuer, issuer=[issuer])),
        "no issuer": as_json(200, document(issuer, issuer=None)),
        "no token endpoint": as_json(200, document(issuer, token_endpoint=None)),
        "an endpoint without TLS": as_json(200, document(issuer, token_endpoint="http://idp.pom.test/token")),
        "an endpoint with a password": as_json(200, document(issuer, jwks_uri="https://a:b@idp.pom.test/")),
        "an endpoint with a fragment": as_json(200, document(issuer, jwks_uri=f"{issuer}/#a")),
        "an endpoint that is code": as_json(200, document(issuer, authorization_endpoint="javascript:alert(1)")),
        "an endpoint that is a number": as_json(200, document(issuer, revocation_endpoint=7)),
        "an endpoint without end": as_json(200, document(issuer, jwks_uri=f"{issuer}/{'a' * 5000}")),
        "PKCE without S256": as_json(200, document(issuer, code_challenge_methods_supported=["plain"])),
        "PKCE as a text": as_json(200, document(issuer, code_challenge_methods_supported="S256")),
        "a flag as a text": as_json(200, document(issuer, authorization_response_iss_parameter_supported="false")),
    }


@pytest.mark.parametrize("name", answers("https://idp.pom.test"))
async def test_what_is_no_providers_metadata(web: Web, server: Answering, name: str) -> None:
    server.answers[WELL_KNOWN] = answers(str(server.origin))[name]
    with pytest.raises(Refused) as refused:
        await discover(web, at(server.origin))
    problem = refused.value.problem
    assert problem.step == "discovery"
    assert problem.action
    assert problem.sentence.isprintable()
    assert refused.value.__cause__ is None
    server.answers[WELL_KNOWN] = as_json(200, document(str(server.origin)))
    await discover(web, at(server.origin))
    assert set(server.paths) == {WELL_KNOWN}


PASSING: dict[str, bytes | None] = {
    "busy": reply(503, "<html>"),
    "failed": as_json(500, {"error": "server_error"}),
    "too many": reply(429),
    "failed at length": reply(502, "x" * 2_000_000),
    "closed": b"",
    "no HTTP": b"SSH-2.0-x\r\n",
    "cut off by the network": b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{",
    "silence": None,
}


@pytest.mark.parametrize("name", PASSING)
async def test_trouble_that_passes(web: Web, server: Answering, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if name == "silence":
        monkeypatch.setattr(http, "ANSWER_FOR", 0.05)
    server.answers[WELL_KNOWN] = PASSING[name]
    with pytest.raises(Unreachable) as failed:
        await discover(web, at(server.origin))
    assert isinstance(failed.value, PomtrayError)
    assert failed.value.problem.step == "discovery"
