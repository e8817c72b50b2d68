"""TCP routes, carried over a Pomerium that speaks CONNECT as v0.33.1 does."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.errors import PomtrayError, Problem
from pomtray.forward import tunnel
from pomtray.forward.local import Listening, loopback
from pomtray.forward.tunnel import Tunnels
from pomtray.signin.web.http import Web
from tests.forward.conftest import Ground, Held
from tests.loop_time import goes_on
from tests.signin.authorities import Authority

MIB = 1024 * 1024


@asynccontextmanager
async def listening(tunnels: Tunnels, held: Held) -> AsyncIterator[int]:
    ready: asyncio.Future[int] = asyncio.get_running_loop().create_future()
    serving = asyncio.create_task(tunnels.serve("127.0.0.1", 0, ready.set_result))
    yield await ready
    held.ended.set()
    await serving


async def connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def test_bytes_go_both_ways(ground: Ground) -> None:
    held = ground.held("tcp")
    async with listening(Tunnels(ground.web, ground.route("tcp"), held), held) as port:
        reader, writer = await connected(port)
        assert (await reader.readline()).startswith(b"Welcome")
        writer.write(b"hello\n")
        assert await reader.readline() == b"hello\n"
        writer.close()


@pytest.mark.parametrize("form", [HeaderForm.POMERIUM, HeaderForm.X_POMERIUM, HeaderForm.BEARER])
async def test_each_form_of_the_credential_opens_it(ground: Ground, form: HeaderForm) -> None:
    held = ground.held("tcp")
    held.form = form
    async with Tunnels(ground.web, ground.route("tcp"), held).opened() as far:
        assert (await far.read()).startswith(b"Welcome")


async def test_much_comes_whole_and_in_order(ground: Ground) -> None:
    held = ground.held("tcp")
    sent = bytes(range(256)) * (4 * MIB // 256)
    async with listening(Tunnels(ground.web, ground.route("tcp"), held), held) as port:
        reader, writer = await connected(port)
        await reader.readline()
        writing = asyncio.create_task(_written(writer, sent))
        assert await reader.readexactly(len(sent)) == sent
        await writing
        writer.close()


async def _written(writer: asyncio.StreamWriter, sent: bytes) -> None:
    writer.write(sent)
    await writer.drain()


@pytest.mark.parametrize("secure", [False, True])
async def test_an_end_in_one_direction_leaves_the_other(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    secure: bool,  # noqa: FBT001
) -> None:
    """Where whatever stands between lets it: what was sent is answered after its end."""
    monkeypatch.setattr(tunnel, "_SILENT_FOR", 0.1)
    authority = Authority(tmp_path)
    with _counting(authority.server() if secure else None) as far:
        url = f"tcp+http{'s' if secure else ''}://127.0.0.1:{far}/db.localhost:5432"
        held = Held(Route("tcp", url, ca=authority.file), "token")
        async with Web() as web, listening(Tunnels(web, held.route, held), held) as port:
            reader, writer = await connected(port)
            writer.write(b"x" * MIB)
            writer.write_eof()
            assert await reader.read() == b"%d bytes" % MIB
            writer.close()


async def test_who_ends_what_they_send_gets_what_they_asked_for(
    ground: Ground, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To a Pomerium that is the end of all."""
    held = ground.held("tcp")
    async with listening(Tunnels(ground.web, ground.route("tcp"), held), held) as port:
        reader, writer = await connected(port)
        await goes_on(monkeypatch, 0)
        writer.write(b"hello\n")
        writer.write_eof()
        assert [await reader.readline() for _ in range(2)][1:] == [b"hello\n"]
        await goes_on(monkeypatch, 60)
        assert await reader.read() == b""
        writer.close()


@contextmanager
def _counting(tls: ssl.SSLContext | None) -> Iterator[int]:
    """Opens one tunnel, counts what comes until its end, and says so then: asyncio's TLS has no half-close."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_count, args=(listener, tls), daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join()


def _count(listener: socket.socket, tls: ssl.SSLContext | None) -> None:
    accepted, _ = listener.accept()
    with tls.wrap_socket(accepted, server_side=True) if tls else accepted as connection:
        assert b"Authorization: Pomerium token" in connection.recv(4096)
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        count = 0
        while data := connection.recv(65536):
            count += len(data)
        connection.sendall(b"%d bytes" % count)


async def test_who_does_not_read_is_not_written_to(ground: Ground) -> None:
    """A client that sends without reading fills the buffers between, and no memory of ours."""
    held = ground.held("tcp")
    carried: list[int] = []
    tunnels = Tunnels(ground.web, ground.route("tcp"), held)
    async with listening(tunnels, held) as port:
        _, writer = await connected(port)
        sent = 0
        try:
            async with asyncio.timeout(1):
                while True:
                    writer.write(b"x" * MIB)
                    await writer.drain()
                    sent += 1
        except TimeoutError:
            pass
        writer.transport.abort()
    assert sent < 64, carried


async def test_a_renewal_counts_for_the_next_connection_and_leaves_the_open_one(ground: Ground) -> None:
    held = ground.held("tcp")
    async with listening(Tunnels(ground.web, ground.route("tcp"), held), held) as port:
        reader, writer = await connected(port)
        await reader.readline()
        for session in ground.demo.sessions:
            ground.demo.revoke(session.jti)
        held.token = ground.demo.issue("alice", "tcp")
        second, other = await connected(port)
        assert (await second.readline()).startswith(b"Welcome")
        writer.write(b"still here\n")
        assert await reader.readline() == b"still here\n"
        writer.close()
        other.close()


async def test_the_end_of_the_session_cuts_open_tunnels_off(ground: Ground) -> None:
    """Pomerium leaves them open (§10)."""
    held = ground.held("tcp")
    async with listening(Tunnels(ground.web, ground.route("tcp"), held), held) as port:
        reader, writer = await connected(port)
        await reader.readline()
        held.ended.set()
        assert await reader.read() == b""
        writer.close()
    with pytest.raises(ConnectionRefusedError):
        await connected(port)


def _nothing(held: Held, ground: Ground) -> None:
    held.token = ""


def _dead(held: Held, ground: Ground) -> None:
    ground.demo.drop_all_sessions()


@pytest.mark.parametrize(("spoil", "title"), [(_nothing, "Sign-in needed"), (_dead, "Sign-in needed")])
async def test_a_tunnel_that_is_refused_says_why(ground: Ground, spoil: object, title: str) -> None:
    held, told = ground.held("tcp"), list[Problem]()
    spoil(held, ground)  # type: ignore[operator]
    async with listening(Tunnels(ground.web, ground.route("tcp"), held, told.append), held) as port:
        reader, writer = await connected(port)
        assert await reader.read() == b""
        writer.close()
    assert [problem.title for problem in told] == [title]
    assert "pomtray login" in told[0].action


async def _why(ground: Ground, route: Route, held: Held) -> Problem:
    with pytest.raises(PomtrayError) as caught:
        async with Tunnels(ground.web, route, held).opened():
            pass
    return caught.value.problem


async def test_a_port_that_no_route_has(ground: Ground) -> None:
    route = ground.route("tcp")
    other = Route("tcp", route.url.replace(":5432", ":5433"), ca=route.ca)
    problem = await _why(ground, other, ground.held("tcp"))
    assert "no TCP route db.localhost:5433" in problem.sentence
    assert problem.request_id


async def test_a_pomerium_that_is_not_there(ground: Ground) -> None:
    held = ground.held("tcp")
    await ground.demo.stop_part("tcp")
    assert (await _why(ground, ground.route("tcp"), held)).title == "The connection was refused"


async def test_only_who_is_trusted(ground: Ground) -> None:
    if not ground.ca:
        pytest.skip("without TLS there is nobody to trust")
    route = Route("tcp", ground.route("tcp").url)
    assert (await _why(ground, route, ground.held("tcp"))).title == "The certificate is not trusted"


async def test_a_route_of_pages_has_no_tunnel(ground: Ground) -> None:
    with pytest.raises(ValueError, match="no TCP route"):
        Tunnels(ground.web, ground.route("app"), ground.held("app"))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("5432", ("127.0.0.1", 5432)),
        ("0", ("127.0.0.1", 0)),
        ("127.0.0.1", ("127.0.0.1", 0)),
        ("127.0.0.2:80", ("127.0.0.2", 80)),
        ("127.0.0.1:443", ("127.0.0.1", 443)),
        ("localhost:1", ("127.0.0.1", 1)),
        ("[::1]:5432", ("::1", 5432)),
        ("[::1]:0", ("::1", 0)),
    ],
)
def test_where_is_listened(text: str, place: tuple[str, int]) -> None:
    assert loopback(text) == place


@pytest.mark.parametrize(
    "text", ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "example.com:1", "", ":1", "127.0.0.1:x", "70000"]
)
def test_nobody_else_is_listened_to(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        loopback(text)


async def test_so_many_at_once_and_the_rest_waits() -> None:
    running = most = 0
    gate = asyncio.Event()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await gate.wait()
        running -= 1

    async with Listening(slow, "127.0.0.1", 0) as served:
        clients = [await connected(served.port) for _ in range(70)]
        while running < 64:
            await asyncio.sleep(0)
        gate.set()
        assert [await reader.read() for reader, _ in clients] == [b""] * 70
        for _, writer in clients:
            writer.close()
    assert most == 64
