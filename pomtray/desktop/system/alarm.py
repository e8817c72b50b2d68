"""One alarm on the wall clock: it rings when its time has come, and tells of sleep and of a clock that was set."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject

from pomtray.desktop.system.wall_timer import WallTimer, wall_timer

_DRIFT = timedelta(seconds=5)
"""More than this between the two clocks rings early."""
_STEP = timedelta(seconds=30)
"""More than this is a clock that was set, a sleep, or a process that stood still."""


class Alarm(QObject):
    """Rings once for each `arm`; early, late or twice is harmless to who listens.

    on_step: called instead of `ring` after a gap of more than half a minute, as soon as the timer tells of it: what was
    known before may be out of date. Who has heard of the gap elsewhere calls `arm(None)`, and it is not told again.
    now: the wall clock, aware UTC. monotonic: seconds of a clock that is never set; on Linux and macOS it stands still
    in suspend, on Windows it does not, and there the timer comes too late instead.
    """

    def __init__(
        self,
        ring: Callable[[], None],
        now: Callable[[], datetime],
        *,
        on_step: Callable[[], None] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        timer: Callable[[Callable[[], None], QObject], WallTimer] = wall_timer,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ring = ring
        self._on_step = on_step or ring
        self._now = now
        self._monotonic = monotonic
        self._at: datetime | None = None
        self._started = (now(), monotonic())
        self._planned = timedelta()
        self._stepped = False
        self._timer = timer(self.check, self)

    @property
    def armed(self) -> bool:
        """Whether a timer runs."""
        return self._timer.active

    def arm(self, at: datetime | None) -> None:
        """Ring at `at` instead of any earlier wish; None: no timer runs at all."""
        # Who arms after a gap and before the look would else hide the gap.
        self._stepped = at is not None and self._at is not None and (self._stepped or self._gap() > _STEP)
        self._at = at
        if at is None:
            self._timer.stop()
        else:
            now = self._now()
            self._started = (now, self._monotonic())
            self._planned = self._timer.start(now if self._stepped else at, now)

    def check(self) -> None:
        """Ring where the time has come, tell where there was a gap; else wait on."""
        if self._at is None:
            return
        gap = self._gap()
        if self._stepped or gap > _STEP:
            self._tell(self._on_step)
        elif self._now() >= self._at or gap > _DRIFT:
            self._tell(self._ring)
        else:
            self.arm(self._at)

    def _tell(self, listener: Callable[[], None]) -> None:
        self.arm(None)
        listener()

    def _gap(self) -> timedelta:
        """How far the wall clock is from where it should be, or how late the timer is, whichever is more."""
        wall, steady = self._started
        passed = timedelta(seconds=self._monotonic() - steady)
        return max(abs(self._now() - wall - passed), passed - self._planned)
