"""One request and one answer, byte for byte."""

from __future__ import annotations

import asyncio
import socket

import pytest

from pomtray.serve import exchange
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from tests.raw_http import Reply, send

_LIMITS = Limits(head_bytes=1024, body_bytes=8, receive_for=5)


async def _answered(response: Response, method: str = "GET") -> Reply:
    async def answer(_: Request) -> Response:
        return response

    async with Server(answer) as server:
        return await send(server.port, f"{method} / HTTP/1.1\r\nHost: a\r\n\r\n".encode())


async def _status_of(sent: bytes, *pieces: bytes) -> int:
    async def answer(_: Request) -> Response:
        return Response(200)

    async with Server(answer, limits=_LIMITS) as server:
        return (await send(server.port, sent, *pieces)).status


@pytest.mark.parametrize(
    ("status", "line"),
    [(200, b"200 OK"), (204, b"204 No Content"), (303, b"303 See Other"), (410, b"410 Gone")],
)
async def test_an_answer_says_its_status_in_words_too(status: int, line: bytes) -> None:
    assert (await _answered(Response(status))).raw.startswith(b"HTTP/1.1 " + line + b"\r\n")


async def test_it_is_waited_for_until_an_answer_is_on_its_way() -> None:
    ours, theirs = socket.socketpair()
    _, writer = await asyncio.open_unix_connection(sock=ours)
    sending = asyncio.create_task(exchange.send(writer, "GET", Response(200, body=bytes(8 * 1024 * 1024))))
    for _ in range(10):
        await asyncio.sleep(0)
    assert not sending.done()
    reader, other = await asyncio.open_unix_connection(sock=theirs)
    reading = asyncio.create_task(reader.read(-1))
    await sending
    writer.close()
    assert (await reading).endswith(bytes(8 * 1024 * 1024))
    other.close()


@pytest.mark.parametrize("name", [b"date", b"Date"])
async def test_a_date_of_the_handlers_own_is_not_doubled(name: bytes) -> None:
    given = "Tue, 15 Nov 1994 08:12:31 GMT"
    reply = await _answered(Response(200, ((name, given.encode()),)))
    assert reply.headers["date"] == given
    assert reply.raw.lower().count(b"\r\ndate:") == 1


@pytest.mark.parametrize(("status", "method"), [(204, "GET"), (304, "GET"), (200, "HEAD")])
async def test_what_has_no_body_sends_none(status: int, method: str) -> None:
    reply = await _answered(Response(status, (), b"body"), method)
    assert reply.status == status
    assert reply.body == b""
    assert reply.headers.get("content-length") == ("4" if method == "HEAD" else None)


@pytest.mark.allow_log("a connection ended with LocalProtocolError")
async def test_a_header_cannot_smuggle_a_line() -> None:
    assert (await _answered(Response(200, ((b"X", b"a\r\nSet-Cookie: b"),)))).status == 0


@pytest.mark.parametrize(("more", "status"), [(0, 200), (1, 431)])
async def test_a_head_may_be_as_large_as_the_limit(more: int, status: int) -> None:
    target, host = b"/", b"host" + b"a"
    name = b"x"
    value = b"v" * (_LIMITS.head_bytes - len(target + host + name) - 100)
    second = b"v" * (100 - len(b"y") + more)
    head = b"GET / HTTP/1.1\r\nHost: a\r\nX: " + value + b"\r\nY: " + second + b"\r\n\r\n"
    # In two pieces: what has come incomplete is bounded before the whole is looked at.
    assert await _status_of(head[:900], head[900:]) == status


async def test_a_browser_may_bring_many_cookies() -> None:
    async def answer(request: Request) -> Response:
        return Response(200, (), b"%d" % len(request.header(b"cookie")[0]))

    async with Server(answer) as server:
        reply = await send(server.port, b"GET / HTTP/1.1\r\nHost: a\r\nCookie: " + b"c" * 60_000 + b"\r\n\r\n")
    assert (reply.status, reply.body) == (200, b"60000")


@pytest.mark.parametrize(("length", "status"), [(8, 200), (9, 413)])
async def test_a_body_may_be_as_large_as_the_limit(length: int, status: int) -> None:
    body = b"b" * length
    start = b"POST / HTTP/1.1\r\nHost: a\r\n"
    assert await _status_of(start + b"Content-Length: %d\r\n\r\n" % length + body) == status
    assert (
        await _status_of(start + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (length, body)) == status
    )


@pytest.mark.parametrize(("version", "status"), [(b"1.0", 200), (b"1.1", 200), (b"1.2", 400), (b"0.9", 400)])
async def test_two_versions_are_spoken(version: bytes, status: int) -> None:
    assert await _status_of(b"GET / HTTP/" + version + b"\r\nHost: a\r\n\r\n") == status
