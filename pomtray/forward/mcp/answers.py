"""What answers a message of the client: whole, or as a stream that is asked for again where it breaks."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, TypeVar

import httpx

from pomtray.core.errors import Refused, Unreachable
from pomtray.core.text import phrase
from pomtray.forward.mcp import messages
from pomtray.forward.mcp.endpoint import Endpoint, Reply
from pomtray.forward.mcp.events import Event, events
from pomtray.forward.mcp.messages import Message

T = TypeVar("T")
FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 60.0
"""Seconds."""
_RESUMED: Final = 5
"""How often in a row an answer's stream is asked for again."""
_LARGE: Final = 64 * 1024


class StreamBroken(Exception):
    """A stream ended before the answer came; `resume_at` is the last event's id, if events have any."""

    def __init__(self, resume_at: str | None, pause_for: float) -> None:
        super().__init__()
        self.resume_at = resume_at
        self.pause_for = pause_for


class Answers:
    """`say` gets each message of the server's, as it is."""

    def __init__(self, endpoint: Endpoint, say: Callable[[bytes], Awaitable[None]]) -> None:
        self._endpoint = endpoint
        self._say = say

    async def read(self, message: Message, reply: Reply) -> None:
        """Returns once the answer has been written, and what came before it. Raises `StreamBroken`, `Refused`."""
        await (self.read_events(message, reply) if reply.is_events else self._read_answer(message, reply))

    async def _read_answer(self, message: Message, reply: Reply) -> None:
        body = await reply.whole()
        try:
            is_answer, said = await parsed(body, lambda data: messages.answers(data, message))
        except ValueError:
            raise Refused(self._endpoint.unclear(reply)) from None
        if not is_answer and "error" not in said:
            raise Refused(self._endpoint.unclear(reply))
        self._learn(message, said)
        # One that was refused before its id was read is answered without it.
        await self._say(body if is_answer else messages.again(said, message.id))

    async def read_events(self, message: Message | None, reply: Reply, last: str | None = None) -> None:
        """Write what comes; returns with the answer to `message`. Raises `StreamBroken` where it ends before that."""
        pause_for = FIRST_PAUSE
        try:
            async for event in events(reply.pieces()):
                last = event.id if event.id is not None else last
                pause_for = pause_for if event.retry_for is None else min(event.retry_for, LONGEST_PAUSE)
                if event.data and await self._is_answer(message, event):
                    return
        except ValueError:
            raise Refused(self._endpoint.unclear(reply)) from None
        except (Unreachable, httpx.HTTPError):
            pass
        raise StreamBroken(last, pause_for)

    async def _is_answer(self, message: Message | None, event: Event) -> bool:
        is_answer = False
        if message is not None:
            is_answer, said = await parsed(event.data, lambda data: messages.answers(data, message))
            if is_answer:
                self._learn(message, said)
        await self._say(event.data)
        return is_answer

    async def resume(self, message: Message, broken: StreamBroken) -> None:
        """Ask for the rest of a stream that broke, by the id of the last event that came."""
        for _ in range(_RESUMED):
            if broken.resume_at is None:
                break
            await asyncio.sleep(broken.pause_for)
            try:
                async with self._endpoint.listen(broken.resume_at) as reply:
                    await self.read_events(message, reply, broken.resume_at)
                    return
            except StreamBroken as again:
                broken = again
            except Unreachable:
                continue
        raise Unreachable(
            self._endpoint.problem(phrase("The connection broke"), phrase("the answer did not come whole"))
        )

    def _learn(self, message: Message, said: dict[str, object]) -> None:
        result = said.get("result")
        if message.method == "initialize" and isinstance(result, dict):
            version = str(result.get("protocolVersion", ""))
            self._endpoint.version = version if version.isascii() and version.isprintable() else ""


async def parsed(data: bytes, read: Callable[[bytes], T]) -> T:
    """In a thread where it takes long."""
    return await asyncio.to_thread(read, data) if len(data) > _LARGE else read(data)
