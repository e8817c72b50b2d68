"""No client keeps the event loop from its turn, with a MiB of the worst."""

from __future__ import annotations

import pytest

from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from tests.raw_http import send
from tests.worst import LONGEST_HOLD, UNITS, filled, longest_turn

KIB_64 = 64 * 1024
ASKS = b"POST / HTTP/1.1\r\nHost: a\r\n"
END = b"\r\n\r\n"

FLOODS = {
    "headers": filled(b"a:\r\n", ASKS, END, KIB_64),
    "more headers": filled(b"a:\r\n", ASKS, END),
    "headers that end in LF": filled(b"a:\n", ASKS, b"\n\n", KIB_64),
    "cookies": filled(b"Cookie: a\r\n", ASKS, END, KIB_64),
    "one cookie": filled(b"a;", ASKS + b"Cookie: ", END, KIB_64),
    "one header's folds": filled(b" x\r\n", ASKS + b"a: b\r\n", END, KIB_64),
    "a header of spaces": filled(b" ", ASKS + b"a: b", b"\0" + END, KIB_64),
    "lengths": filled(b"1,", ASKS + b"Content-Length: 1", END, KIB_64),
    "a long length": filled(b"1", ASKS + b"Content-Length: ", END, KIB_64),
    "small chunks": filled(b"1\r\nx\r\n", ASKS + b"Transfer-Encoding: chunked" + END, b"0" + END),
    "trailers": filled(b"a:\r\n", ASKS + b"Transfer-Encoding: chunked" + END + b"0\r\n", END, KIB_64),
    "a target": filled(b"%", b"GET /", b" HTTP/1.1\r\nHost: a\r\n\r\n", KIB_64),
    **{f"nothing but {name}": filled(unit) for name, unit in UNITS.items()},
}


async def look(request: Request) -> Response:
    return Response(200, (), b"".join(request.header(b"cookie")) + request.query)


@pytest.mark.parametrize("raw", FLOODS.values(), ids=FLOODS.keys())
async def test_a_request_leaves_others_their_turn(raw: bytes) -> None:
    async with Server(look, limits=Limits(head_bytes=KIB_64, body_bytes=KIB_64)) as server:
        assert await longest_turn(lambda: send(server.port, raw)) < LONGEST_HOLD


@pytest.mark.parametrize(("count", "status"), [(250, 200), (900, 431)])
async def test_a_head_has_so_many_lines(count: int, status: int) -> None:
    async with Server(look, limits=Limits(head_bytes=KIB_64)) as server:
        lines = b"".join(b"x-%d: %s\r\n" % (number, b"a" * 50) for number in range(count))
        assert (await send(server.port, ASKS, lines, b"\r\n")).status == status


async def test_the_lines_of_a_body_are_not_counted() -> None:
    async with Server(look, limits=Limits(body_bytes=KIB_64)) as server:
        body = b"\n" * 1000
        assert (await send(server.port, ASKS + b"Content-Length: 1000" + END + body)).status == 200
        assert (await send(server.port, ASKS + b"Content-Length: 1000" + END, body)).status == 200
