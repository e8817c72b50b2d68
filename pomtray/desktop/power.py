"""Sleep and resume, as the system bus tells them; where nobody tells, nothing happens.

logind says when the machine sleeps and wakes (`org.freedesktop.login1.Manager.PrepareForSleep`). Windows and macOS are
not asked: there, and without logind, the alarm sees the gap.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable

from pomtray.desktop.bus import Bus, BusError, Signal, connect

_log = logging.getLogger(__name__)
_LOGIND = ("org.freedesktop.login1.Manager", "PrepareForSleep")
_RULE = f"type='signal',sender='org.freedesktop.login1',interface='{_LOGIND[0]}',member='{_LOGIND[1]}'"


def _nothing() -> None:
    pass


class PowerWatch:
    """Tells sleep and resume between `start` and `close`; a call too many to a handler is harmless."""

    def __init__(self, on_resume: Callable[[], None], on_sleep: Callable[[], None] = _nothing) -> None:
        self._on_resume = on_resume
        self._on_sleep = on_sleep
        self._bus: Bus | None = None

    async def start(self) -> None:
        """Listen; a machine without a system bus is no error."""
        if sys.platform in ("win32", "darwin"):
            return
        try:
            self._bus = await connect("SYSTEM", self._received, _RULE)
        except BusError as error:
            _log.info("sleep is not watched: %s", error)

    async def close(self) -> None:
        if self._bus is not None:
            await self._bus.close()

    def _received(self, signal: Signal) -> None:
        match ((signal.interface, signal.member), signal.body):
            case (kind, (bool(begins),)) if kind == _LOGIND:
                self._tell(self._on_sleep if begins else self._on_resume)

    def _tell(self, handler: Callable[[], None]) -> None:
        # From the loop: what goes wrong there must not end the connection.
        asyncio.get_running_loop().call_soon(handler)
