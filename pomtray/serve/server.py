"""A small, bounded HTTP/1.1 server: one request a connection, every step with a deadline.

    accept → (TLS) → receive → handle → send → close

A new connection is always accepted: at the limit the oldest that has not sent a request is closed for it. Only while
all are being answered does it wait in the kernel's queue. Nothing a client sends is logged: targets and headers hold
tokens.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import ssl
import sys
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from pomtray.serve.connections import Connections, Incoming
from pomtray.serve.exchange import Refusal, receive, send
from pomtray.serve.http import Handler, Limits, Request, Response

_log = logging.getLogger(__name__)

_QUEUE: Final = 4096
"""Connections that wait in the kernel, which may allow fewer: beyond it a client tries again only after a second."""
_OUT_OF_FILES_FOR: Final = 0.05
"""Seconds until the next try where a connection cannot be accepted for want of file descriptors."""
_LINGER_FOR: Final = 1.0
_LINGER_BYTES: Final = 1024 * 1024


class Server:
    """Answers with `handler`; alive inside `async with`, or from `start` to `close`.

    `port` 0 takes a free one, to be read from `port` once started. `handler` runs once for each complete request;
    what it raises becomes a 500 without a body.
    """

    def __init__(
        self,
        handler: Handler,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        limits: Limits = Limits(),  # noqa: B008 an immutable value
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.port = port
        self._host = host
        self._handler = handler
        self._limits = limits
        self._tls = tls
        self._connections = Connections(limits.connections, self._serve)
        self._listener: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None

    @property
    def listener(self) -> socket.socket | None:
        """What it listens with, while it does."""
        return self._listener

    async def start(self) -> None:
        """Listen. Raises `OSError` where the port is taken."""
        self.adopt(_listen(self._host, self.port))

    def adopt(self, listener: socket.socket) -> None:
        """Serve what comes to a socket that listens already, and does not block; `close` closes it."""
        self._listener = listener
        self.port = listener.getsockname()[1]
        self._accepting = asyncio.create_task(self._accept(listener), name=f"accept on port {self.port}")

    async def close(self) -> None:
        """Give up the port and every connection; what is being answered is cut off."""
        accepting, self._accepting = self._accepting, None
        if accepting is not None:
            accepting.cancel()
            await asyncio.gather(accepting, return_exceptions=True)
        await self._connections.close()
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection = await self._next(listener)
            except OSError:
                await self._connections.close_one()
                await asyncio.sleep(_OUT_OF_FILES_FOR)
            else:
                await self._connections.add(connection)

    async def _next(self, listener: socket.socket) -> socket.socket:
        """The next connection. Those before it are served as soon as none is left in the kernel's queue."""
        try:
            connection, _ = listener.accept()
        except BlockingIOError:
            self._connections.begin()
            connection, _ = await asyncio.get_running_loop().sock_accept(listener)
        connection.setblocking(False)  # noqa: FBT003 the standard library's signature
        return connection

    async def _serve(self, incoming: Incoming) -> None:
        # A client that vanishes, is late or speaks no TLS is nothing to report: all are kinds of `OSError`.
        with suppress(OSError):
            async with asyncio.timeout(self._limits.receive_for):
                writer = await _opened(incoming, self._tls)
            try:
                await self._exchange(incoming, writer)
            finally:
                writer.transport.abort()

    async def _exchange(self, incoming: Incoming, writer: asyncio.StreamWriter) -> None:
        try:
            request = await receive(incoming, writer, self._limits)
        except Refusal as refusal:
            method, response = "GET", Response(refusal.status)
        else:
            if request is None:
                return
            incoming.request_came()
            method, response = request.method, await self._answer(request)
        async with asyncio.timeout(self._limits.receive_for):
            await send(writer, method, response)
        if response.takes_over is not None:
            await response.takes_over(incoming, writer)
            return
        incoming.answer_went()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_FOR):
                await _linger(incoming, writer)

    async def _answer(self, request: Request) -> Response:
        try:
            async with asyncio.timeout(self._limits.handle_for):
                return await self._handler(request)
        except Exception as error:  # noqa: BLE001 a request ends here
            # NOTE: neither message nor traceback, both may quote what was sent.
            _log.error("answering a request failed: %s", type(error).__name__)
            return Response(500)


def _listen(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # There another program may otherwise bind the same port and take what comes.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # A port whose connections are in TIME_WAIT can be had again; a listening one stays refused.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_QUEUE)
        listener.setblocking(False)  # noqa: FBT003 the standard library's signature
    except BaseException:
        listener.close()
        raise
    return listener


async def _opened(incoming: Incoming, tls: ssl.SSLContext | None) -> asyncio.StreamWriter:
    loop = asyncio.get_running_loop()
    incoming.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    protocol = asyncio.StreamReaderProtocol(incoming)
    transport, _ = await loop.connect_accepted_socket(lambda: protocol, incoming.connection, ssl=tls)
    return asyncio.StreamWriter(transport, protocol, incoming, loop)


async def _linger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Let the client read the answer: closing with unread bytes resets the connection (RFC 9112 §9.6)."""
    if writer.can_write_eof():
        writer.write_eof()
        left = _LINGER_BYTES
        while data := await reader.read(left):
            left -= len(data)
    writer.close()
    await writer.wait_closed()
