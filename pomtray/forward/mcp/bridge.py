"""A stdio server of MCP that bridges to a route's Streamable HTTP endpoint, with the credential.

Messages are passed on as they are. Up to revision 2025-11-25 there is a session, which is begun anew where the server
has forgotten it; from 2026-07-28 on each request stands for itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Final

from pomtray.core.errors import PomtrayError, Problem, Refused
from pomtray.core.text import phrase
from pomtray.forward.mcp import messages
from pomtray.forward.mcp.answers import Answers, StreamBroken, parsed
from pomtray.forward.mcp.endpoint import Endpoint, Reply, SessionGone
from pomtray.forward.mcp.events import events
from pomtray.forward.mcp.messages import Message
from pomtray.forward.mcp.server_messages import ServerMessages

_AT_ONCE: Final = 64
_NOTIFIED_FOR: Final = 30.0
"""Seconds for a message that has no answer."""
_ENDED_FOR: Final = 10.0
_DELETED_FOR: Final = 3.0
_ERRORS: Final = 400


class Bridge:
    """`write` gets whole lines; `tell` what no answer could say."""

    def __init__(
        self,
        endpoint: Endpoint,
        write: Callable[[bytes], Awaitable[None]],
        tell: Callable[[Problem], None] = lambda _: None,
    ) -> None:
        self._endpoint = endpoint
        self._write = write
        self._tell = tell
        self._begun: list[Message] = []
        """What the client began its session with."""
        self._beginning = asyncio.Lock()
        self._requests: dict[messages.Id, tuple[Message, asyncio.Task[None]]] = {}
        self._answers = Answers(endpoint, self._say)
        self._server_messages = ServerMessages(endpoint, self._answers)

    async def run(self, lines: AsyncIterator[bytes]) -> None:
        """Until the client's lines end."""
        places = asyncio.Semaphore(_AT_ONCE)
        try:
            async for line in lines:
                if line.strip():
                    await self._take(line, places)
            with suppress(TimeoutError):  # what was asked before the end is still answered
                async with asyncio.timeout(_ENDED_FOR):
                    await asyncio.gather(*(task for _, task in self._requests.values()))
        finally:
            await self._close()

    async def let_go(self, why: PomtrayError) -> None:
        """Nothing that is under way goes on; who waits for an answer gets `why`. What comes next is tried anew."""
        under_way = tuple(self._requests.values())
        for _, task in under_way:
            task.cancel()
        await asyncio.gather(*(task for _, task in under_way), return_exceptions=True)
        self._server_messages.listen_again()
        for message, _ in under_way:
            await self._say(messages.problem(message.id, why))

    async def _take(self, line: bytes, places: asyncio.Semaphore) -> None:
        try:
            message = await parsed(line, messages.read)
        except ValueError as error:
            await self._say(messages.error(None, messages.PARSE_ERROR, f"This cannot be read: {error}."))
            return
        if not message.is_request:
            await self._notify(message)
            return
        await places.acquire()
        task = asyncio.create_task(self._request(message), name="MCP request")
        self._requests[message.id] = message, task
        task.add_done_callback(lambda _: self._ended(message, places))

    def _ended(self, message: Message, places: asyncio.Semaphore) -> None:
        places.release()
        self._requests.pop(message.id, None)

    async def _request(self, message: Message) -> None:
        session = self._endpoint.session
        try:
            try:
                await self._ask(message)
            except SessionGone:
                await self._begin_anew(session)
                await self._ask(message)
        except PomtrayError as error:
            await self._say(messages.problem(message.id, error))
        except SessionGone:
            gone = self._endpoint.problem(
                phrase("The MCP session is gone"), phrase("the server does not keep its sessions")
            )
            await self._say(messages.problem(message.id, Refused(gone)))

    async def _ask(self, message: Message) -> None:
        """Returns once the answer has been written, and what came before it."""
        try:
            async with self._endpoint.post(message) as reply:
                if message.method == "initialize":
                    self._endpoint.session, self._begun = reply.header("mcp-session-id"), [message]
                await self._answers.read(message, reply)
        except StreamBroken as broken:
            await self._answers.resume(message, broken)

    async def _notify(self, message: Message) -> None:
        """A notification, or an answer to the server."""
        if self._cancelled(message):
            return
        try:
            async with asyncio.timeout(_NOTIFIED_FOR), self._endpoint.post(message) as reply:
                if reply.status >= _ERRORS:
                    self._tell(self._endpoint.unclear(reply))
        except PomtrayError as error:
            self._tell(error.problem)
        except (SessionGone, TimeoutError):
            return
        if message.method == "notifications/initialized":
            self._begun = [*self._begun[:1], message]
            self._server_messages.listen()

    def _cancelled(self, message: Message) -> bool:
        """From 2026-07-28 on a request is taken back by ending it, before that by telling the server."""
        request, task = self._requests.get(message.cancels, (None, None))
        if message.cancels is None or request is None or task is None or not request.version:
            return False
        task.cancel()
        return True

    async def _begin_anew(self, session: str) -> None:
        """What the client began with is said again, once for all requests that find the session gone."""
        async with self._beginning:
            if self._endpoint.session != session or not self._begun:
                return
            self._endpoint.session = ""
            async with self._endpoint.post(self._begun[0]) as reply:
                self._endpoint.session = reply.header("mcp-session-id")
                await (_read_first_message(reply) if reply.is_events else reply.whole())
            for message in self._begun[1:]:
                async with self._endpoint.post(message):
                    self._server_messages.listen()

    async def _say(self, data: bytes) -> None:
        await self._write(messages.on_one_line(data))

    async def _close(self) -> None:
        tasks = [task for _, task in self._requests.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._server_messages.close()
        if self._endpoint.session:
            with suppress(PomtrayError, SessionGone, TimeoutError):
                async with asyncio.timeout(_DELETED_FOR):
                    await self._endpoint.delete()


async def _read_first_message(reply: Reply) -> None:
    """Up to the first message."""
    async for event in events(reply.pieces()):
        if event.data:
            return
