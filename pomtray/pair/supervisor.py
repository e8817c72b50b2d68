"""The program's side of the pair: a worker is there while something needs it, and is replaced when it fails.

    rest → a call, or somebody looks → started → … → no call for a minute → asked to leave → rest

A worker that ends is the failure of the calls that were out (`PeerGone`), and the next call starts another. One that
says nothing for `answers_for` seconds, though it is asked, is ended. Who connects to a port that is held has one
started.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from pomtray.pair.faults import RemoteDefect
from pomtray.pair.held_ports import HeldPorts
from pomtray.pair.messages import Handshake, Ping, Warm, WorkerConfig
from pomtray.pair.peer import PeerGone
from pomtray.pair.running import Hearing, Process, Running

_log = logging.getLogger(__name__)


class Supervisor:
    """One worker at a time.

    start: raises `OSError`. begin, standing: what it is told first. hear: takes the news that belong to no call.
    idle_for, answers_for: seconds.
    """

    def __init__(
        self,
        start: Callable[[], Awaitable[Process]],
        *,
        begin: Callable[[], Handshake],
        standing: Callable[[], WorkerConfig],
        hear: Callable[[object], None],
        idle_for: float = 60.0,
        answers_for: float = 20.0,
    ) -> None:
        self._start = start
        self._begin = begin
        self._standing = standing
        self._hear = hear
        self._idle_for = idle_for
        self._answers_for = answers_for
        self._running: Running | None = None
        self._ports = HeldPorts(self._port_asked)
        self._turn = asyncio.Lock()
        """Starting and leaving."""
        self._calls = 0
        self._idle: asyncio.TimerHandle | None = None
        self._starting: asyncio.Task[None] | None = None
        self._warming: asyncio.Task[None] | None = None
        self._leaving: asyncio.Task[None] | None = None
        self._closed = False

    async def call(self, call: object, hearing: Hearing | None = None) -> Any:
        """What the worker answers. Raises what it raises, `PeerGone` where it ends before, or cannot be started."""
        self._stop_idle()
        self._calls += 1
        try:
            running = await self._there()
            return await running.call(call, hearing)
        finally:
            self._calls -= 1
            if not self._calls:
                self._rest(self._idle_for)

    def tell(self, news: object) -> None:
        """A worker that is there; none is started for it."""
        if self._running is not None:
            self._running.peer.tell(news)

    def warm(self) -> None:
        """Somebody looks: have a worker ready."""
        self._have(Warm())

    def _port_asked(self) -> None:
        self._have(Ping())

    def _have(self, first: Warm | Ping) -> None:
        if not self._closed and (self._warming is None or self._warming.done()):
            self._warming = asyncio.get_running_loop().create_task(self._warmed(first), name="warm the worker")

    async def let_go(self) -> None:
        """End the one that is there, whatever it does: what it holds goes with it. The next call starts another."""
        self._stop_idle()
        async with self._turn:
            running, self._running = self._running, None
        if running is not None:
            await running.end()

    def rest(self) -> None:
        """What it has done is done with: it is asked to leave now, unless something needs it."""
        if not self._calls:
            self._rest(0)

    async def close(self) -> None:
        """End it; what it saves it has saved on return, or was too slow for that."""
        self._closed = True
        self._stop_idle()
        if self._warming is not None:
            self._warming.cancel()
        under_way = [task for task in (self._starting, self._warming, self._leaving) if task is not None]
        await asyncio.gather(*under_way, return_exceptions=True)
        running, self._running = self._running, None
        if running is not None:
            await running.end()
        self._ports.close()

    async def _warmed(self, first: Warm | Ping) -> None:
        with contextlib.suppress(PeerGone, RemoteDefect):
            await self.call(first)

    async def _there(self) -> Running:
        async with self._turn:
            if self._closed:
                raise PeerGone
            if self._running is None or self._running.over:
                await self._begun()
            if self._running is None:
                raise PeerGone
            self._running.busy(on=True)
            return self._running

    async def _begun(self) -> None:
        """A start goes on where the call that wanted it is cancelled."""
        if self._starting is None:
            self._running = None
            self._starting = asyncio.get_running_loop().create_task(self._started(), name="start the worker")
        starting = self._starting
        try:
            await asyncio.shield(starting)
        finally:
            if starting.done():
                self._starting = None

    async def _started(self) -> None:
        try:
            process = await self._start()
        except OSError as error:
            _log.warning("the worker cannot be started: %s", error.strerror)
            return
        self._running = Running(
            process, self._standing, self._hear, self._ports, gone=self._worker_gone, answers_for=self._answers_for
        )
        self._running.begin(self._begin())

    def _worker_gone(self) -> None:
        if not self._closed and (self._running is None or self._running.over):
            self._ports.watch()

    def _rest(self, seconds: float) -> None:
        self._stop_idle()
        if self._running is not None and not self._closed:
            self._running.busy(on=False)
            self._idle = asyncio.get_running_loop().call_later(seconds, self._leave)

    def _stop_idle(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
            self._idle = None

    def _leave(self) -> None:
        self._leaving = asyncio.get_running_loop().create_task(self._left(), name="end the worker")

    async def _left(self) -> None:
        """A call that comes meanwhile waits for its turn, and is the last worker's or the next one's."""
        async with self._turn:
            running = self._running
            if running is None or self._calls:
                return
            stays_for = await running.stays_for()
            if self._calls:
                return
            if stays_for:
                self._rest(max(stays_for, self._idle_for))
                return
            self._running = None
        await running.end()
