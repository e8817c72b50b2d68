"""What comes of the clock, the worker and the program's own parts, as events for the rules."""

from __future__ import annotations

from collections.abc import Callable

from pomtray.core import events as happened
from pomtray.core.errors import Part, Problem
from pomtray.desktop.system import clock


class Happenings:
    def __init__(self, happen: Callable[[happened.Event], None]) -> None:
        self._happen = happen

    def rang(self) -> None:
        """The alarm did."""
        self._happen(happened.TimePassed(clock.now()))

    def resumed(self) -> None:
        """After sleep, or a gap in time."""
        self._happen(happened.Resumed(clock.now()))

    def menu_opened(self) -> None:
        self._happen(happened.MenuOpened(clock.now()))

    def part_changed(self, part: Part, problem: Problem | None) -> None:
        """None: it works again."""
        now = clock.now()
        self._happen(happened.Impaired(now, part, problem) if problem else happened.Restored(now, part))

    def troubled(self, problem: Problem) -> None:
        self._happen(happened.ProblemOccurred(clock.now(), problem))

    def doubted(self, session: str) -> None:
        """The worker says that somebody else may have signed in."""
        self._happen(happened.SignInDoubted(clock.now(), session))
