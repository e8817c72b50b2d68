"""One request read and one answer written, with h11, within `Limits`."""

from __future__ import annotations

import asyncio
import http
from collections.abc import Iterator
from email.utils import formatdate
from typing import Final

import h11

from pomtray.serve.http import Limits, Request, Response

_CHUNK: Final = 16 * 1024
_VERSIONS: Final = (b"1.0", b"1.1")
_BODYLESS: Final = (204, 304)
_LINES: Final = 256
"""Of a head, before its last 16 KiB: h11 looks at each line, and at all in one go."""
_TAKEN_OVER: Final = b"CONNECT a:1 HTTP/1.1\r\nHost: a:1\r\nConnection: upgrade\r\nUpgrade: any\r\n\r\n"
"""What h11 must have seen before it writes the head of an answer after which the connection is another's."""
_CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"


class Refusal(Exception):
    """What came is no request that we answer; `status` says why."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


async def receive(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> Request | None:
    """One complete request; None where the client went, or kept silent until the deadline.

    Raises `Refusal` with 400 (malformed), 408 (too slow), 413 or 431 (too large).
    """
    receiving = _Receiving(reader, writer, limits)
    try:
        async with asyncio.timeout(limits.receive_for):
            async with asyncio.timeout(limits.head_for):
                head = await receiving.head()
            return await receiving.request(head) if head is not None else None
    except h11.RemoteProtocolError as error:
        # NOTE: no cause is kept, its message quotes what was sent.
        status = error.error_status_hint
    except TimeoutError:
        status = 408
    if not receiving.heard:
        return None
    raise Refusal(status)


class _Receiving:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: Limits) -> None:
        self.heard = False
        """Whether anything came at all: browsers open connections to spare."""
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=limits.head_bytes)

    async def head(self) -> h11.Request | None:
        """None where the client went without a word."""
        head = await self._next()
        return head if isinstance(head, h11.Request) else None

    async def request(self, head: h11.Request) -> Request:
        """What `head` begins, with its body."""
        if head.http_version not in _VERSIONS:
            raise Refusal(400)
        headers = tuple((name, value) for name, value in head.headers)
        if len(head.target) + sum(len(name) + len(value) for name, value in headers) > self._limits.head_bytes:
            raise Refusal(431)
        if sum(int(value) for name, value in headers if name == b"content-length") > self._limits.body_bytes:
            raise Refusal(413)
        if self._protocol.they_are_waiting_for_100_continue:
            self._writer.write(_CONTINUE)
        return Request(head.method.decode("ascii"), head.target, headers, await self._body())

    async def _body(self) -> bytes:
        body = bytearray()
        while isinstance(event := await self._next(), h11.Data):
            body += event.data
            if len(body) > self._limits.body_bytes:
                raise Refusal(413)
            await asyncio.sleep(0)  # many small chunks may have come together
        return bytes(body)

    async def _next(self) -> object:
        lines, data = 0, b""
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            lines += data.count(b"\n")  # of a head or of trailers: what is body is an event at once
            if lines > _LINES:
                raise Refusal(431)
            data = await self._reader.read(_CHUNK)
            self.heard = self.heard or bool(data)
            self._protocol.receive_data(data)
        return event


async def send(writer: asyncio.StreamWriter, method: str, response: Response) -> None:
    """Write the answer to a request of this method, and wait until it is on its way."""
    bodyless = method == "HEAD" or response.status in _BODYLESS or response.takes_over is not None
    body = b"" if bodyless else response.body
    writer.write(_head(response) + body)
    await writer.drain()


def as_sent(response: Response) -> bytes:
    """The answer as somebody else may send it, who speaks no HTTP."""
    return _head(response) + response.body


def _head(response: Response) -> bytes:
    """h11 writes it, so that no header can smuggle a line."""
    protocol = h11.Connection(h11.SERVER)
    reason = http.HTTPStatus(response.status).phrase.encode()
    if response.takes_over is not None:
        protocol.receive_data(_TAKEN_OVER)
        protocol.next_event()
    kind = h11.InformationalResponse if response.status < http.HTTPStatus.OK else h11.Response
    head = protocol.send(kind(status_code=response.status, headers=list(_headers(response)), reason=reason))
    return head or b""


def _headers(response: Response) -> Iterator[tuple[bytes, bytes]]:
    if not any(name.lower() == b"date" for name, _ in response.headers):
        yield b"Date", formatdate(usegmt=True).encode()
    if response.takes_over is not None:
        yield from response.headers
        return
    yield b"Connection", b"close"
    if response.status not in _BODYLESS:  # RFC 9110 §8.6
        yield b"Content-Length", str(len(response.body)).encode()
    yield from response.headers
