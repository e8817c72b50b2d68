"""A timer for one instant of the wall clock: the kernel's own where it has one, else looks every half minute.

On Linux timerfd_create(2) has what is needed: it goes on in suspend, and with `TFD_TIMER_CANCEL_ON_SET` a clock that is
set, as it is on a resume too, ends the wait at once. Elsewhere there is only a timer that stands still in suspend and
knows of no clock, so a far time is approached in steps, and each step looks at the clocks.
"""

from __future__ import annotations

import ctypes
import math
import os
import sys
import time
import weakref
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

_LOOK_EVERY = timedelta(seconds=30)
"""Two wake-ups a minute, and only while started. A QTimer holds 24.8 days at most."""
_MILLISECOND = timedelta(milliseconds=1)
_SECOND = timedelta(seconds=1)
_MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ABSOLUTE: Final = 1
_CANCEL_ON_SET: Final = 2
"""`TFD_TIMER_ABSTIME` and `TFD_TIMER_CANCEL_ON_SET` of linux/timerfd.h."""
_COUNT: Final = 8
"""Bytes that a timer gives: how often it rang."""


class WallTimer(Protocol):
    """Calls who made it once the instant has come, or earlier where the clocks should be looked at."""

    @property
    def active(self) -> bool: ...

    def start(self, at: datetime, now: datetime) -> timedelta:
        """Instead of what it was started for before. Gives how long that wait is, as far as is known."""
        ...

    def stop(self) -> None: ...


def wall_timer(due: Callable[[], None], parent: QObject) -> WallTimer:
    """The best that this system has."""
    try:
        return KernelTimer(due, parent)
    except OSError:
        return LookingTimer(due, parent)


class LookingTimer:
    """In steps of half a minute."""

    def __init__(self, due: Callable[[], None], parent: QObject) -> None:
        self._timer = QTimer(parent)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(due)

    @property
    def active(self) -> bool:
        return self._timer.isActive()

    def start(self, at: datetime, now: datetime) -> timedelta:
        wait = min(max(at - now, timedelta()), _LOOK_EVERY)
        self._timer.start(math.ceil(wait / _MILLISECOND))
        return wait

    def stop(self) -> None:
        self._timer.stop()


class _Time(ctypes.Structure):
    _fields_ = (("seconds", ctypes.c_long), ("nanoseconds", ctypes.c_long))


class _Setting(ctypes.Structure):
    """`struct itimerspec`."""

    _fields_ = (("every", _Time), ("at", _Time))


class KernelTimer(QObject):
    """One wake-up an instant. Raises `OSError` where the system has none."""

    def __init__(self, due: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._libc, self._descriptor = _created()
        weakref.finalize(self, os.close, self._descriptor)
        self._due = due
        self._active = False
        self._notifier = QSocketNotifier(self._descriptor, QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._rang)

    @property
    def active(self) -> bool:
        return self._active

    def start(self, at: datetime, now: datetime) -> timedelta:
        self._set(max(at, _EPOCH + _SECOND))
        self._active = True
        return max(at - now, timedelta())

    def stop(self) -> None:
        self._set(_EPOCH)
        self._active = False

    def _set(self, at: datetime) -> None:
        """The epoch stops it."""
        seconds, rest = divmod(at - _EPOCH, _SECOND)
        setting = _Setting(at=_Time(seconds, rest // _MICROSECOND * 1000))
        flags = _ABSOLUTE | _CANCEL_ON_SET
        if self._libc.timerfd_settime(self._descriptor, flags, ctypes.byref(setting), None) != 0:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    def _rang(self) -> None:
        """NOTE: ECANCELED says that the clock was set; who is called looks at the clocks whatever it was."""
        with suppress(OSError):
            os.read(self._descriptor, _COUNT)
        if self._active:
            self._due()


def _created() -> tuple[ctypes.CDLL, int]:
    """Raises `OSError`."""
    if sys.platform != "linux" or ctypes.sizeof(ctypes.c_long) != _COUNT:
        raise OSError("no timer on the wall clock that is known here")
    libc = ctypes.CDLL(None, use_errno=True)
    descriptor: int = libc.timerfd_create(time.CLOCK_REALTIME, os.O_NONBLOCK | os.O_CLOEXEC)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return libc, descriptor
