"""Whether the person prefers dark windows, as the desktop's portal tells it: GNOME's Dark Style, for one.

Qt hears of it by itself on Plasma, Windows and macOS, but not where its GTK theme is in use
(XDG Desktop Portal, org.freedesktop.portal.Settings).
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import Final

from pomtray.desktop.bus import Body, Bus, BusError, Peer, Signal, Watched, connect

_log = logging.getLogger(__name__)
_PORTAL: Final = "org.freedesktop.portal.Desktop"
_SETTINGS: Final = Peer(_PORTAL, "/org/freedesktop/portal/desktop", "org.freedesktop.portal.Settings")
_KEY: Final = ("org.freedesktop.appearance", "color-scheme")
_PREFERS_DARK, _PREFERS_LIGHT = 1, 2


class AppearanceWatch:
    """Tells between `start` and `close` what the person prefers, at the start and whenever it changes.

    on_change: gets True for dark, False for light, None where there is no preference, as for GNOME's Light.
    """

    def __init__(self, on_change: Callable[[bool | None], None]) -> None:
        self._on_change = on_change
        self._told: bool | None = None
        self._bus: Bus | None = None

    async def start(self) -> None:
        """Listen; a desktop without a portal is no error. One that does not run is started on GNOME only."""
        if sys.platform in ("win32", "darwin"):
            return
        try:
            self._bus = await connect("SESSION", self._heard, Watched(_PORTAL, _SETTINGS.interface, "SettingChanged"))
            if self._bus.owned(_PORTAL) or "GNOME" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
                # NOTE: ReadOne is newer; this one wraps its answer twice.
                await self._bus.call(_SETTINGS, "Read", "ss", *_KEY, replied=self._read)
        except BusError as error:
            _log.info("no portal says whether windows are dark: %s", error)

    async def close(self) -> None:
        if self._bus is not None:
            await self._bus.close()

    def _read(self, body: Body) -> None:
        self._say(body[0] if body else None)

    def _heard(self, signal: Signal) -> None:
        match signal.body:
            case (str(space), str(key), value) if (space, key) == _KEY:
                self._say(value)

    def _say(self, value: object) -> None:
        prefers_dark = _meaning(value)
        if prefers_dark != self._told:
            self._told = prefers_dark
            self._on_change(prefers_dark)


def _meaning(value: object) -> bool | None:
    """value: a variant, with the type's name before it."""
    while isinstance(value, tuple) and value:
        value = value[-1]
    return {_PREFERS_DARK: True, _PREFERS_LIGHT: False}.get(value) if isinstance(value, int) else None
