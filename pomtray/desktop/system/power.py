"""Sleep and resume, as the system bus tells them; where nobody tells, nothing happens.

logind says when the machine sleeps and wakes (`org.freedesktop.login1.Manager.PrepareForSleep`). Windows and macOS are
not asked: there, and without logind, the alarm sees the gap.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable

from pomtray.desktop.bus import Bus, BusError, Signal, Watched, connect

_log = logging.getLogger(__name__)
_LOGIND = Watched("org.freedesktop.login1", "org.freedesktop.login1.Manager", "PrepareForSleep")
_SETTLES_FOR = 1.0
"""Seconds: a burst of signals is one waking up."""


def _nothing() -> None:
    pass


class PowerWatch:
    """Tells sleep and resume between `start` and `close`; a call too many to a handler is harmless.

    settles_for: seconds from the first word of a resume to its telling; what comes meanwhile is the same one.
    """

    def __init__(
        self,
        on_resume: Callable[[], None],
        on_sleep: Callable[[], None] = _nothing,
        *,
        settles_for: float = _SETTLES_FOR,
    ) -> None:
        self._on_resume = on_resume
        self._on_sleep = on_sleep
        self._settles_for = settles_for
        self._bus: Bus | None = None
        self._resumes: asyncio.TimerHandle | None = None

    async def start(self) -> None:
        """Listen; a machine without a system bus is no error."""
        if sys.platform in ("win32", "darwin"):
            return
        try:
            self._bus = await connect("SYSTEM", self._received, _LOGIND)
        except BusError as error:
            _log.info("sleep is not watched: %s", error)

    async def close(self) -> None:
        self._forget()
        if self._bus is not None:
            await self._bus.close()

    def _received(self, signal: Signal) -> None:
        match (signal.sender, signal.body):
            case (_LOGIND.name, (True,)):
                self._forget()
                # From the loop: what goes wrong there must not end the connection.
                asyncio.get_running_loop().call_soon(self._on_sleep)
            case (_LOGIND.name, (False,)) if self._resumes is None:
                self._resumes = asyncio.get_running_loop().call_later(self._settles_for, self._resumed)

    def _resumed(self) -> None:
        self._resumes = None
        self._on_resume()

    def _forget(self) -> None:
        if self._resumes is not None:
            self._resumes.cancel()
            self._resumes = None
