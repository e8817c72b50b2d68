"""A provider's metadata: found, compared with the settings, and refused where it is anything but that."""

from __future__ import annotations

import gzip
import json
from collections.abc import AsyncIterator

import pytest

from pomtray.core.domain.provider import Provider
from pomtray.core.errors import PomtrayError, Refused, Unreachable
from pomtray.signin.provider.endpoints.discovery import discover
from pomtray.signin.web import http
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json, reply

WELL_KNOWN = "/.well-known/openid-configuration"
OAUTH_WELL_KNOWN = "/.well-known/oauth-authorization-server"


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
    asked = {WELL_KNOWN, OAUTH_WELL_KNOWN} if name == "not there" else {WELL_KNOWN}
    assert set(server.paths) == asked


ODD = {
    "a byte order mark": lambda issuer: reply(200, b"\xef\xbb\xbf" + json.dumps(document(issuer)).encode()),
    "an endpoint that is false": lambda issuer: as_json(200, document(issuer, revocation_endpoint=False)),
    "an endpoint without a host": lambda issuer: as_json(200, document(issuer, userinfo_endpoint="/userinfo")),
    "an endpoint without TLS": lambda issuer: as_json(
        200, document(issuer, device_authorization_endpoint="http://sso.corp.example/device")
    ),
    "an endpoint with a password": lambda issuer: as_json(200, document(issuer, userinfo_endpoint="https://a:b@c.de/")),
    "a flag as a text": lambda issuer: as_json(
        200, document(issuer, authorization_response_iss_parameter_supported="false")
    ),
}


@pytest.mark.parametrize("name", ODD)
async def test_metadata_that_is_odd_and_taken(
    web: Web, server: Answering, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    server.answers[WELL_KNOWN] = ODD[name](str(server.origin))
    found = await discover(web, at(server.origin))
    assert (found.token_endpoint, found.jwks_uri) == (f"{server.origin}/token", f"{server.origin}/jwks")
    logged = "left aside of what idp says: its " in caplog.text
    assert logged == (name != "a byte order mark")
    assert "a:b@" not in caplog.text


@pytest.mark.parametrize("path", ["", "/realms/a"])
async def test_where_openids_document_is_missing_oauths_is_read(web: Web, server: Answering, path: str) -> None:
    issuer = f"{server.origin}{path}"
    del server.answers[WELL_KNOWN]
    server.answers[f"{OAUTH_WELL_KNOWN}{path}"] = as_json(200, document(issuer))
    assert (await discover(web, at(issuer))).issuer == issuer
    assert server.paths == [f"{path}{WELL_KNOWN}", f"{OAUTH_WELL_KNOWN}{path}"]


@pytest.mark.parametrize("status", [204, 400, 401, 403, 405, 410, 500, 503])
async def test_only_where_it_is_missing(web: Web, server: Answering, status: int) -> None:
    server.answers[WELL_KNOWN] = reply(status)
    server.answers[OAUTH_WELL_KNOWN] = as_json(200, document(str(server.origin)))
    with pytest.raises(PomtrayError, match=str(status)):
        await discover(web, at(server.origin))
    assert server.paths == [WELL_KNOWN]


async def test_only_a_whole_answer_counts(web: Web, server: Answering) -> None:
    server.answers[WELL_KNOWN] = as_json(203, document(str(server.origin)))
    with pytest.raises(Refused, match="203"):
        await discover(web, at(server.origin))


async def test_oauths_document_of_another_issuer_is_refused(web: Web, server: Answering) -> None:
    del server.answers[WELL_KNOWN]
    server.answers[OAUTH_WELL_KNOWN] = as_json(200, document("https://evil.test"))
    with pytest.raises(Refused, match="another issuer"):
        await discover(web, at(server.origin))


async def test_where_neither_is_there_it_is_told_what_to_write(web: Web, server: Answering) -> None:
    del server.answers[WELL_KNOWN]
    with pytest.raises(Refused, match="404") as refused:
        await discover(web, at(server.origin))
    assert f"{server.origin}{WELL_KNOWN}" in refused.value.problem.sentence
    assert "`token_endpoint`" in refused.value.problem.action


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


async def test_a_firewall_in_front_of_it_is_named_and_the_issuer_may_be_wrong(web: Web, server: Answering) -> None:
    server.answers[WELL_KNOWN] = reply(403, "error code: 1010", [("Server", "cloudflare")], "text/plain")
    with pytest.raises(Refused) as refused:
        await discover(web, at(server.origin))
    assert refused.value.status == 403
    assert "Cloudflare" in refused.value.problem.text()
    assert "`issuer`" in refused.value.problem.action
