"""asyncio on Qt's event loop: in turns that leave room for the person, and without timers that nobody needs."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import Context
from functools import partial
from typing import Any, Final

import qasync
from PySide6.QtCore import QBasicTimer, QObject, QTimer, QTimerEvent
from PySide6.QtWidgets import QApplication

_TURN: Final = 0.008
"""Seconds of callbacks, after which Qt has its turn."""


class _Handle(asyncio.Handle):
    """One whose timer goes when it is cancelled."""

    stop: Callable[[], object] | None = None

    def cancel(self) -> None:
        super().cancel()
        if self.stop is not None:
            self.stop()
            self.stop = None


@contextmanager
def _running(loop: asyncio.AbstractEventLoop) -> Iterator[None]:
    """Callbacks find `loop` running also in the turn that qasync gives Qt once more after its end."""
    before = asyncio._get_running_loop()  # noqa: SLF001 for event loops (its docstring)
    asyncio._set_running_loop(loop)  # noqa: SLF001 as above
    try:
        yield
    finally:
        asyncio._set_running_loop(before)  # noqa: SLF001 as above


class _Timers(QObject):
    """What is to be called later.

    NOTE: `killTimer` would have PySide6 make all enumerations of Qt's namespace (`ui/icons/plain_pen`).
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__()
        self._loop = loop
        self._handles: dict[int, tuple[QBasicTimer, _Handle]] = {}

    def add(self, handle: _Handle, delay: float) -> None:
        """delay: in seconds."""
        timer = QBasicTimer()
        timer.start(math.ceil(max(delay, 0) * 1000), self)
        self._handles[timer.timerId()] = timer, handle
        handle.stop = partial(self._stop, timer.timerId())

    def timerEvent(self, event: QTimerEvent) -> None:  # noqa: N802 Qt's name
        handle = self._stop(event.timerId())
        if handle is not None:
            handle.stop = None
            with _running(self._loop):
                handle._run()  # noqa: SLF001 as every event loop does

    def stop_all(self) -> None:
        for timer in list(self._handles):
            self._stop(timer)

    def _stop(self, timer: int) -> _Handle | None:
        running, handle = self._handles.pop(timer, (None, None))
        if running is not None:
            running.stop()
        return handle


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # it has no types
    """qasync's, but for how callbacks are called.

    WORKAROUND for qasync 0.28: it starts a timer of Qt's for each callback, a thousand of which are one long turn, and
    leaves the timer of a cancelled one running: a time-out of 20 s wakes the program up though the answer came at once.
    """

    def __init__(self, application: QApplication) -> None:
        self._ready: deque[asyncio.Handle] = deque()
        self._later = _Timers(self)
        self._turn = QTimer(singleShot=True, interval=0)
        self._turn.timeout.connect(self._take_turn)
        super().__init__(application)

    def call_soon(self, callback: Callable[..., object], *args: Any, context: Context | None = None) -> asyncio.Handle:
        handle = asyncio.Handle(callback, args, self, context)
        self._ready.append(handle)
        if not self._turn.isActive():
            self._turn.start()
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.Handle:
        """delay: in seconds."""
        handle = _Handle(callback, args, self, context)
        self._later.add(handle, delay)
        return handle

    def close(self) -> None:
        self._turn.stop()
        self._later.stop_all()
        self._ready.clear()
        super().close()

    def _take_turn(self) -> None:
        ends_at = time.monotonic() + _TURN
        try:
            with _running(self):
                while self._ready and time.monotonic() < ends_at:
                    handle = self._ready.popleft()
                    if not handle.cancelled():
                        handle._run()  # noqa: SLF001 as every event loop does
        finally:
            if self._ready:
                self._turn.start()
