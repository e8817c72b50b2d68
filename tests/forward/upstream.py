"""A route as Pomerium fronts one, with a service that streams: what the demo's one-answer server cannot."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import h11
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, BytesMessage, CloseConnection, Request, TextMessage

UNKNOWN = b'{"error":"Unauthenticated","request_id":"r1"}'
PIECE = b"0123456789abcdef" * 4096


@dataclass
class Upstream:
    """Lets in who has `token`. `path` decides what is answered."""

    token: str = "canary-token"
    port: int = 0
    heads: list[h11.Request] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    answer: tuple[int, list[tuple[bytes, bytes]], bytes] | None = None
    """To all requests, in place of the service's: status, headers, body."""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self.open += 1
        try:
            with contextlib.suppress(OSError, h11.ProtocolError):
                await _Served(self, reader, writer).run()
        finally:
            self.open -= 1
            writer.transport.abort()

    def header(self, name: bytes) -> list[bytes]:
        """Of the last request."""
        return [value for key, value in self.heads[-1].headers if key == name]


class _Served:
    def __init__(self, upstream: Upstream, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.upstream, self.reader, self.writer = upstream, reader, writer
        self.protocol = h11.Connection(h11.SERVER)

    async def next(self) -> object:
        while (event := self.protocol.next_event()) is h11.NEED_DATA:
            if self.protocol.they_are_waiting_for_100_continue:
                await self.send(h11.InformationalResponse(status_code=100, headers=[]))
            self.protocol.receive_data(await self.reader.read(65536))
        return event

    async def send(self, event: h11.Event) -> None:
        self.writer.write(self.protocol.send(event) or b"")
        await self.writer.drain()

    async def run(self) -> None:
        while isinstance(head := await self.next(), h11.Request):
            self.upstream.heads.append(head)
            await self.answer(head)
            while self.protocol.their_state is h11.SEND_BODY and await self.next() is not h11.PAUSED:
                pass
            if self.protocol.our_state is not h11.DONE or self.protocol.their_state is not h11.DONE:
                return
            self.protocol.start_next_cycle()

    async def answer(self, head: h11.Request) -> None:
        headers = dict(head.headers)
        said = headers.get(b"x-pomerium-authorization") or headers.get(b"authorization", b"")
        if self.upstream.answer is not None:
            await self.whole(*self.upstream.answer)
        elif said.removeprefix(b"Pomerium ").decode() != self.upstream.token:
            await self.whole(401, [(b"content-type", b"application/json"), (b"x-request-id", b"r1")], UNKNOWN)
        else:
            await self.serve(head, headers)

    async def whole(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        await self.send(h11.Response(status_code=status, headers=[*headers, (b"content-length", b"%d" % len(body))]))
        await self.send(h11.Data(data=body))
        await self.send(h11.EndOfMessage())

    async def begin(self, status: int = 200, *headers: tuple[bytes, bytes]) -> None:
        await self.send(h11.Response(status_code=status, headers=[(b"x-envoy-upstream-service-time", b"1"), *headers]))

    async def serve(self, head: h11.Request, headers: dict[bytes, bytes]) -> None:
        path, _, query = head.target.partition(b"?")
        match path:
            case b"/count":
                count = 0
                while isinstance(event := await self.next(), h11.Data):
                    count += len(event.data)
                await self.say(b"%d" % count)
            case b"/much":
                await self.begin()
                for _ in range(int(query) // len(PIECE)):
                    await self.send(h11.Data(data=PIECE))
                await self.send(h11.EndOfMessage())
            case b"/events":
                await self.begin(200, (b"content-type", b"text/event-stream"))
                await self.send(h11.Data(data=b"data: first\n\n"))
                await self.reader.read()
            case b"/away":
                await self.begin(302, (b"location", query), (b"content-length", b"0"))
                await self.send(h11.EndOfMessage())
            case b"/broken":
                await self.begin(200, (b"content-length", b"10"))
                await self.send(h11.Data(data=b"12345"))
                self.writer.transport.abort()
            case b"/cookies":
                cookies = (
                    b"a=1; Domain=corp.test; Path=/x; Secure; HttpOnly; SameSite=None",
                    b"_pomerium=secret; Path=/",
                )
                await self.begin(200, *((b"set-cookie", cookie) for cookie in cookies), (b"content-length", b"0"))
                await self.send(h11.EndOfMessage())
            case b"/ws":
                await self.websocket(head)
            case _:
                await self.say(b"hello from " + head.target)

    async def say(self, text: bytes) -> None:
        await self.begin(200, (b"content-length", b"%d" % len(text)))
        if dict(self.upstream.heads[-1].headers) and self.upstream.heads[-1].method != b"HEAD":
            await self.send(h11.Data(data=text))
        await self.send(h11.EndOfMessage())

    async def websocket(self, head: h11.Request) -> None:
        """An echo."""
        await self.next()
        websocket = WSConnection(ConnectionType.SERVER)
        websocket.initiate_upgrade_connection(list(head.headers), head.target)
        while True:
            for event in websocket.events():
                match event:
                    case Request():
                        self.writer.write(websocket.send(AcceptConnection()))
                    case TextMessage(data=text, message_finished=finished):
                        self.writer.write(websocket.send(TextMessage(text, message_finished=finished)))
                    case BytesMessage(data=bits, message_finished=finished):
                        self.writer.write(websocket.send(BytesMessage(bits, message_finished=finished)))
                    case CloseConnection():
                        self.writer.write(websocket.send(event.response()))
                        await self.writer.drain()
                        return
            await self.writer.drain()
            data = await self.reader.read(65536)
            websocket.receive_data(data or None)
            if not data:
                return


@contextlib.asynccontextmanager
async def serving(upstream: Upstream, tls: ssl.SSLContext | None = None) -> AsyncIterator[Upstream]:
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", upstream.port, ssl=tls)
    upstream.port = server.sockets[0].getsockname()[1]
    try:
        yield upstream
    finally:
        server.close()
        while upstream.open:
            await asyncio.sleep(0.01)
