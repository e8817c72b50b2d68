"""What answers to other programs stand on: the controller, as far as they need it, and waiting for its events."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Protocol

from pomtray.core import events as happened
from pomtray.core.domain.program import Program
from pomtray.core.model import Model
from pomtray.core.view.snapshot import Snapshot

ProgramFinder = Callable[[], Awaitable[Program]]
"""Finds out which program asks."""


class RunningController(Protocol):
    """The controller, as far as it is needed here."""

    model: Model
    hears: list[Callable[[happened.Event], None]]

    def happen(self, event: happened.Event) -> None: ...

    def snapshot(self) -> Snapshot: ...

    async def reread(self) -> None: ...


async def until(ground: RunningController, holds: Callable[[], bool], patience: timedelta | None = None) -> None:
    """Returns once it holds, or after `patience`; what holds may change with each event."""
    changed = asyncio.Event()

    def hear(_: happened.Event) -> None:
        changed.set()

    with heard(ground, hear), suppress(TimeoutError):
        async with asyncio.timeout(patience.total_seconds() if patience else None):
            while not holds():
                changed.clear()
                await changed.wait()


@contextmanager
def heard(ground: RunningController, hear: Callable[[happened.Event], None]) -> Iterator[None]:
    """`hear` gets each event meanwhile."""
    ground.hears.append(hear)
    try:
        yield
    finally:
        ground.hears.remove(hear)
