"""The tasks that run for effects: one a name, and of what is asked of many sessions only some at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any, Final

from pomtray.controller.defects import problem_of
from pomtray.core.events import Event, ProblemOccurred

Work = Coroutine[Any, Any, Event | None]
"""What a task does, and what came of it."""

AT_ONCE: Final = 20
"""Questions: a thousand at once would hold the event loop, and the servers, for seconds."""


class Tasks:
    """happen: takes what came of each."""

    def __init__(self, happen: Callable[[Event], None], now: Callable[[], datetime]) -> None:
        self._happen = happen
        self._now = now
        self._running: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, Callable[[], Work]] = {}
        self._in_turn: set[str] = set()

    def run(self, name: str, work: Work) -> None:
        """A second wish of that name joins the one that runs."""
        if name in self._running:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(self._guarded(name, work), name=name)
        self._running[name] = task
        task.add_done_callback(lambda done: self._done(name, done, work))

    def run_in_turn(self, name: str, make: Callable[[], Work]) -> None:
        """The same, once fewer than `AT_ONCE` such run."""
        if name not in self._running:
            self._waiting.setdefault(name, make)
            self._next()

    def hurry(self, name: str) -> None:
        """Somebody waits for it: it waits no more."""
        if name in self._waiting:
            self.run(name, self._waiting.pop(name)())

    def running(self, beginning: str) -> set[asyncio.Task[None]]:
        """Those that run and whose names begin so."""
        return {task for name, task in self._running.items() if name.startswith(beginning)}

    def end(self, beginning: str) -> None:
        """Cancel those whose names begin so."""
        for task in self.running(beginning):
            task.cancel()

    def give_up_waiting(self) -> None:
        self._waiting.clear()

    def _next(self) -> None:
        while self._waiting and len(self._in_turn) < AT_ONCE:
            name = next(iter(self._waiting))
            self._in_turn.add(name)
            self.run(name, self._waiting.pop(name)())

    def _done(self, name: str, task: asyncio.Task[None], work: Work) -> None:
        """Forget a task; one that was cancelled before it began never ran its work."""
        if self._running.get(name) is task:
            del self._running[name]
        work.close()
        self._in_turn.discard(name)
        self._next()

    async def _guarded(self, name: str, work: Work) -> None:
        """Do the work and tell what came of it; that may lead to the same work again, so its name is free by then."""
        event: Event | None
        try:
            event = await work
        except Exception as error:  # noqa: BLE001 the end of a task
            event = ProblemOccurred(self._now(), problem_of(error))
        del self._running[name]
        if event is not None:
            self._happen(event)


async def cancelled(tasks: set[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
