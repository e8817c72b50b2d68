"""A connection that is another's after the head of the answer: CONNECT and Upgrade."""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from tests.loop_time import goes_on
from tests.raw_http import parsed, send

CONNECT = b"CONNECT a:22 HTTP/1.1\r\nHost: a:22\r\n\r\n"
UPGRADE = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: any\r\n\r\n"
PLAIN = b"GET /plain HTTP/1.1\r\nHost: a\r\n\r\n"
LIMITS = Limits(receive_for=5, handle_for=5, connections=1)


async def shouts(reader: StreamReader, writer: StreamWriter) -> None:
    """Gives every piece back in capitals, until there is no more."""
    while data := await reader.read(100):
        writer.write(data.upper())
        await writer.drain()


async def answer(request: Request) -> Response:
    if request.method == "CONNECT":
        return Response(200, ((b"X-Tunnel", b"yes"),), b"never sent", takes_over=shouts)
    if request.path == b"/plain":
        return Response(200)
    return Response(101, ((b"Connection", b"Upgrade"), (b"Upgrade", b"any")), takes_over=shouts)


@asynccontextmanager
async def taken_over(sent: bytes, limits: Limits = LIMITS) -> AsyncIterator[tuple[bytes, StreamReader, StreamWriter]]:
    """The answer's head, and the connection from then on."""
    async with Server(answer, limits=limits) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        try:
            writer.write(sent)
            yield await reader.readuntil(b"\r\n\r\n"), reader, writer
        finally:
            writer.transport.abort()


@pytest.mark.parametrize(
    ("sent", "status", "own"),
    [(CONNECT, 200, {"x-tunnel": "yes"}), (UPGRADE, 101, {"connection": "Upgrade", "upgrade": "any"})],
)
async def test_the_head_has_a_date_and_what_the_handler_says(sent: bytes, status: int, own: dict[str, str]) -> None:
    """Neither a length nor the connection's end: both would tell of an answer (RFC 9110 §9.3.6, §15.2.2)."""
    async with taken_over(sent) as (head, reader, writer):
        reply = parsed(head)
        assert reply.status == status
        assert reply.headers.pop("date").endswith(" GMT")
        assert reply.headers == own
        writer.write(b"first")
        assert await reader.readexactly(5) == b"FIRST"


async def test_it_lasts_beyond_every_deadline_of_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async with taken_over(CONNECT) as (_, reader, writer):
        for _ in range(3):
            await goes_on(monkeypatch, LIMITS.receive_for)
            writer.write(b"still")
            assert await reader.readexactly(5) == b"STILL"


async def test_it_ends_with_whoever_took_it_over() -> None:
    async with taken_over(CONNECT) as (_, reader, writer):
        writer.write_eof()
        assert await reader.read() == b""


async def test_it_makes_no_room_for_others_and_gives_its_place_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async with Server(answer, limits=LIMITS) as server:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(CONNECT)
        await reader.readuntil(b"\r\n\r\n")
        waiting = asyncio.create_task(send(server.port, PLAIN))
        await goes_on(monkeypatch, 2 * LIMITS.receive_for)
        writer.write(b"there")
        assert await reader.readexactly(5) == b"THERE"
        assert not waiting.done()
        writer.transport.abort()
        assert (await waiting).status == 200


async def test_closing_the_server_cuts_it_off() -> None:
    server = Server(answer)
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(CONNECT)
    await reader.readuntil(b"\r\n\r\n")
    await server.close()
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    writer.transport.abort()
