"""No client and no route keeps the event loop from its turn, with a MiB of the worst."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from pomtray.core.domain.route import Route
from pomtray.forward.mcp.events import events
from pomtray.forward.mcp.messages import read
from pomtray.signin.web.http import Web
from tests.controller.world import settled
from tests.forward.conftest import Held
from tests.forward.test_proxy import proxying
from tests.raw_http import Reply, send
from tests.worst import LONGEST_HOLD, UNITS, filled, longest_turn

ASKS = b"POST /SECRET/count HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nConnection: close\r\n"
END = b"\r\n\r\n"
KIB_64 = 64 * 1024
FLOODS = {
    "headers": filled(b"a:\r\n", ASKS, END, KIB_64),
    "more headers": filled(b"a:\r\n", ASKS, END),
    "headers that end in LF": filled(b"a:\n", ASKS, b"\n\n", KIB_64),
    "cookies": filled(b"Cookie: a\r\n", ASKS, END, KIB_64),
    "one cookie": filled(b"a;", ASKS + b"Cookie: ", END, KIB_64),
    "one header's folds": filled(b" x\r\n", ASKS + b"a: b\r\n", END, KIB_64),
    "connections": filled(b"a,", ASKS + b"Connection: ", END, KIB_64),
    "lengths": filled(b"1,", ASKS + b"Content-Length: 1", END, KIB_64),
    "small chunks": filled(b"1\r\nx\r\n", ASKS + b"Transfer-Encoding: chunked" + END, b"0" + END, KIB_64),
    "trailers": filled(b"a:\r\n", ASKS + b"Transfer-Encoding: chunked" + END + b"0\r\n", END, KIB_64),
    "a target": filled(b"%", b"GET /", b" HTTP/1.1\r\nHost: a\r\n\r\n", KIB_64),
    "nothing but line ends": filled(b"\n"),
    "nothing but spaces": filled(b" "),
}
BODIES = {
    "small chunks": filled(
        b"1\r\nx\r\n", b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0\r\n\r\n", KIB_64
    ),
    "headers": filled(b"a:\r\n", b"HTTP/1.1 200 OK\r\n", b"Content-Length: 0\r\n\r\n", 16 * 1024),
    "cookies": filled(b"Set-Cookie: a\r\n", b"HTTP/1.1 200 OK\r\n", b"Content-Length: 0\r\n\r\n", 16 * 1024),
    "one cookie": filled(b"a;", b"HTTP/1.1 200 OK\r\nSet-Cookie: ", b"\r\nContent-Length: 0\r\n\r\n", 16 * 1024),
}


@pytest.mark.parametrize("raw", FLOODS.values(), ids=FLOODS.keys())
async def test_a_client_leaves_others_their_turn(raw: bytes) -> None:
    async with playing(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as (port, secret):
        flood = raw.replace(b"SECRET", secret, 1).replace(b"PORT", str(port).encode(), 1)
        assert await longest_turn(lambda: send(port, flood)) < LONGEST_HOLD


@pytest.mark.parametrize("raw", BODIES.values(), ids=BODIES.keys())
async def test_a_route_leaves_others_their_turn(raw: bytes) -> None:
    async with playing(raw) as (port, secret):
        ask = b"GET /" + secret + b"/ HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: close\r\n\r\n" % port

        async def asks() -> Reply:
            return await send(port, ask)

        assert await longest_turn(asks) < LONGEST_HOLD


WORST = ("line ends", "CR LF", "letters", "colons")


@pytest.mark.parametrize("unit", [UNITS[name] for name in WORST], ids=WORST)
async def test_events_leave_others_their_turn(unit: bytes) -> None:
    async def pieces() -> AsyncIterator[bytes]:
        stream = filled(unit)
        for begin in range(0, len(stream), 16 * 1024):
            yield stream[begin : begin + 16 * 1024]
            await asyncio.sleep(0)

    async def reads() -> None:
        async for _ in events(pieces()):
            pass

    assert await longest_turn(reads) < LONGEST_HOLD


@pytest.mark.parametrize("unit", [UNITS[name] for name in ("brackets open", "objects open", "digits")])
async def test_a_line_of_a_client_is_read_in_time(unit: bytes) -> None:
    """What is larger is read in a thread."""

    async def reads() -> None:
        with suppress(ValueError):
            await asyncio.sleep(0)
            read(filled(unit, b"", b"", KIB_64))
        await asyncio.sleep(0)
        await asyncio.sleep(0)

    assert await longest_turn(reads) < LONGEST_HOLD


@asynccontextmanager
async def playing(answer: bytes) -> AsyncIterator[tuple[int, bytes]]:
    """A proxy whose route gives that answer to whatever comes; its port and its secret."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.CancelledError):
            while data := await reader.read(KIB_64):
                if data.startswith((b"GET ", b"POST ")):  # another try comes over the same connection
                    writer.write(answer)
                    await writer.drain()
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    held = Held(Route("app", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"), "canary-token")
    async with Web() as web, proxying(web, held) as place:
        yield place.port, place.secret.encode()
    await settled()  # who was let in last is there
    server.close()
