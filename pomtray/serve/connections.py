"""The open connections of a server, and which of them makes room for a newer one."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable, Coroutine, Iterable
from enum import Enum, auto
from typing import Any, Final, SupportsIndex

_log = logging.getLogger(__name__)

_PIECES: Final = 16
"""Reads within which a request should be here: a browser sends it at once."""
_MOMENT_FOR: Final = 0.02
_TURNS: Final = 8
"""Of the event loop, however long each takes: a client of the same loop is not overlooked."""


class _Stage(Enum):
    NEW = auto()
    RECEIVING = auto()
    ANSWERING = auto()
    ANSWERED = auto()


class Incoming(asyncio.StreamReader):
    """What comes over one connection, and whether it could make room.

    `on_wait` is called whenever more has to come before anything can be done.
    """

    def __init__(self, connection: socket.socket, on_wait: Callable[[], None]) -> None:
        super().__init__()
        self.connection = connection
        self._on_wait = on_wait
        self._stage = _Stage.NEW
        self._waits = True
        self._pieces = 0

    @property
    def is_new(self) -> bool:
        """Whether it had no time yet to send anything."""
        return self._stage is _Stage.NEW

    @property
    def has_unread(self) -> bool:
        """Whether the system holds more than the event loop has fetched."""
        try:
            return bool(self.connection.recv(1, socket.MSG_PEEK))
        except OSError:  # there is nothing, or the client has gone
            return False

    @property
    def makes_room(self) -> bool:
        """Whether nobody is being answered here: no request came in its time, or its answer went out."""
        if self._stage is _Stage.RECEIVING:
            return self._pieces > _PIECES or (self._waits and not self.has_unread)
        return self._stage is _Stage.ANSWERED

    def had_time(self) -> None:
        """It is new no longer."""
        if self.is_new:
            self._stage = _Stage.RECEIVING

    def request_came(self) -> None:
        """It will be answered."""
        self._stage = _Stage.ANSWERING

    def answer_went(self) -> None:
        """What still comes does not matter."""
        self._stage = _Stage.ANSWERED

    def feed_data(self, data: Iterable[SupportsIndex]) -> None:
        self._waits = False
        self._pieces += 1
        super().feed_data(data)

    async def read(self, n: int = -1) -> bytes:
        self._waits = True
        self._on_wait()
        try:
            return await super().read(n)
        finally:
            self._waits = False


class Connections:
    """At most `limit` at once, each served by a task of its own, which `serve` makes.

    In a crowd most are closed for newer ones before they have a task: that costs a hundred times as much as they do.
    """

    def __init__(self, limit: int, serve: Callable[[Incoming], Coroutine[Any, Any, None]]) -> None:
        self._limit = limit
        self._serve = serve
        self._open: dict[Incoming, asyncio.Task[None] | None] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()

    async def add(self, connection: socket.socket) -> None:
        """Make room for it; waits only while all others are new or being answered. `begin` serves it."""
        try:
            while len(self._open) >= self._limit and not self._close_oldest():
                await self._hear()
        except BaseException:
            connection.close()
            raise
        self._open[Incoming(connection, self._changed.set)] = None

    def begin(self) -> None:
        """Serve all that were added."""
        for incoming, task in self._open.items():
            if task is None:
                self._begin(incoming)

    async def close_one(self) -> None:
        """Close the oldest connection that makes room, if one does once each had its moment."""
        await self._give_time()
        self._close_oldest()

    async def close(self) -> None:
        """Cut them all off."""
        for incoming in [*self._open]:
            self._close(incoming)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _hear(self) -> None:
        """Wait until another may make room."""
        if any(incoming.is_new for incoming in self._open):
            await self._give_time()
        else:
            self.begin()  # those that are left have sent something at this very moment
            self._changed.clear()
            await self._changed.wait()

    async def _give_time(self) -> None:
        """A moment for the newest to send something."""
        newest = [incoming for incoming in self._open if incoming.is_new]
        for _ in range(_TURNS):
            await asyncio.sleep(0)
        await asyncio.sleep(_MOMENT_FOR)
        for incoming in newest:
            incoming.had_time()
        self._serve_heard()

    def _serve_heard(self) -> None:
        """What has sent something is read, crowd or not."""
        for incoming, task in self._open.items():
            if task is None and incoming.has_unread:
                self._begin(incoming)

    def _begin(self, incoming: Incoming) -> None:
        task = asyncio.get_running_loop().create_task(self._serve(incoming), name="connection")
        self._open[incoming] = task
        self._tasks.add(task)
        task.add_done_callback(lambda _: self._ended(incoming, task))

    def _ended(self, incoming: Incoming, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._open.pop(incoming, None)
        incoming.connection.close()  # a task that was cancelled before it began has not
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("a connection ended with %s", type(error).__name__)

    def _close_oldest(self) -> bool:
        """False where none makes room."""
        oldest = next((incoming for incoming in self._open if incoming.makes_room), None)
        if oldest is not None:
            self._close(oldest)
        return oldest is not None

    def _close(self, incoming: Incoming) -> None:
        task = self._open.pop(incoming)
        if task is None:
            incoming.connection.close()
        else:
            task.cancel()
