"""When the last input was, where a Wayland compositor tells those who listen: ext-idle-notify-v1, or before it KDE's.

It tells when a person pauses and when they go on, but only from when one listens: what was before is not known.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from pomtray.desktop.wayland import Message, Wayland, WaylandError, connect

_NOTIFIER: Final = "ext_idle_notifier_v1"
_BEFORE_IT: Final = "org_kde_kwin_idle"
"""KWin's own, with the same events: sway 1.7 has it, and no newer one."""
_PAUSE_FOR: Final = timedelta(minutes=1)
"""A shorter rest is none: each one's beginning and end wake us."""
_SLACK: Final = timedelta(seconds=5)


class IdleWatch:
    """Listens from `start` on. ticks: seconds by a clock that never steps."""

    def __init__(self, ticks: Callable[[], float] = time.monotonic) -> None:
        self._ticks = ticks
        self._wayland: Wayland | None = None
        self._began = 0.0
        self._paused_at: float | None = None
        self._was_touched = False
        self._turn = asyncio.Lock()

    async def start(self) -> None:
        """Begin to listen; harmless where that goes on already, or where there is nobody to listen to."""
        async with self._turn:
            if self._wayland is not None and not self._wayland.closed:
                return
            try:
                wayland = await connect()
            except WaylandError:
                return
            try:
                self._listen(wayland)
                await wayland.roundtrip()
            except WaylandError:
                wayland.close()
            else:
                self._wayland = wayland

    def idle_for(self) -> timedelta | None:
        """How long nobody has touched anything, up to a minute less; None where that is not known."""
        if self._wayland is None or self._wayland.closed:
            return None
        now = self._ticks()
        if self._paused_at is not None:
            return timedelta(seconds=now - self._paused_at) + _PAUSE_FOR if self._was_touched else None
        return timedelta() if self._was_touched or self._has_lasted() else None

    async def close(self) -> None:
        async with self._turn:
            if self._wayland is not None:
                self._wayland.close()

    def _listen(self, wayland: Wayland) -> None:
        """NOTE: before the second version no pause is told of while something keeps the screen awake, like a film."""
        is_new = wayland.offers(_NOTIFIER)
        notifier, seat = wayland.bind(_NOTIFIER if is_new else _BEFORE_IT, 2), wayland.bind("wl_seat")
        milliseconds = int(_PAUSE_FOR.total_seconds() * 1000)
        self._began, self._paused_at, self._was_touched = self._ticks(), None, False
        notification = wayland.new(self._on_notification)
        if is_new:
            wayland.request(notifier, min(wayland.version(_NOTIFIER), 2), notification, milliseconds, seat)
        else:
            wayland.request(notifier, 0, notification, seat, milliseconds)

    def _on_notification(self, opcode: int, _event: Message) -> None:
        """Idled, or resumed."""
        self._was_touched = self._was_touched or opcode == 1 or self._has_lasted()
        self._paused_at = self._ticks() if opcode == 0 else None

    def _has_lasted(self) -> bool:
        """Whether a pause that was there from the beginning would have been told by now."""
        return self._ticks() - self._began > (_PAUSE_FOR + _SLACK).total_seconds()
