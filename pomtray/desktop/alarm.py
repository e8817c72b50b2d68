"""One alarm on the wall clock: it rings when its time has come, and after sleep or a clock step."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Qt, QTimer

_LOOK_EVERY = timedelta(seconds=30)
"""A QTimer stands still in suspend and holds 24.8 days at most, so a far time is approached in steps. Two wake-ups a
minute, and only while armed."""
_GAP = timedelta(seconds=5)


class Alarm(QObject):
    """Rings once for each `arm`; early, late or twice is harmless to who listens.

    now: the wall clock, aware UTC. monotonic: seconds of a clock that is never set and stands still in suspend.
    """

    def __init__(
        self,
        ring: Callable[[], None],
        now: Callable[[], datetime],
        *,
        monotonic: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ring = ring
        self._now = now
        self._monotonic = monotonic
        self._at: datetime | None = None
        self._started = (now(), monotonic())
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.CoarseTimer)
        self._timer.timeout.connect(self.check)

    @property
    def armed(self) -> bool:
        """Whether a timer runs."""
        return self._timer.isActive()

    def arm(self, at: datetime | None) -> None:
        """Ring at `at` instead of any earlier wish; None: no timer runs at all."""
        self._at = at
        self._timer.stop()
        if at is not None:
            self._started = (self._now(), self._monotonic())
            left = min(max(at - self._started[0], timedelta()), _LOOK_EVERY)
            self._timer.start(math.ceil(left / timedelta(milliseconds=1)))

    def check(self) -> None:
        """Ring where the time has come or the clock has jumped; else wait on. Call it on resume from sleep."""
        if self._at is None:
            return
        if self._now() < self._at and not self._jumped():
            self.arm(self._at)
            return
        self.arm(None)
        self._ring()

    def _jumped(self) -> bool:
        wall, steady = self._started
        expected = wall + timedelta(seconds=self._monotonic() - steady)
        return abs(self._now() - expected) > _GAP
