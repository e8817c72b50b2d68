"""What was let go leaves the memory too: after a sign-out, and once the clipboard was cleared."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from pomtray.controller import Controller
from pomtray.core import events as happened
from pomtray.desktop import freed_memory

_LATE_AFTER: Final = 1.0
"""Seconds: what had it still, as a task that ends or an answer that is drawn, has let go by then."""
_LETS_GO: Final = (happened.Revoked, happened.ClipboardCleared)


class Forgetting:
    """Has it swept out, a moment after the last of several that come together. rest: has the worker go."""

    def __init__(self, controller: Controller, rest: Callable[[], None]) -> None:
        self._hears = controller.hears
        self._rest = rest
        self._task: asyncio.Task[None] | None = None
        self._is_over = False
        """Whether a session is, which the worker knew too."""
        self._hears.append(self._hear)

    async def close(self) -> None:
        self._hears.remove(self._hear)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _hear(self, event: happened.Event) -> None:
        if isinstance(event, _LETS_GO):
            self._is_over = self._is_over or isinstance(event, happened.Revoked)
            if self._task is not None:
                self._task.cancel()
            self._task = asyncio.get_running_loop().create_task(self._swept(), name="forgetting")

    async def _swept(self) -> None:
        await asyncio.sleep(_LATE_AFTER)
        if self._is_over:
            self._is_over = False
            self._rest()
        await freed_memory.sweep()
