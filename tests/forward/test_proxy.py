"""The proxy on loopback, between real clients and a route that streams."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import websocket

from pomtray.core.domain.route import HeaderForm, Route
from pomtray.forward.crossing import Place
from pomtray.forward.proxy import LocalProxy
from pomtray.signin.web.http import Web
from tests.forward.conftest import Held
from tests.forward.upstream import PIECE, Upstream, serving
from tests.raw_http import Reply, send
from tests.signin.authorities import Authority

MIB = 1024 * 1024
LONG = "POMTRAY_TEST_LONG" in os.environ
takes_long = pytest.mark.timeout(1800 if LONG else 120)


@dataclass
class Ground:
    upstream: Upstream
    held: Held
    place: Place
    http: httpx.AsyncClient

    def at(self, path: str) -> str:
        return self.place.address + path.removeprefix("/")

    async def raw(self, *lines: str, body: bytes = b"") -> Reply:
        head = "\r\n".join(line.replace("SECRET", self.place.secret) for line in lines) + "\r\n\r\n"
        return await send(self.place.port, head.encode("latin-1") + body)

    @property
    def host(self) -> str:
        return f"Host: 127.0.0.1:{self.place.port}"


@pytest.fixture(params=["http", "https"])
async def ground(request: pytest.FixtureRequest, tmp_path: object) -> AsyncIterator[Ground]:
    authority = Authority(tmp_path) if request.param == "https" else None  # type: ignore[arg-type]
    async with serving(Upstream(), authority.server() if authority else None) as upstream, Web() as web:
        route = Route("app", f"{request.param}://127.0.0.1:{upstream.port}", ca=authority.file if authority else "")
        held = Held(route, upstream.token)
        async with proxying(web, held) as place, httpx.AsyncClient(trust_env=False, timeout=20) as http:
            yield Ground(upstream, held, place, http)


@contextlib.asynccontextmanager
async def proxying(web: Web, held: Held) -> AsyncIterator[Place]:
    ready: asyncio.Future[Place] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(LocalProxy(web, held.route, held).serve("127.0.0.1", 0, ready.set_result))
    yield await ready
    held.ended.set()
    await task


async def test_the_credential_is_added_and_the_secret_taken_away(ground: Ground) -> None:
    answer = await ground.http.get(ground.at("/a/b?c=%20d"))
    assert (answer.status_code, answer.text) == (200, "hello from /a/b?c=%20d")
    assert ground.upstream.header(b"authorization") == [f"Pomerium {ground.upstream.token}".encode()]
    assert ground.upstream.header(b"host") == [f"127.0.0.1:{ground.upstream.port}".encode()]
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["", "?q=1"])
async def test_the_address_itself_is_the_root(ground: Ground, path: str) -> None:
    assert (await ground.http.get(ground.place.address.rstrip("/") + path)).text == "hello from /" + path


async def test_the_secret_can_be_a_header(ground: Ground) -> None:
    url = f"http://localhost:{ground.place.port}/x"
    answer = await ground.http.get(url, headers={"X-Pomtray-Secret": ground.place.secret})
    assert answer.text == "hello from /x"
    assert ground.upstream.header(b"x-pomtray-secret") == []


async def test_the_secret_can_be_a_password(ground: Ground) -> None:
    """For programs that ask for what a page names from the root on."""
    url = f"http://127.0.0.1:{ground.place.port}/x"
    assert (await ground.http.get(url, auth=("any", ground.place.secret))).status_code == 200
    assert ground.upstream.header(b"authorization") == [f"Pomerium {ground.upstream.token}".encode()]
    assert (await ground.http.get(ground.place.address, auth=("any", ground.place.secret))).status_code == 200
    assert ground.upstream.header(b"authorization") == [f"Pomerium {ground.upstream.token}".encode()], (
        "it goes no further"
    )
    for wrong in (("any", ground.place.secret[:-1]), (ground.place.secret, "")):
        assert (await ground.http.get(url, auth=wrong)).status_code == 403
    page = {"Sec-Fetch-Site": "none"}
    assert (await ground.http.get(url, auth=("any", ground.place.secret), headers=page)).status_code == 403


@pytest.mark.parametrize("own", ["Basic", "Basic ====", "Basic w6Q6w6Q", "Basic YQ==", "Basic YWJj\xff", "basicYTpi"])
async def test_what_is_no_name_and_password_is_no_secret(ground: Ground, own: str) -> None:
    url = f"http://127.0.0.1:{ground.place.port}/x"
    assert (await ground.http.get(url, headers=[(b"Authorization", own.encode("latin-1"))])).status_code == 403


async def test_who_does_not_know_the_secret(ground: Ground) -> None:
    for path in ("/", "/x", f"/{ground.place.secret[:-1]}/", f"/{ground.place.secret}x/", f"/x/{ground.place.secret}/"):
        answer = await ground.http.get(f"http://127.0.0.1:{ground.place.port}{path}")
        assert (answer.status_code, answer.headers["connection"]) == (403, "close")
    assert ground.upstream.heads == []


@pytest.mark.parametrize(
    "line",
    [
        "Host: rebound.example.com",
        "Host: rebound.example.com:PORT",
        "Host: 127.0.0.1",
        "Host: 127.0.0.1:1",
        "Host: 127.0.0.1:PORT\r\nOrigin: https://evil.example",
        "Host: 127.0.0.1:PORT\r\nOrigin: null",
        "Host: 127.0.0.1:PORT\r\nOrigin: http://127.0.0.1:1",
        "Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: cross-site",
        "Host: 127.0.0.1:PORT\r\nSec-Fetch-Site: same-site",
    ],
)
async def test_pages_of_others_get_nothing_even_with_the_secret(ground: Ground, line: str) -> None:
    reply = await ground.raw("GET /SECRET/ HTTP/1.1", line.replace("PORT", str(ground.place.port)))
    assert reply.status == 403
    assert "access-control-allow-origin" not in reply.headers
    assert ground.upstream.heads == []


async def test_a_page_of_its_own_is_served(ground: Ground) -> None:
    own = f"http://127.0.0.1:{ground.place.port}"
    answer = await ground.http.post(
        ground.at("/count"),
        content=b"x",
        headers={"Origin": own, "Referer": f"{own}/x", "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.text == "1"
    assert ground.upstream.header(b"origin") == [str(ground.held.route.origin).encode()]
    assert ground.upstream.header(b"referer") == []


@pytest.mark.parametrize(
    ("lines", "body", "status"),
    [
        (("GET http://127.0.0.1/SECRET/ HTTP/1.1", "HOST"), b"", 400),
        (("CONNECT app.example.com:443 HTTP/1.1", "HOST"), b"", 400),
        (("OPTIONS * HTTP/1.1", "HOST"), b"", 400),
        (("GET /SECRET/ HTTP/1.1",), b"", 400),
        (("GET /SECRET/ HTTP/1.1", "HOST", "HOST"), b"", 400),
        (("POST /SECRET/count HTTP/1.1", "HOST", "Content-Length: 3", "Transfer-Encoding: chunked"), b"0\r\n\r\n", 400),
        (("POST /SECRET/count HTTP/1.1", "HOST", "Content-Length: 3", "Content-Length: 4"), b"abcd", 400),
        (("POST /SECRET/count HTTP/1.1", "HOST", "Transfer-Encoding: chunked, identity"), b"", 501),
        (("POST /SECRET/count HTTP/1.1", "HOST", "Transfer-Encoding : chunked"), b"", 400),
        (("POST /SECRET/count HTTP/1.1", "HOST", "Content-Length: +3"), b"abc", 400),
        (("GET /SECRET/ HTTP/1.1", "HOST", "A: b\x00c"), b"", 400),
        (("GET /SECRET/ HTTP/1.1", "HOST", "A: " + "x" * 200_000), b"", 431),
    ],
)
async def test_nothing_is_smuggled(ground: Ground, lines: tuple[str, ...], body: bytes, status: int) -> None:
    reply = await ground.raw(*(line.replace("HOST", ground.host) for line in lines), body=body)
    assert reply.status == status
    assert ground.upstream.heads == []


async def test_what_is_for_one_connection_stays_there(ground: Ground) -> None:
    reply = await ground.raw(
        *(
            "GET /SECRET/x HTTP/1.1",
            ground.host,
            "Connection: close, X-Mine",
            "X-Mine: 1",
            "Keep-Alive: 5",
            "TE: trailers",
        ),
        *("Proxy-Authorization: Basic x", "X-Pomerium-Claim-Email: boss@corp", "X-Other: kept", "Upgrade: h2c"),
    )
    assert reply.status == 200
    names = {name for name, _ in ground.upstream.heads[-1].headers}
    assert b"x-other" in names
    assert not names & {b"x-mine", b"keep-alive", b"te", b"proxy-authorization", b"x-pomerium-claim-email", b"upgrade"}


@pytest.mark.parametrize("form", [HeaderForm.POMERIUM, HeaderForm.BEARER, HeaderForm.X_POMERIUM])
async def test_the_clients_own_authorization_goes_along(ground: Ground, form: HeaderForm) -> None:
    ground.held.form = form
    await ground.http.get(ground.at("/x"), headers={"Authorization": "Basic Y2xpZW50"})
    assert ground.upstream.header(b"authorization") == [b"Basic Y2xpZW50"]
    assert ground.upstream.header(b"x-pomerium-authorization") == [ground.upstream.token.encode()]


@pytest.mark.parametrize("own", ["Pomerium other", "Bearer Pomerium-other"])
async def test_another_credential_does_not_win(ground: Ground, own: str) -> None:
    answer = await ground.http.get(
        ground.at("/x"),
        headers={"Authorization": own, "X-Pomerium-Authorization": "other", "Cookie": "a=1; _pomerium=x; b=2"},
    )
    assert answer.status_code == 200
    assert ground.upstream.header(b"authorization") == [f"Pomerium {ground.upstream.token}".encode()]
    assert ground.upstream.header(b"cookie") == [b"a=1; b=2"]


async def test_cookies_become_those_of_this_place(ground: Ground) -> None:
    answer = await ground.http.get(ground.at("/cookies"))
    assert answer.headers.get_list("set-cookie") == [f"a=1; Path=/{ground.place.secret}/x; HttpOnly"]


async def test_redirects_are_not_followed_and_lead_here_where_they_lead_to_the_route(ground: Ground) -> None:
    origin = str(ground.held.route.origin)
    here = ground.place.address.rstrip("/")
    for location, expected in {
        f"{origin}/x?y": f"{here}/x?y",
        origin: f"{here}/",
        "/x": f"/{ground.place.secret}/x",
        "x": "x",
        "https://elsewhere.example/x": "https://elsewhere.example/x",
        "//elsewhere.example/x": "//elsewhere.example/x",
    }.items():
        answer = await ground.http.get(ground.at(f"/away?{location}"))
        assert (answer.status_code, answer.headers.get("location")) == (302, expected)


async def test_a_body_in_pieces_arrives_whole(ground: Ground) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield PIECE

    assert (await ground.http.post(ground.at("/count"), content=pieces())).text == str(64 * len(PIECE))
    assert (await ground.http.post(ground.at("/count"), content=PIECE * 4)).text == str(4 * len(PIECE))
    assert (await ground.http.post(ground.at("/count"))).text == "0"


async def test_a_client_that_asks_first_is_told_to_go_on(ground: Ground) -> None:
    reply = await ground.raw(
        *("POST /SECRET/count HTTP/1.1", ground.host, "Content-Length: 2", "Expect: 100-continue", "Connection: close"),
        body=b"ab",
    )
    assert reply.body.endswith(b"\r\n2") or reply.body.endswith(b"2")
    assert ground.upstream.header(b"expect") == []


@takes_long
@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no /proc")
async def test_a_stream_takes_no_memory(ground: Ground) -> None:
    """NOTE: `tracemalloc` would make a GiB take a quarter of an hour."""
    size, count, before, most = 1024 * MIB if LONG else 64 * MIB, 0, resident(), 0
    async with ground.http.stream("GET", ground.at(f"/much?{size}")) as answer:
        async for piece in answer.aiter_raw():
            count += len(piece)
            most = max(most, resident())
    assert count == size
    assert most - before < 24 * MIB


def resident() -> int:
    """Bytes of memory that this process has."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_events_come_as_they_happen_and_end_with_the_client(ground: Ground) -> None:
    async with ground.http.stream("GET", ground.at("/events")) as answer:
        assert await anext(answer.aiter_raw()) == b"data: first\n\n"
        assert ground.upstream.open == 1
    async with asyncio.timeout(10):
        while ground.upstream.open:
            await asyncio.sleep(0.01)


async def test_a_websocket_says_what_it_is_told(ground: Ground) -> None:
    def talk() -> list[object]:
        url = ground.at("/ws").replace("http://", "ws://")
        client = websocket.create_connection(url, timeout=20, origin=f"http://127.0.0.1:{ground.place.port}")
        client.send("hello")
        client.send_binary(b"x" * MIB)
        said: list[object] = [client.recv(), _whole(client)]
        client.close()
        return said

    assert await asyncio.to_thread(talk) == ["hello", MIB]
    assert ground.upstream.header(b"authorization") == [f"Pomerium {ground.upstream.token}".encode()]


def _whole(client: websocket.WebSocket) -> int:
    count = 0
    while count < MIB:
        count += len(client.recv())
    return count


async def test_a_websocket_of_another_page_is_refused(ground: Ground) -> None:
    def talk() -> None:
        websocket.create_connection(
            ground.at("/ws").replace("http://", "ws://"), timeout=20, origin="https://evil.example"
        )

    with pytest.raises(websocket.WebSocketBadStatusException, match="403"):
        await asyncio.to_thread(talk)


@takes_long
async def test_many_requests_over_few_connections(ground: Ground) -> None:
    count = 10_000 if LONG else 300
    request = f"GET /{ground.place.secret}/x HTTP/1.1\r\n{ground.host}\r\n\r\n".encode()

    async def some(number: int) -> set[bytes]:
        reader, writer = await asyncio.open_connection("127.0.0.1", ground.place.port)
        said = set()
        for _ in range(number):
            writer.write(request)
            said.add((await reader.readline()).strip())
            await reader.readuntil(b"hello from /x")
        writer.close()
        return said

    assert await asyncio.gather(*(some(count // 10) for _ in range(10))) == [{b"HTTP/1.1 200"}] * 10
    assert len(ground.upstream.heads) == count
    assert ground.upstream.connections <= count // 10  # idle ones may have been closed meanwhile


async def test_head_and_keep_alive(ground: Ground) -> None:
    for _ in range(3):
        answer = await ground.http.head(ground.at("/x"))
        assert (answer.status_code, answer.headers["content-length"]) == (200, "13")
    assert ground.upstream.connections == 1


async def test_a_sign_in_that_is_needed_is_told(ground: Ground) -> None:
    ground.held.token = ""
    answer = await ground.http.get(ground.at("/x"))
    assert answer.status_code == 401
    assert "Sign in to app" in answer.text
    ground.held.token = "another"
    answer = await ground.http.get(ground.at("/x"))
    assert answer.status_code == 401
    assert "Request id r1" in answer.text
    ground.held.token = ground.upstream.token
    assert (await ground.http.get(ground.at("/x"))).status_code == 200


async def test_refusals_of_pomerium_are_told_and_those_of_the_service_passed_on(ground: Ground) -> None:
    json, forbidden = [(b"content-type", b"application/json")], b'{"error":"Forbidden","request_id":"r2"}'
    ground.upstream.answer = (403, json, forbidden)
    answer = await ground.http.get(ground.at("/x"))
    assert answer.status_code == 403
    assert "does not let this person in" in answer.text
    ground.upstream.answer = (302, [(b"location", b"https://auth.example/.pomerium/sign_in?pomerium_x=y")], b"")
    assert (await ground.http.get(ground.at("/x"))).status_code == 401
    ground.upstream.answer = (
        403,
        [*json, (b"x-envoy-upstream-service-time", b"1")],
        b'{"error":"Forbidden","request_id":"r2"}',
    )
    assert (await ground.http.get(ground.at("/x"))).text.startswith('{"error"')
    ground.upstream.answer = (404, [(b"content-type", b"text/html")], b"<p>" + b"x" * 200_000)
    answer = await ground.http.get(ground.at("/x"))
    assert (answer.status_code, len(answer.text)) == (404, 200_003)


async def test_an_answer_that_breaks_off_is_not_whole(ground: Ground) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await ground.http.get(ground.at("/broken"))


async def test_a_server_that_is_away_is_told(web: Web) -> None:
    held = Held(Route("app", "http://127.0.0.1:9"), "token")
    async with proxying(web, held) as place, httpx.AsyncClient(trust_env=False) as http:
        answer = await http.get(place.address)
    assert (answer.status_code, "connection was refused" in answer.text) == (502, True)


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


async def test_it_ends_with_the_session(ground: Ground) -> None:
    async with ground.http.stream("GET", ground.at("/events")) as answer:
        pieces = answer.aiter_raw()
        await anext(pieces)
        ground.held.ended.set()
        with pytest.raises(httpx.RemoteProtocolError):
            await anext(pieces)
    with pytest.raises(httpx.ConnectError):
        await ground.http.get(ground.place.address)


def test_the_secret_is_in_no_repr() -> None:
    assert "canary" not in repr(Place("127.0.0.1", 1, "canary"))
