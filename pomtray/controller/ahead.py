"""Where an event may change thousands of rows, they are made in turns that leave room for others, and then shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from itertools import chain

from pomtray.core.events import Event, Resumed, SettingsRead, TimePassed, VaultOpened

_TIMES = 2
"""What has changed while thousands were made is as many again: it is made in turns as well."""
_MANY = 500
"""Routes from which on more than one turn is worth it."""


def are_many(routes: int) -> bool:
    """Whether their rows are more than one turn of the event loop should make."""
    return routes >= _MANY


def changes_many(event: Event, routes: int) -> bool:
    """Whether it may change more rows than one turn of the event loop should make.

    Sessions that were begun together end together, and so all rows may count down at once.
    """
    return are_many(routes) and isinstance(event, SettingsRead | VaultOpened | TimePassed | Resumed)


class Ahead:
    """What happens meanwhile is shown at the end too: else all rows were made in one turn for it."""

    def __init__(self, rows: Callable[[], Iterator[None]], show: Callable[[], None]) -> None:
        """rows: makes some rows of the model of now at each step."""
        self._rows = rows
        self._show = show
        self._making: Iterator[None] = iter(())
        self._turn: asyncio.Handle | None = None
        self._then: list[Callable[[], object]] = []

    @property
    def is_making(self) -> bool:
        return self._turn is not None

    def begin(self, *then: Callable[[], object]) -> None:
        """Begin, or begin anew with what is so now. then: done after all is shown, each in its own turn."""
        self._then += then
        self._making = chain.from_iterable(self._rows() for _ in range(_TIMES))
        if self._turn is None:
            self._turn = asyncio.get_running_loop().call_soon(self._work)

    def stop(self) -> None:
        """There is nobody to show it to any more."""
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
            self._then = []

    def _work(self) -> None:
        self._turn = None
        for _ in self._making:
            self._turn = asyncio.get_running_loop().call_soon(self._work)
            return
        self._show()
        then, self._then = self._then, []
        for does in then:
            asyncio.get_running_loop().call_soon(does)
