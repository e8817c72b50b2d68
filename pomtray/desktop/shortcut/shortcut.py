"""One key for the whole desktop, by whichever way there is."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable

from pomtray.core.shortcut import Shortcut, ShortcutState
from pomtray.desktop import activation
from pomtray.desktop.bus import BusError
from pomtray.desktop.shortcut.portal import PortalShortcut, Refused
from pomtray.desktop.shortcut.x11 import Taken, X11Shortcut

_log = logging.getLogger(__name__)


class GlobalShortcut:
    """`on_pressed` is called in Qt's loop."""

    def __init__(self, on_pressed: Callable[[], None]) -> None:
        self._on_pressed = on_pressed
        self._held: X11Shortcut | PortalShortcut | None = None

    async def want(self, wanted: Shortcut | None) -> tuple[ShortcutState, str]:
        """Have `wanted` and no other from now on. What became of it, and what the desktop calls it.

        NOTE: the portal may ask the person first, so this may take minutes.
        """
        await self.close()
        if wanted is None:
            return ShortcutState.OFF, ""
        if sys.platform in ("win32", "darwin"):
            return ShortcutState.NONE, ""
        on_x11 = bool(os.environ.get("DISPLAY")) and not os.environ.get("WAYLAND_DISPLAY")
        return await (self._by_x11(wanted) if on_x11 else self._by_portal(wanted))

    async def close(self) -> None:
        held, self._held = self._held, None
        if held is not None:
            await held.close()

    async def _by_x11(self, wanted: Shortcut) -> tuple[ShortcutState, str]:
        grab = X11Shortcut(self._on_pressed)
        try:
            await grab.hold(wanted)
        except Taken:
            return ShortcutState.TAKEN, str(wanted)
        except OSError as error:
            _log.info("no key by the X server: %s", error)
            return await self._by_portal(wanted)
        self._held = grab
        return ShortcutState.ON, str(wanted)

    async def _by_portal(self, wanted: Shortcut) -> tuple[ShortcutState, str]:
        portal = PortalShortcut(self._activated)
        try:
            trigger = await portal.bind(wanted)
        except Refused:
            told = ShortcutState.REFUSED
        except BusError as error:
            _log.info("no key by the portal: %s", error)
            told = ShortcutState.NONE
        except BaseException:
            await portal.close()
            raise
        else:
            self._held = portal
            return ShortcutState.ON, trigger
        await portal.close()
        return told, ""

    def _activated(self, token: str) -> None:
        activation.take(token)
        self._on_pressed()
