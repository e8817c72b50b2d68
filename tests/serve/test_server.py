from __future__ import annotations

import asyncio
import logging
import socket
import ssl
from collections.abc import AsyncIterator

import pytest
import trustme

from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from tests.loop_time import at_its_deadline, goes_on
from tests.raw_http import parsed, send

LIMITS = Limits(head_bytes=2048, body_bytes=8, receive_for=5, handle_for=5, connections=8)
TEXT = (b"Content-Type", b"text/plain")


async def echo(request: Request) -> Response:
    if request.path == b"/boom":
        raise ValueError(request.target.decode())
    if request.path == b"/never":
        await asyncio.Event().wait()
    if request.path == b"/none":
        return Response(204)
    return Response(200, (TEXT,), request.method.encode() + b" " + request.target + b" " + request.body)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server(echo, limits=LIMITS) as running:
        yield running


def ask(start: str, *headers: str, body: bytes = b"") -> bytes:
    return "\r\n".join([f"{start} HTTP/1.1", "Host: a", *headers, "", ""]).encode("latin-1") + body


async def test_an_answer_is_complete(server: Server) -> None:
    reply = await send(server.port, ask("GET /a?b=%20c"))
    assert reply.status == 200
    assert reply.body == b"GET /a?b=%20c "
    assert reply.headers["connection"] == "close"
    assert reply.headers["content-length"] == str(len(reply.body))
    assert reply.headers["date"].endswith(" GMT")


async def test_head_tells_the_length_and_sends_nothing(server: Server) -> None:
    reply = await send(server.port, ask("HEAD /a"))
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["content-length"] == str(len(b"HEAD /a "))


async def test_204_has_no_length(server: Server) -> None:
    reply = await send(server.port, ask("GET /none"))
    assert (reply.status, reply.body) == (204, b"")
    assert "content-length" not in reply.headers


async def test_a_body_arrives_in_pieces(server: Server) -> None:
    assert (await send(server.port, ask("POST /", "Content-Length: 4"), b"ab", b"cd")).body == b"POST / abcd"
    chunked = ask("POST /", "Transfer-Encoding: chunked", body=b"2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
    assert (await send(server.port, chunked)).body == b"POST / abc"


async def test_a_client_that_asks_first_is_told_to_go_on(server: Server) -> None:
    reply = await send(server.port, ask("POST /", "Content-Length: 2", "Expect: 100-continue"), b"ab")
    assert reply.status == 100
    assert parsed(reply.body).body == b"POST / ab"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /a\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
        (b"GET /a HTTP/2.0\r\nHost: a\r\n\r\n", 400),
        (b"GET /a HTTP/1.1\r\n\r\n", 400),
        (ask("GET /\xe9"), 400),
        (ask("POST /", "Content-Length: 9"), 413),
        (ask("POST /", "Content-Length: -1"), 400),
        (ask("POST /", "Transfer-Encoding: chunked", body=b"9\r\nabcdefghi\r\n0\r\n\r\n"), 413),
        (ask("GET /" + "a" * 4096), 431),
        (ask("GET /", "X: " + "a" * 2000, "Y: " + "a" * 300), 431),
        (b"GET /" + b"a" * 8192, 431),
    ],
)
async def test_what_is_no_request_is_refused(server: Server, sent: bytes, status: int) -> None:
    reply = await send(server.port, sent)
    assert (reply.status, reply.body) == (status, b"")
    assert (await send(server.port, ask("GET /"))).status == 200


async def late(server: Server, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> int:
    """The status of the answer that comes at the deadline, and no sooner."""
    reply = await at_its_deadline(monkeypatch, send(server.port, sent), 5)
    assert reply.body == b""
    return reply.status


@pytest.mark.parametrize(
    ("sent", "status"), [(b"GET /a", 408), (ask("POST /", "Content-Length: 4", body=b"ab"), 408), (b"", 0)]
)
async def test_what_is_no_whole_request_ends_at_the_deadline(
    server: Server, monkeypatch: pytest.MonkeyPatch, sent: bytes, status: int
) -> None:
    assert await late(server, monkeypatch, sent) == status
    assert (await send(server.port, ask("GET /"))).status == 200


async def test_a_client_that_stops_in_the_middle(server: Server) -> None:
    assert (await send(server.port, b"GET /a HTTP/1.1\r\nHo", half_close=True)).status == 400
    assert (await send(server.port, half_close=True)).status == 0


async def test_only_the_first_of_pipelined_requests_counts(server: Server) -> None:
    reply = await send(server.port, ask("GET /first") + ask("GET /second"))
    assert reply.body == b"GET /first "


@pytest.mark.allow_log("failed: ValueError")
async def test_a_failing_handler_tells_and_logs_nothing(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        reply = await send(server.port, ask("GET /boom?secret", "Cookie: secret"))
    assert (reply.status, reply.body) == (500, b"")
    assert "answering a request failed: ValueError" in caplog.text
    assert "secret" not in caplog.text + "".join(str(record.exc_info) for record in caplog.records)


async def test_an_answer_is_not_held_back_for_more() -> None:
    """Head and body may go in two pieces: the second is not to wait until the first is acknowledged."""
    delays: list[int] = []

    async def answer(_: Request) -> Response:
        open_ones = [incoming.connection for incoming in serving._connections._open]
        delays.extend(one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for one in open_ones)
        return Response(200)

    async with Server(answer) as serving:
        await send(serving.port, ask("GET /"))
    assert delays == [1]


@pytest.mark.allow_log("failed: TimeoutError")
async def test_a_handler_has_a_deadline(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await late(server, monkeypatch, ask("GET /never")) == 500


async def test_no_more_connections_than_allowed_and_the_rest_waits() -> None:
    running = most = 0
    gate = asyncio.Event()

    async def slow(_: Request) -> Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        if running == 3:
            gate.set()
        await gate.wait()
        running -= 1
        return Response(200)

    async with Server(slow, limits=Limits(connections=3)) as server:
        replies = await asyncio.gather(*[send(server.port, ask("GET /")) for _ in range(12)])
    assert [reply.status for reply in replies] == [200] * 12
    assert most == 3


async def test_silent_connections_give_up_their_place(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Server(echo, limits=Limits(connections=2, receive_for=5)) as server:
        await goes_on(monkeypatch, 0)
        silent = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(4)]
        asking = asyncio.create_task(send(server.port, ask("GET /")))
        for _ in silent:
            await goes_on(monkeypatch, 6)
        assert (await asking).status == 200
        for _, writer in silent:
            writer.close()


async def test_close_cuts_connections_and_frees_the_port() -> None:
    server = Server(echo)
    await server.start()
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET /")
    await writer.drain()
    await server.close()
    await server.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", server.port)
    writer.close()
    async with Server(echo, port=server.port) as again:
        assert again.port == server.port
        assert (await send(again.port, ask("GET /"))).status == 200


async def test_a_taken_port_is_refused(server: Server) -> None:
    with pytest.raises(OSError, match=r".*"):
        await Server(echo, port=server.port).start()


async def test_over_tls() -> None:
    authority = trustme.CA()
    serving, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(serving)
    authority.configure_trust(trusting)
    async with Server(echo, tls=serving, limits=LIMITS) as server:
        assert (await send(server.port, ask("GET /plain"))).status == 0
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port, ssl=trusting)
        writer.write(ask("GET /tls"))
        assert parsed(await reader.read()).body == b"GET /tls "
        writer.close()
        await writer.wait_closed()


def test_reprs_hold_no_secret() -> None:
    request = Request("GET", b"/secret", ((b"cookie", b"secret"),), b"secret")
    assert "secret" not in repr(request) + repr(Response(200, ((b"a", b"secret"),), b"secret"))
