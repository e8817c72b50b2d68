"""The door to the network: what goes out, what is kept, and every failure in words."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime

import httpx
import pytest

from pomtray import __version__
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import HeaderForm, Route, Settings
from pomtray.core.domain.session import Credential
from pomtray.core.errors import Refused, Unreachable
from pomtray.core.network.tls import Tls
from pomtray.core.secret import Secret
from pomtray.signin.web import connection, http
from pomtray.signin.web.answer import LARGEST
from pomtray.signin.web.http import Web, reach
from tests.core.built import a_session
from tests.signin.answering import Answering, as_json, nobody, reply


@pytest.fixture
async def web(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Web]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    async with Web() as made:
        yield made


@pytest.fixture
def credential(secret_canary: Callable[[str], str]) -> Credential:
    return Credential(secret_canary("canary-credential-of-test-http"))


async def test_an_answer_has_status_body_request_id_and_the_servers_clock(web: Web) -> None:
    async with Answering({"/x": as_json(200, {"a": 1})}) as server:
        answer = await web.get(server.origin, "/x?y=z")
        assert (answer.status, answer.body, answer.request_id) == (200, b'{"a": 1}', "request-7")
        assert answer.date == datetime(2026, 11, 21, 9, tzinfo=UTC)
        assert answer.content_type == "application/json"
        assert server.paths == ["/x?y=z"]
        assert server.header("accept") == "application/json"
        assert server.header("user-agent") == f"pomtray/{__version__}"


async def test_what_asks_is_made_once_and_what_hinders_it_is_told_by_the_question(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Tls] = []
    make = connection._context
    monkeypatch.setattr(connection, "_context", lambda tls, phrase: made.append(tls) or make(tls, phrase))
    async with Answering({"/x": as_json(200, {})}) as server:
        await web.ready(server.origin)
        await web.get(server.origin, "/x")
        assert made == [Tls()]
        own = web.of(Route("app", str(server.origin), ca="/nowhere/ca.pem"))
        await own.ready(server.origin)
        with pytest.raises(Unreachable, match="The CA file cannot be used"):
            await own.get(server.origin, "/x")


@pytest.mark.parametrize(
    ("age", "hour"),
    [("3600", 10), (" 7200 ", 11), ("0", 9), ("", 9), ("-5", 9), ("soon", 9), ("3600, 7200", 10), ("9" * 30, 9)],
)
async def test_an_answer_that_a_cache_kept_tells_the_clock_of_now(web: Web, age: str, hour: int) -> None:
    """Keys often come so: by its `Date` alone this computer would be ahead by as long as they were kept."""
    async with Answering({"/jwks": as_json(200, {}, [("Age", age)])}) as server:
        answer = await web.get(server.origin, "/jwks")
    assert answer.date == datetime(2026, 11, 21, hour, tzinfo=UTC)


async def test_a_clock_at_the_end_of_all_time_is_none(web: Web) -> None:
    last = as_json(200, {}, [("Age", "99999999")]).replace(b"21 Nov 2026", b"25 Dec 9999")
    async with Answering({"/jwks": last}) as server:
        assert (await web.get(server.origin, "/jwks")).date is None


@pytest.mark.parametrize(
    ("form", "name", "prefix"),
    [
        (HeaderForm.POMERIUM, "authorization", "Pomerium "),
        (HeaderForm.X_POMERIUM, "x-pomerium-authorization", ""),
        (HeaderForm.BEARER, "authorization", "Bearer Pomerium-"),
    ],
)
async def test_a_credential_travels_in_its_form(
    web: Web, credential: Credential, form: HeaderForm, name: str, prefix: str
) -> None:
    async with Answering() as server:
        await web.get(server.origin, "/", credential=credential, form=form)
        assert server.header(name) == prefix + credential.reveal()


async def test_a_form_is_posted(web: Web) -> None:
    async with Answering({"/token": as_json(200, {})}) as server:
        await web.post(server.origin, "/token?a=b", [("grant_type", "x y"), ("code", "a+b/c=&é")])
        assert server.heads[0].startswith(b"POST /token?a=b HTTP/1.1\r\n")
        assert server.header("content-type") == "application/x-www-form-urlencoded"
        assert server.header("accept") == "application/json"
        assert server.header("authorization") is None
        assert server.bodies == [b"grant_type=x+y&code=a%2Bb%2Fc%3D%26%C3%A9"]


async def test_json_is_posted(web: Web) -> None:
    async with Answering({"/token": as_json(200, {})}) as server:
        await web.post(server.origin, "/token", [("a", "1"), ("b", "é")], as_json=True)
        assert server.header("content-type") == "application/json"
        assert json.loads(server.bodies[0]) == {"a": "1", "b": "é"}


async def test_a_post_says_who_asks(web: Web, secret_canary: Callable[[str], str]) -> None:
    secret = secret_canary("Basic canary-of-a-posted-header")
    async with Answering() as server:
        await web.post(server.origin, "/", [], authorization=Secret(secret))
        assert server.header("authorization") == secret


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_post_follows_no_redirect_and_keeps_no_cookie(web: Web, status: int) -> None:
    async with Answering() as other, Answering() as server:
        headers = [("Location", f"{other.origin}/"), ("Set-Cookie", "a=b")]
        server.answers["/"] = reply(status, headers=headers)
        assert (await web.post(server.origin, "/", [("code", "x")])).status == status
        await web.post(server.origin, "/", [])
        assert (other.heads, server.header("cookie")) == ([], None)


async def test_no_cookie_is_kept_or_sent_back(web: Web) -> None:
    cookies = [("Set-Cookie", "_pomerium=x; Path=/"), ("Set-Cookie", "a=b")]
    async with Answering({"/": reply(200, headers=cookies)}) as server:
        await web.get(server.origin, "/")
        await web.get(server.origin, "/")
        assert server.header("cookie") is None


async def test_a_redirect_is_not_followed(web: Web, credential: Credential) -> None:
    async with Answering() as other, Answering() as server:
        server.answers["/"] = reply(302, headers=[("Location", f"{other.origin}/")])
        answer = await web.get(server.origin, "/", credential=credential)
        assert answer.status == 302
        assert other.heads == []


async def test_loopback_is_never_proxied(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    async with Answering() as proxy, Answering() as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, str(proxy.origin))
        await web.get(server.origin, "/")
        assert (len(server.heads), proxy.heads) == (1, [])


async def failure(web: Web, origin: Origin) -> str:
    with pytest.raises(Unreachable) as broken:
        await web.get(origin, "/")
    return broken.value.problem.title


async def test_nobody_there(web: Web) -> None:
    with nobody() as origin:
        assert await failure(web, origin) == "The connection was refused"


async def test_a_name_that_does_not_exist(web: Web) -> None:
    assert await failure(web, Origin.parse("https://nowhere.invalid")) == "The name is not known"


async def test_silence(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "ANSWER_FOR", 0.05)
    async with Answering({"/": None}) as server:
        assert await failure(web, server.origin) == "No answer in time"


@pytest.mark.parametrize("raw", [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort"])
async def test_what_is_no_http(web: Web, raw: bytes) -> None:
    async with Answering({"/": raw}) as server:
        assert await failure(web, server.origin) == "The connection broke"


async def test_a_body_has_a_bound(web: Web) -> None:
    async with Answering({"/": reply(200, b"x" * (LARGEST + 1))}) as server:
        with pytest.raises(Refused, match="too large"):
            await web.get(server.origin, "/")


async def test_a_head_has_a_bound(web: Web) -> None:
    async with Answering(
        {"/": reply(200, b"", [("a", "b")] * 990), "/more": reply(200, b"", [("a", "b")] * 1001)}
    ) as s:
        assert (await web.get(s.origin, "/")).headers["a"].startswith("b, b")
        with pytest.raises(Refused, match="too large"):
            await web.get(s.origin, "/more")


async def test_a_packed_body_is_unpacked_within_the_same_bound(web: Web) -> None:
    packed, bomb = gzip.compress(b"hello"), gzip.compress(b"\0" * 50_000_000)
    encoding = [("Content-Encoding", "gzip")]
    async with Answering({"/": reply(200, packed, encoding), "/bomb": reply(200, bomb, encoding)}) as server:
        assert (await web.get(server.origin, "/")).body == b"hello"
        with pytest.raises(Refused, match="too large"):
            await web.get(server.origin, "/bomb")


async def test_a_body_that_does_not_unpack(web: Web) -> None:
    async with Answering({"/": reply(200, b"no gzip", [("Content-Encoding", "gzip")])}) as server:
        with pytest.raises(Refused, match="cannot be read"):
            await web.get(server.origin, "/")


async def test_an_answer_may_be_as_large_as_is_asked_for(web: Web) -> None:
    async with Answering({"/x": reply(200, b"x" * 11)}) as server:
        assert len((await web.get(server.origin, "/x", largest=11)).body) == 11
        with pytest.raises(Refused):
            await web.get(server.origin, "/x", largest=10)


async def test_whatever_a_host_shows_it_is_reached(web: Web) -> None:
    async with Answering({"/": reply(200, b"x" * (LARGEST + 1))}) as server:
        await reach(web, server.origin)


async def test_no_connection_stays_once_it_is_closed() -> None:
    async with Answering({"/": reply(200)}) as server:
        async with Web() as web:
            await web.get(server.origin, "/")
            async with web.connections.client(web.tls, None) as (client, _):
                pass
            assert not client.is_closed
        assert client.is_closed


async def test_what_a_route_serves_is_not_read(web: Web) -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"
    big = reply(500, b"x" * (LARGEST + 1))
    async with Answering({"/": endless, "/big": big}) as server:
        assert (await web.get(server.origin, "/", errors_only=True)).body == b""
        assert len((await web.get(server.origin, "/big", errors_only=True)).body) == LARGEST


async def test_tls_with_a_server_that_has_none(web: Web) -> None:
    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.test ESMTP\r\n")
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert await failure(web, Origin("https", "127.0.0.1", port)) == "No encrypted connection"


async def test_a_handshake_without_an_end(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_STEP", httpx.Timeout(0.05))
    async with Answering() as server:
        assert await failure(web, Origin("https", "127.0.0.1", server.origin.port)) == "No answer in time"


async def test_nothing_secret_is_logged(web: Web, credential: Credential, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    location = [("Location", "https://idp.test/?id_token_hint=canary")]
    async with Answering({"/x": reply(302, headers=location)}) as server:
        answer = await web.get(server.origin, "/x?secret=canary", credential=credential, cookie=("c", credential))
    assert "canary" not in caplog.text
    assert "canary" not in repr(answer)


@pytest.mark.parametrize("method", ["get", "post"])
async def test_failures_hold_no_request(web: Web, credential: Credential, method: str) -> None:
    async with Answering({"/": b""}) as server:
        asking = {
            "get": lambda: web.get(server.origin, "/", credential=credential),
            "post": lambda: web.post(server.origin, "/", [("token", credential.reveal())], authorization=credential),
        }
        with pytest.raises(Unreachable) as broken:
            await asking[method]()
    assert broken.value.__cause__ is None
    assert credential.reveal() not in repr(broken.value)


async def test_a_session_asks_as_the_route_that_it_was_got_for() -> None:
    one, two, three = (Route(name, f"https://{name}.pom.test", ca=f"/{name}.pem") for name in ("one", "two", "three"))
    async with Web(lambda: Settings((one, two, three))) as web:
        held = replace(a_session(), may_go_to=frozenset({two.origin, three.origin}))
        assert web.of_session(replace(held, got_for=three.origin)).tls.authorities == ("/three.pem",)
        assert web.of_session(replace(held, got_for=None)).tls.authorities == ("/two.pem",)
        assert web.of_session(replace(held, got_for=Origin.parse("https://gone.test"))).tls.authorities == ()


async def test_many_at_once(web: Web) -> None:
    async with Answering() as server:
        answers = await asyncio.gather(*(web.get(server.origin, f"/{number}") for number in range(20)))
    assert {answer.status for answer in answers} == {404}
