"""What the program can do without: each part is tried again until it can be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import QTimer

from pomtray.core.errors import Part, PomtrayError, Problem

_FIRST_PAUSE: Final = 5_000
_LAST_PAUSE: Final = 600_000
"""Milliseconds between two tries; they grow, and looking at the menu or the window does not wait for them."""


class Parts:
    """Tries what cannot be had again, with growing pauses.

    tries: each raises `PomtrayError` where its part cannot be had, and is harmless where it can. tell: hears of every
    change, None where the part works again.
    """

    def __init__(self, tries: Mapping[Part, Callable[[], None]], tell: Callable[[Part, Problem | None], None]) -> None:
        self._tries = tries
        self._tell = tell
        self._standing: dict[Part, Problem] = {}
        self._pause_for = _FIRST_PAUSE
        self._timer = QTimer(singleShot=True)
        self._timer.timeout.connect(self._try_again)

    def look(self) -> None:
        """Try each now."""
        for part, attempt in self._tries.items():
            try:
                attempt()
            except PomtrayError as error:
                self._impaired(part, error)
            else:
                self._works(part)

    def keep_trying(self, *, wanted: bool) -> None:
        """Look again by itself for as long as that is `wanted`."""
        if not wanted:
            self._timer.stop()
            self._pause_for = _FIRST_PAUSE
        elif not self._timer.isActive():
            self._timer.start(self._pause_for)

    def _try_again(self) -> None:
        self._pause_for = min(2 * self._pause_for, _LAST_PAUSE)
        self._timer.start(self._pause_for)
        self.look()

    def _impaired(self, part: Part, error: PomtrayError) -> None:
        if self._standing.get(part) != error.problem:
            self._standing[part] = error.problem
            self._tell(part, error.problem)

    def _works(self, part: Part) -> None:
        if self._standing.pop(part, None) is not None:
            self._tell(part, None)
