"""Modules that are loaded in a thread when somebody first wants what is in them, so that the event loop goes on."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Sequence

from pomtray.app.collecting import leave_loaded_alone


class Later:
    """Of the run's own event loop: not of threads."""

    def __init__(self, *names: str, first: Sequence[Callable[[], object]] = ()) -> None:
        """names: the modules'. first: done once they are there, each in its own turn, then the wishes."""
        self._names = names
        self._first = first
        self._loading: asyncio.Future[None] | None = None

    def then(self, does: Callable[[], object]) -> None:
        """Do it now where they are loaded, else once they are: in the order of the wishes, each in its own turn.

        What the import raises goes to the event loop; the next wish tries it again.
        """
        if self._is_there:
            does()
        else:
            self._load().add_done_callback(lambda done: None if done.exception() else does())

    async def loaded(self) -> None:
        """Wait until they are. Raises what the import raises."""
        if not self._is_there:
            await asyncio.shield(self._load())

    @property
    def _is_there(self) -> bool:
        return self._loading is None and all(name in sys.modules for name in self._names)

    def _load(self) -> asyncio.Future[None]:
        if self._loading is None:
            self._loading = asyncio.get_running_loop().create_task(self._loaded())
            self._loading.add_done_callback(self._is_over)
        return self._loading

    async def _loaded(self) -> None:
        await asyncio.to_thread(self._import)
        for does in self._first:
            does()
            await asyncio.sleep(0)

    def _import(self) -> None:
        for name in self._names:
            __import__(name)
        leave_loaded_alone()

    def _is_over(self, done: asyncio.Future[None]) -> None:
        self._loading = None
        done.result()
