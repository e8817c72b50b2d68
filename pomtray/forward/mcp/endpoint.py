"""An MCP endpoint behind a route: Streamable HTTP (MCP, "Transports") with the credential of the moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

import httpx

from pomtray import __version__
from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem, Refused
from pomtray.core.text import joined, phrase
from pomtray.forward import refusing
from pomtray.forward.mcp import messages
from pomtray.forward.mcp.messages import Message
from pomtray.forward.ports import Credentials
from pomtray.signin.routes.answer import UPSTREAM
from pomtray.signin.web.answer import JSON
from pomtray.signin.web.http import Web

EVENTS: Final = "text/event-stream"
_OK: Final = range(200, 300)
_UNAUTHORIZED, _NOT_FOUND = 401, 404


class SessionGone(Exception):
    """The server does not know the session any more."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the server answers, while it does."""

    response: httpx.Response = field(repr=False)
    begun: bytes = field(default=b"", repr=False)
    """What was read of it already."""

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def is_events(self) -> bool:
        return self.status in _OK and self.header("content-type").partition(";")[0].strip().lower() == EVENTS

    def header(self, name: str) -> str:
        found: str = self.response.headers.get(name, "")
        return found

    async def pieces(self) -> AsyncIterator[bytes]:
        """Its body, as it comes."""
        if self.begun:
            yield self.begun
        elif not self.response.is_stream_consumed:
            async for piece in self.response.aiter_raw():
                yield piece

    async def whole(self) -> bytes:
        """All of it, up to the size of a message."""
        body = bytearray()
        async for piece in self.pieces():
            body += piece
            if len(body) > messages.LARGEST:
                break
        return bytes(body)


class Endpoint:
    """`target`: path and query. What `session` and `version` say goes along with each message."""

    def __init__(self, web: Web, route: Route, credentials: Credentials, target: str) -> None:
        self._web = web.of(route)
        self._route = route
        self._credentials = credentials
        self._target = target.encode("ascii")
        self.session = ""
        self.version = ""

    @asynccontextmanager
    async def post(self, message: Message) -> AsyncIterator[Reply]:
        """Raises `PomtrayError`, or `SessionGone`."""
        own = {"Content-Type": JSON, "Accept": f"{JSON}, {EVENTS}", "Content-Length": str(len(message.line))}
        own |= messages.headers_of(message) if message.version else self._of_session(message)
        async with self._exchange("POST", own, message.line) as reply:
            yield reply

    @asynccontextmanager
    async def listen(self, last: str | None) -> AsyncIterator[Reply]:
        """A stream of the server's, from after the event `last`. Raises `Refused` where it offers none."""
        own = {"Accept": EVENTS} | self._of_session() | ({"Last-Event-ID": last} if last else {})
        async with self._exchange("GET", own) as reply:
            if not reply.is_events:
                raise Refused(self.unclear(reply))
            yield reply

    async def delete(self) -> None:
        """End the session."""
        async with self._exchange("DELETE", self._of_session()):
            pass

    def unclear(self, reply: Reply) -> Problem:
        said = phrase("it answered {status}, not as an MCP server does", status=reply.status)
        return self.problem(phrase("No MCP server"), said, reply.header("x-request-id"))

    def problem(self, title: str, reason: str, request_id: str = "") -> Problem:
        where = f"{self._route.origin.authority}{self._target.decode('ascii').partition('?')[0]}"
        action = phrase("Check the path: it is that of the url in the settings, or of --path.")
        return Problem(title, joined("", (f"{where}: ", reason, ".")), action, "route", request_id)

    def _of_session(self, message: Message | None = None) -> dict[str, str]:
        if message is not None and message.method == "initialize":
            return {}
        named = {"Mcp-Session-Id": self.session, "MCP-Protocol-Version": self.version}
        return {name: value for name, value in named.items() if value}

    @asynccontextmanager
    async def _exchange(self, method: str, own: dict[str, str], body: bytes = b"") -> AsyncIterator[Reply]:
        name, value = await self._credentials.header()
        headers = {"Host": self._route.origin.authority, "User-Agent": f"pomtray/{__version__}", **own, name: value}
        raw = [(key.encode("ascii"), text.encode("utf-8")) for key, text in headers.items()]
        content = _once(body) if body else None
        async with self._web.exchange(self._route.origin, method, self._target, raw, content) as response:
            reply = await self._let_in(response)
            if reply.status == _NOT_FOUND and "Mcp-Session-Id" in own:
                raise SessionGone
            yield reply

    async def _let_in(self, response: httpx.Response) -> Reply:
        """Raises where Pomerium does not let us in; its MCP routes say so in a way of their own (`pomerium.md` §10)."""
        if UPSTREAM in response.headers or response.status_code in _OK:
            return Reply(response)
        request_id = response.headers.get("x-request-id", "")
        if response.status_code == _UNAUTHORIZED and "resource_metadata" in response.headers.get(
            "www-authenticate", ""
        ):
            raise refusing.sign_in_needed(self._route, request_id, _UNAUTHORIZED)
        answer = await refusing.answer_of(response, response.aiter_raw())
        if refused := refusing.refused(self._route, answer):
            raise refused
        return Reply(response, answer.body)


async def _once(body: bytes) -> AsyncIterator[bytes]:
    yield body
