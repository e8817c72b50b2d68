"""A stdio server of MCP that bridges to a route's Streamable HTTP endpoint, with the credential.

Messages are passed on as they are. Up to revision 2025-11-25 there is a session, which is begun anew where the server
has forgotten it; from 2026-07-28 on each request stands for itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Final, TypeVar

import httpx

from pomtray.core.errors import PomtrayError, Problem, Refused, SignInNeeded, Unreachable
from pomtray.core.text import phrase
from pomtray.forward import mcp_message
from pomtray.forward.events import Event, events
from pomtray.forward.mcp_endpoint import Endpoint, Reply, SessionGone
from pomtray.forward.mcp_message import Message

T = TypeVar("T")
_AT_ONCE: Final = 64
_NOTIFIED_FOR: Final = 30.0
"""Seconds for a message that has no answer."""
_ENDED_FOR: Final = 10.0
_DELETED_FOR: Final = 3.0
_RESUMED: Final = 5
"""How often in a row an answer's stream is asked for again."""
_FIRST_PAUSE: Final = 1.0
_LONGEST_PAUSE: Final = 60.0
_LARGE: Final = 64 * 1024
_ERRORS: Final = 400


class _Broken(Exception):
    """A stream ended before the answer came; `resume_at` is the last event's id, if events have any."""

    def __init__(self, resume_at: str | None, pause_for: float) -> None:
        super().__init__()
        self.resume_at = resume_at
        self.pause_for = pause_for


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
        self._requests: dict[mcp_message.Id, tuple[Message, asyncio.Task[None]]] = {}
        self._listening: asyncio.Task[None] | None = None

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
        if self._listening is not None:
            self._listen()
        for message, _ in under_way:
            await self._say(mcp_message.problem(message.id, why))

    async def _take(self, line: bytes, places: asyncio.Semaphore) -> None:
        try:
            message = await _parsed(line, mcp_message.read)
        except ValueError as error:
            await self._say(mcp_message.error(None, mcp_message.PARSE_ERROR, f"This cannot be read: {error}."))
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
            await self._say(mcp_message.problem(message.id, error))
        except SessionGone:
            gone = self._endpoint.problem(
                phrase("The MCP session is gone"), phrase("the server does not keep its sessions")
            )
            await self._say(mcp_message.problem(message.id, Refused(gone)))

    async def _ask(self, message: Message) -> None:
        """Returns once the answer has been written, and what came before it."""
        try:
            async with self._endpoint.post(message) as reply:
                if message.method == "initialize":
                    self._endpoint.session, self._begun = reply.header("mcp-session-id"), [message]
                await (self._read_events(message, reply) if reply.is_events else self._read_answer(message, reply))
        except _Broken as broken:
            await self._resume(message, broken)

    async def _read_answer(self, message: Message, reply: Reply) -> None:
        body = await reply.whole()
        try:
            is_answer, said = await _parsed(body, lambda data: mcp_message.answers(data, message))
        except ValueError:
            raise Refused(self._endpoint.unclear(reply)) from None
        if not is_answer and "error" not in said:
            raise Refused(self._endpoint.unclear(reply))
        self._learn(message, said)
        # One that was refused before its id was read is answered without it.
        await self._say(body if is_answer else mcp_message.again(said, message.id))

    async def _read_events(self, message: Message | None, reply: Reply, last: str | None = None) -> None:
        """Write what comes; returns with the answer to `message`. Raises `_Broken` where the stream ends before it."""
        pause_for = _FIRST_PAUSE
        try:
            async for event in events(reply.pieces()):
                last = event.id if event.id is not None else last
                pause_for = pause_for if event.retry_for is None else min(event.retry_for, _LONGEST_PAUSE)
                if event.data and await self._is_answer(message, event):
                    return
        except ValueError:
            raise Refused(self._endpoint.unclear(reply)) from None
        except (Unreachable, httpx.HTTPError):
            pass
        raise _Broken(last, pause_for)

    async def _is_answer(self, message: Message | None, event: Event) -> bool:
        is_answer = False
        if message is not None:
            is_answer, said = await _parsed(event.data, lambda data: mcp_message.answers(data, message))
            if is_answer:
                self._learn(message, said)
        await self._say(event.data)
        return is_answer

    async def _resume(self, message: Message, broken: _Broken) -> None:
        """Ask for the rest of a stream that broke, by the id of the last event that came."""
        for _ in range(_RESUMED):
            if broken.resume_at is None:
                break
            await asyncio.sleep(broken.pause_for)
            try:
                async with self._endpoint.listen(broken.resume_at) as reply:
                    await self._read_events(message, reply, broken.resume_at)
                    return
            except _Broken as again:
                broken = again
            except Unreachable:
                continue
        raise Unreachable(
            self._endpoint.problem(phrase("The connection broke"), phrase("the answer did not come whole"))
        )

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
            self._listen()

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
                await (_first(reply) if reply.is_events else reply.whole())
            for message in self._begun[1:]:
                async with self._endpoint.post(message):
                    self._listen()

    def _listen(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        self._listening = asyncio.create_task(self._hear(), name="MCP server's own messages")

    async def _hear(self) -> None:
        """What the server says of itself, for as long as it offers that."""
        last: str | None = None
        pause_for = _FIRST_PAUSE
        while True:
            try:
                async with self._endpoint.listen(last) as reply:
                    await self._read_events(None, reply, last)
            except _Broken as broken:
                last, pause_for = broken.resume_at, broken.pause_for
            except SignInNeeded:
                pause_for = min(2 * pause_for, _LONGEST_PAUSE)
            except (SessionGone, Refused):
                return
            except PomtrayError:
                pause_for = min(2 * pause_for, _LONGEST_PAUSE)
            await asyncio.sleep(pause_for)

    def _learn(self, message: Message, said: dict[str, object]) -> None:
        result = said.get("result")
        if message.method == "initialize" and isinstance(result, dict):
            version = str(result.get("protocolVersion", ""))
            self._endpoint.version = version if version.isascii() and version.isprintable() else ""

    async def _say(self, data: bytes) -> None:
        await self._write(mcp_message.on_one_line(data))

    async def _close(self) -> None:
        tasks = [task for _, task in self._requests.values()] + ([self._listening] if self._listening else [])
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._endpoint.session:
            with suppress(PomtrayError, SessionGone, TimeoutError):
                async with asyncio.timeout(_DELETED_FOR):
                    await self._endpoint.delete()


async def _first(reply: Reply) -> None:
    """Up to the first message."""
    async for event in events(reply.pieces()):
        if event.data:
            return


async def _parsed(data: bytes, read: Callable[[bytes], T]) -> T:
    """In a thread where it takes long."""
    return await asyncio.to_thread(read, data) if len(data) > _LARGE else read(data)
