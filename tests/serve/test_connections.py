"""A full server: who makes room for a newer connection, and who is never closed."""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
import trustme

from pomtray.serve import server as server_module
from pomtray.serve.connections import Connections, Incoming
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from tests.controller.world import until
from tests.loop_time import goes_on
from tests.raw_http import parsed, send

PATIENT = Limits(body_bytes=8, head_for=600, receive_for=600, handle_for=600, connections=2)
"""Nobody is closed for being late."""
GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
WAIT = b"GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"


class Gate:
    """Answers at once, but for `/wait`: when it is open."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.waiting = 0

    async def handle(self, request: Request) -> Response:
        if request.path == b"/wait":
            self.waiting += 1
            await self.open.wait()
        return Response(200, (), request.path)


@asynccontextmanager
async def full(limits: Limits = PATIENT, tls: ssl.SSLContext | None = None) -> AsyncIterator[tuple[Server, Gate]]:
    gate = Gate()
    async with Server(gate.handle, limits=limits, tls=tls) as server:
        yield server, gate


class Client:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    @property
    def is_open(self) -> bool:
        return not self.reader.at_eof()

    async def until_closed(self) -> bytes:
        try:
            return await self.reader.read()
        except ConnectionResetError:
            return b""


@asynccontextmanager
async def client(server: Server, sent: bytes = b"") -> AsyncIterator[Client]:
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    try:
        writer.write(sent)
        await writer.drain()
        yield Client(reader, writer)
    finally:
        writer.transport.abort()


async def test_the_oldest_silent_connection_makes_room() -> None:
    async with full() as (server, _), client(server) as first, client(server) as second, client(server) as third:
        assert await first.until_closed() == b""
        assert (await send(server.port, GET)).status == 200
        assert await second.until_closed() == b""
        assert third.is_open


@pytest.mark.parametrize(
    "sent",
    [b"", b"GET / HTTP/1.1\r\nHost:", b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab"],
    ids=["nothing", "half a head", "half a body"],
)
async def test_whoever_has_not_sent_a_request_makes_room(sent: bytes) -> None:
    async with full() as (server, _), client(server, sent) as one, client(server, sent) as other:
        assert (await send(server.port, GET)).status == 200
        await one.until_closed()
        assert other.is_open


async def test_who_is_being_answered_makes_no_room() -> None:
    async with full() as (server, gate), client(server, WAIT) as answered, client(server) as silent:
        for _ in range(5):
            assert (await send(server.port, GET)).status == 200
        await silent.until_closed()
        gate.open.set()
        assert parsed(await answered.until_closed()).body == b"/wait"


async def test_while_all_are_being_answered_the_next_one_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_LINGER_FOR", 600.0)
    async with full() as (server, gate), client(server, WAIT) as one, client(server, WAIT) as other:
        while gate.waiting < 2:
            await asyncio.sleep(0)
        third = asyncio.create_task(send(server.port, GET))
        for _ in range(20):
            await asyncio.sleep(0)
        assert not third.done()
        gate.open.set()
        assert (await third).status == 200
        assert [parsed(await it.until_closed()).body for it in (one, other)] == [b"/wait", b"/wait"]


async def test_who_has_its_answer_and_stays_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "_LINGER_FOR", 600.0)
    async with full() as (server, _), client(server, GET) as one, client(server, GET) as other:
        assert [parsed(await it.reader.readuntil(b"\r\n\r\n/")).status for it in (one, other)] == [200, 200]
        assert (await send(server.port, GET)).status == 200


def at_once(server: Server, *requests: bytes) -> list[socket.socket]:
    """Connections that are there, with what they sent, before the server's loop runs again."""
    sockets = [socket.create_connection(("127.0.0.1", server.port)) for _ in requests]
    for one, sent in zip(sockets, requests, strict=True):
        one.sendall(sent)
        one.setblocking(False)  # noqa: FBT003 the standard library's signature
    return sockets


async def statuses(sockets: list[socket.socket]) -> list[int]:
    loop = asyncio.get_running_loop()
    answers = await asyncio.gather(*(loop.sock_recv(one, 4096) for one in sockets), return_exceptions=True)
    for one in sockets:
        one.close()
    return [parsed(answer).status if isinstance(answer, bytes) else 0 for answer in answers]


async def test_a_burst_of_requests_drops_none() -> None:
    async with full() as (server, _):
        assert await statuses(at_once(server, *[GET] * 100)) == [200] * 100


async def test_in_a_burst_those_that_sent_no_request_make_room() -> None:
    async with full() as (server, _):
        *others, last, asking = at_once(server, b"GET /", b"GET /", b"", b"", b"", GET)
        assert await statuses([*others, asking]) == [0, 0, 0, 0, 200]
        last.close()


@contextmanager
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.setblocking(False)  # noqa: FBT003 the standard library's signature
        yield ours, theirs


async def test_what_the_event_loop_has_not_fetched_yet_may_be_a_request() -> None:
    with pair() as (ours, theirs):
        incoming = Incoming(ours, lambda: None)
        assert not incoming.makes_room
        incoming.had_time()
        assert incoming.makes_room
        reading = asyncio.create_task(incoming.read(4096))
        await asyncio.sleep(0)
        theirs.send(b"GET")
        assert not incoming.makes_room
        incoming.feed_data(ours.recv(3))
        assert not incoming.makes_room
        assert await reading == b"GET"
        assert not incoming.makes_room, "it is looked at"
        theirs.close()
        reading = asyncio.create_task(incoming.read(4096))
        await asyncio.sleep(0)
        assert incoming.makes_room
        reading.cancel()


async def test_who_sends_for_ever_makes_room() -> None:
    with pair() as (ours, theirs):
        incoming = Incoming(ours, lambda: None)
        theirs.send(b"more")
        incoming.had_time()
        for _ in range(16):
            incoming.feed_data(b"y")
        assert not incoming.makes_room
        incoming.feed_data(b"y")
        assert incoming.makes_room
        incoming.request_came()
        assert not incoming.makes_room


class Served:
    """Reads once from each connection, and ends."""

    def __init__(self) -> None:
        self.read: list[bytes] = []

    async def serve(self, incoming: Incoming) -> None:
        self.read.append(incoming.connection.recv(100))


async def test_a_slow_event_loop_costs_nobody_the_place() -> None:
    served = Served()
    with pair() as (ours, theirs), pair() as (later, _):
        connections = Connections(1, served.serve)
        await connections.add(ours)

        async def slow() -> None:
            for _ in range(5):
                time.sleep(0.01)
                await asyncio.sleep(0)
            theirs.send(b"GET")

        await asyncio.gather(slow(), connections.add(later))
        await connections.close()
    assert served.read == [b"GET"]


async def test_the_moment_that_the_newest_have_is_a_short_one(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses, sleep = [], asyncio.sleep

    async def noting(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(asyncio, "sleep", noting)
    with pair() as (ours, _), pair() as (later, _):
        connections = Connections(1, Served().serve)
        await connections.add(ours)
        await connections.add(later)
        await connections.close()
    assert 0 < max(pauses) < 0.1


async def test_what_comes_at_the_last_moment_is_served(monkeypatch: pytest.MonkeyPatch) -> None:
    served, looks = Served(), iter([False, True])
    monkeypatch.setattr(Incoming, "has_unread", property(lambda _: next(looks)))
    with pair() as (ours, theirs), pair() as (later, _):
        connections = Connections(1, served.serve)
        await connections.add(ours)
        theirs.send(b"GET")
        await connections.add(later)
        await connections.close()
    assert served.read == [b"GET"]


async def test_in_a_crowd_only_who_has_sent_something_is_served_and_only_once() -> None:
    served: list[Incoming] = []

    async def stays(incoming: Incoming) -> None:
        served.append(incoming)
        await asyncio.Event().wait()

    with pair() as (silent, _), pair() as (begun, first), pair() as (heard, second), pair() as (late, _):
        connections = Connections(3, stays)
        await connections.add(begun)
        connections.begin()
        await connections.add(silent)
        await connections.add(heard)
        first.send(b"GET")
        second.send(b"GET")
        await connections.add(late)
        await asyncio.sleep(0)
        assert [one.connection for one in served] == [begun, heard]
        assert silent.fileno() == -1
        await connections.close()


async def test_nothing_is_left_open() -> None:
    async def stays(_: Incoming) -> None:
        await asyncio.Event().wait()

    with pair() as (ours, theirs), pair() as (begun, _), pair() as (added, _), pair() as (late, _):
        connections = Connections(3, stays)
        await connections.add(ours)
        connections.begin()
        theirs.send(b"GET")
        await asyncio.sleep(0)
        await connections.add(begun)
        connections.begin()
        await connections.add(added)
        theirs.send(b"GET")
        adding = asyncio.create_task(connections.add(late))
        await asyncio.sleep(0)
        adding.cancel()
        await asyncio.wait({adding})
        await connections.close()
        assert [one.fileno() for one in (ours, begun, added, late)] == [-1] * 4


async def test_who_is_answered_within_the_moment_makes_no_room() -> None:
    with pair() as (ours, _):
        incoming = Incoming(ours, lambda: None)
        incoming.request_came()
        incoming.had_time()
        assert not incoming.makes_room


@pytest.mark.allow_log("a connection ended with RuntimeError")
async def test_a_defect_is_told_by_its_kind(caplog: pytest.LogCaptureFixture) -> None:
    async def fails(_: Incoming) -> None:
        raise RuntimeError("a-value")

    with pair() as (ours, _):
        connections = Connections(1, fails)
        await connections.add(ours)
        connections.begin()
        while ours.fileno() != -1:
            await asyncio.sleep(0)
        await connections.close()
    assert "a connection ended with RuntimeError" in caplog.text
    assert "a-value" not in caplog.text


async def test_a_head_has_a_deadline_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = Limits(body_bytes=8, head_for=200, receive_for=600)
    body_comes = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n"
    async with (
        full(limits) as (server, _),
        client(server) as silent,
        client(server, b"GET / HT") as begun,
        client(server, body_comes) as slow,
    ):
        await goes_on(monkeypatch, 400)
        assert await silent.until_closed() == b""
        assert parsed(await begun.until_closed()).status == 408
        slow.writer.write(b"ab")
        assert parsed(await slow.until_closed()).status == 200


async def test_a_handshake_has_a_deadline() -> None:
    limits = Limits(receive_for=0.1)
    async with full(limits, ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)) as (server, _), client(server) as silent:
        assert await asyncio.wait_for(silent.until_closed(), 20) == b""


async def test_who_does_not_read_the_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is being answered makes no room: else a few such would take the whole server for ever."""

    async def long(request: Request) -> Response:
        return Response(200, (), bytes(64 * 1024 * 1024) if request.path == b"/long" else b"short")

    limits = Limits(receive_for=60, connections=1)
    async with Server(long, limits=limits) as server, client(server, GET.replace(b"/", b"/long", 1)):
        await goes_on(monkeypatch, 0)
        asking = asyncio.create_task(send(server.port, GET))
        await goes_on(monkeypatch, 30)
        assert not asking.done()
        await goes_on(monkeypatch, 40)
        assert (await asking).body == b"short"


async def test_a_handshake_that_does_not_come_makes_room() -> None:
    authority = trustme.CA()
    serving, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(serving)
    authority.configure_trust(trusting)
    async with full(tls=serving) as (server, _), client(server) as silent, client(server):
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=trusting)
        writer.write(GET)
        assert parsed(await reader.read()).status == 200
        assert await silent.until_closed() == b""
        writer.close()
        await writer.wait_closed()


@contextmanager
def no_more_files() -> Iterator[None]:
    """As many file descriptors as are open now."""
    import resource  # noqa: PLC0415 Windows has none

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    probe = os.open(os.devnull, os.O_RDONLY)
    os.close(probe)
    resource.setrlimit(resource.RLIMIT_NOFILE, (probe, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
async def test_out_of_file_descriptors_the_oldest_silent_connection_makes_room() -> None:
    loop = asyncio.get_running_loop()
    async with full() as (server, _), client(server) as silent:
        await until(lambda: server._connections._open)
        with socket.socket() as late:
            late.setblocking(False)  # noqa: FBT003 the standard library's signature
            with no_more_files():
                await loop.sock_connect(late, ("127.0.0.1", server.port))
                await loop.sock_sendall(late, GET)
                assert parsed(await loop.sock_recv(late, 4096)).status == 200
        await silent.until_closed()


async def test_out_of_file_descriptors_the_next_try_is_a_moment_later(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses, sleep = [], asyncio.sleep

    async def noting(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(seconds)

    async def no_file(_: Server, listener: socket.socket) -> socket.socket:
        raise OSError(errno.EMFILE, listener.fileno())

    monkeypatch.setattr(asyncio, "sleep", noting)
    monkeypatch.setattr(Server, "_next", no_file)
    async with full():
        for _ in range(3):
            await sleep(0.05)
    assert 0.02 < max(pauses) < 0.1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
async def test_out_of_file_descriptors_a_connection_is_accepted_later() -> None:
    loop = asyncio.get_running_loop()
    async with full() as (server, _):
        with socket.socket() as late:
            late.setblocking(False)  # noqa: FBT003 the standard library's signature
            with no_more_files():
                await loop.sock_connect(late, ("127.0.0.1", server.port))
                await loop.sock_sendall(late, GET)
                await asyncio.sleep(0.2)
            assert parsed(await loop.sock_recv(late, 4096)).status == 200
