"""One client of the proxy: its requests one after the other, each streamed both ways."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

import h11
import httpx

from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError
from pomtray.forward import crossing, refusing
from pomtray.forward.crossing import Asked, Denied, Headers, Place
from pomtray.forward.link import BROKEN, NetworkLink, StreamLink, join
from pomtray.forward.ports import Credentials
from pomtray.signin.routes.answer import UPSTREAM
from pomtray.signin.web.http import Web

_CHUNK: Final = 64 * 1024
_PIECE: Final = 16 * 1024
_HEAD_BYTES: Final = 64 * 1024
_LINES: Final = 256
"""Of a head, before its last piece: h11 looks at each line, and at all in one go."""
_IDLE_FOR: Final = 30.0
"""Seconds for a head to come, the next one of a connection too."""
_LINGER_FOR: Final = 1.0
_LINGER_BYTES: Final = 1024 * 1024
_SWITCHED: Final = 101
_MAY_BE_POMERIUMS: Final = frozenset({301, 302, 303, 307, 308, 401, 403, 404, 495})


class Gone(Exception):
    """The client is not there any more, or says what cannot be understood."""


@dataclass(frozen=True, slots=True)
class Outlet:
    """What is served, and where."""

    web: Web
    """The route's own door."""
    route: Route
    credentials: Credentials
    place: Place


class Proxied:
    def __init__(self, outlet: Outlet, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._web = outlet.web
        self._route = outlet.route
        self._credentials = outlet.credentials
        self._place = outlet.place
        self._reader = reader
        self._writer = writer
        self._protocol = h11.Connection(h11.SERVER, max_incomplete_event_size=_HEAD_BYTES)
        self._ahead = bytearray()
        """What came while an answer went out."""
        self._heard = asyncio.Event()
        """The request has come whole."""
        self._is_head = False

    async def serve(self) -> None:
        """Until the client goes, or its connection is not to be used again."""
        try:
            while (head := await self._head()) is not None:
                await self._answer(head)
                if self._protocol.our_state is not h11.DONE or self._protocol.their_state is not h11.DONE:
                    await self._linger()
                    return
                self._protocol.start_next_cycle()
        except h11.RemoteProtocolError as error:
            # NOTE: its text quotes what was sent.
            with suppress(h11.LocalProtocolError, *BROKEN):
                await self._say(error.error_status_hint, "This is no request.")
                await self._linger()
        except (Gone, h11.LocalProtocolError, *BROKEN):
            self._writer.transport.abort()

    async def _head(self) -> h11.Request | None:
        try:
            async with asyncio.timeout(_IDLE_FOR):
                event = await self._next()
        except TimeoutError:
            return None
        return event if isinstance(event, h11.Request) else None

    async def _next(self) -> h11.Event | type[h11.PAUSED]:
        lines, data = 0, b""
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            lines += data.count(b"\n")  # of a head or of trailers: what is body is an event at once
            if lines > _LINES:
                raise h11.RemoteProtocolError("too many lines", error_status_hint=431)
            if self._protocol.they_are_waiting_for_100_continue:
                await self._send(h11.InformationalResponse(status_code=100, headers=[]))
            ahead, self._ahead = bytes(self._ahead), bytearray()
            data = ahead or await self._reader.read(_PIECE)
            self._protocol.receive_data(data)
        assert not isinstance(event, type) or event is h11.PAUSED  # noqa: S101 for mypy
        return event

    async def _answer(self, head: h11.Request) -> None:
        self._is_head = head.method == b"HEAD"
        self._heard.clear()
        try:
            asked = crossing.asked(self._place, self._route.origin, head.method, head.target, list(head.headers))
            if not asked.has_body:
                await self._next()  # its end
                self._heard.set()
            name, value = await self._credentials.header()
            await self._while_there(self._pass_on(asked, crossing.with_credential(asked, name, value)), asked)
        except Denied as denied:
            await self._say(denied.status, denied.text)
        except PomtrayError as error:
            if self._protocol.our_state is not h11.SEND_RESPONSE:
                raise Gone from None  # what was begun cannot be ended well
            await self._say(refusing.status_of(error), f"pomtray: {error.problem.title}. {error.problem.text()}")

    async def _while_there(self, work: Coroutine[Any, Any, None], asked: Asked) -> None:
        """A client that goes takes its request back; what it sends meanwhile waits for its turn."""
        working = asyncio.ensure_future(work)
        watching = asyncio.ensure_future(_never() if asked.upgrades else self._watch())
        try:
            await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise Gone
            await working
        finally:
            for task in (working, watching):
                task.cancel()
            await asyncio.gather(working, watching, return_exceptions=True)

    async def _watch(self) -> None:
        await self._heard.wait()
        while len(self._ahead) < _CHUNK and (data := await self._reader.read(_CHUNK)):
            self._ahead += data
        if len(self._ahead) >= _CHUNK:
            await _never()

    async def _pass_on(self, asked: Asked, headers: Headers) -> None:
        body = self._body() if asked.has_body else None
        async with self._web.exchange(self._route.origin, asked.method, asked.target, headers, body) as response:
            raw = response.aiter_raw()
            if response.status_code == _SWITCHED and asked.upgrades:
                await self._switch(asked, response)
                return
            begun = await self._looked_at(response, raw)
            await self._send_answer(asked, response, begun, raw)

    async def _body(self) -> AsyncIterator[bytes]:
        while isinstance(event := await self._next(), h11.Data):
            yield bytes(event.data)
            await asyncio.sleep(0)  # many small chunks may have come together
        self._heard.set()

    async def _looked_at(self, response: httpx.Response, raw: AsyncIterator[bytes]) -> bytes:
        """The beginning of its body, where that had to be read. Raises where it is no answer of the service's."""
        if UPSTREAM in response.headers or response.status_code not in _MAY_BE_POMERIUMS:
            return b""
        answer = await refusing.answer_of(response, raw)
        if refused := refusing.refused(self._route, answer):
            raise refused
        return answer.body

    async def _send_answer(
        self, asked: Asked, response: httpx.Response, begun: bytes, raw: AsyncIterator[bytes]
    ) -> None:
        headers = crossing.answered(asked, self._route.origin, response.headers.raw)
        reason = response.extensions.get("reason_phrase", b"")
        await self._send(h11.Response(status_code=response.status_code, headers=headers, reason=reason))
        if begun:
            await self._send(h11.Data(data=begun))
        async for piece in raw:
            await self._send(h11.Data(data=piece))
            await asyncio.sleep(0)  # as above
        await self._send(h11.EndOfMessage())

    async def _switch(self, asked: Asked, response: httpx.Response) -> None:
        headers = crossing.answered(asked, self._route.origin, response.headers.raw)
        headers += [(b"Connection", b"Upgrade"), (b"Upgrade", b"websocket")]
        await self._next()  # that it is paused
        await self._send(h11.InformationalResponse(status_code=_SWITCHED, headers=headers))
        far = NetworkLink(response.extensions["network_stream"])
        if early := self._protocol.trailing_data[0]:
            await far.write(early)
        await join(StreamLink(self._reader, self._writer), far)

    async def _say(self, status: int, text: str) -> None:
        """An answer of our own; what else is sent with the request is not read."""
        body = f"{text}\n".encode()
        headers = [
            (b"Content-Type", b"text/plain; charset=utf-8"),
            (b"Content-Length", str(len(body)).encode()),
            (b"Cache-Control", b"no-store"),
            (b"X-Content-Type-Options", b"nosniff"),
            (b"Connection", b"close"),
            *([(b"WWW-Authenticate", b"Pomerium")] if status == HTTPStatus.UNAUTHORIZED else []),
        ]
        await self._send(h11.Response(status_code=status, headers=headers, reason=HTTPStatus(status).phrase.encode()))
        if not self._is_head:
            await self._send(h11.Data(data=body))
        await self._send(h11.EndOfMessage())

    async def _linger(self) -> None:
        """Let the client read the answer: closing with unread bytes resets the connection (RFC 9112 §9.6)."""
        self._writer.write_eof()
        left = _LINGER_BYTES
        with suppress(TimeoutError):
            async with asyncio.timeout(_LINGER_FOR):
                while left > 0 and (data := await self._reader.read(_CHUNK)):
                    left -= len(data)

    async def _send(self, event: h11.Event) -> None:
        data = self._protocol.send(event)
        if data:
            self._writer.write(data)
            try:
                await self._writer.drain()
            except OSError:
                raise Gone from None


async def _never() -> None:
    await asyncio.Event().wait()
