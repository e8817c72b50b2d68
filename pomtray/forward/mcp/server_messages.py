"""What the server says of itself, beside the answers: requests and notifications of its own."""

from __future__ import annotations

import asyncio

from pomtray.core.errors import PomtrayError, Refused, SignInNeeded
from pomtray.forward.mcp.answers import FIRST_PAUSE, LONGEST_PAUSE, Answers, StreamBroken
from pomtray.forward.mcp.endpoint import Endpoint, SessionGone


class ServerMessages:
    """Read as the events of a session, which `answers` has written."""

    def __init__(self, endpoint: Endpoint, answers: Answers) -> None:
        self._endpoint = endpoint
        self._answers = answers
        self._listening: asyncio.Task[None] | None = None

    def listen(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
        self._listening = asyncio.create_task(self._hear(), name="MCP server's own messages")

    async def _hear(self) -> None:
        """What the server says of itself, for as long as it offers that."""
        last: str | None = None
        pause_for = FIRST_PAUSE
        while True:
            try:
                async with self._endpoint.listen(last) as reply:
                    await self._answers.read_events(None, reply, last)
            except StreamBroken as broken:
                last, pause_for = broken.resume_at, broken.pause_for
            except SignInNeeded:
                pause_for = min(2 * pause_for, LONGEST_PAUSE)
            except (SessionGone, Refused):
                return
            except PomtrayError:
                pause_for = min(2 * pause_for, LONGEST_PAUSE)
            await asyncio.sleep(pause_for)

    def listen_again(self) -> None:
        """On a new connection, where it listened."""
        if self._listening is not None:
            self.listen()

    async def close(self) -> None:
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
