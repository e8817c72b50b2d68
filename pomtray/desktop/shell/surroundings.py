"""What of the desktop is there that the program uses: its tray, its notices, its clipboard. Asked without Qt."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Coroutine
from typing import Any, Final

from pomtray.core.plain import foreign
from pomtray.core.report import About, Step, note, well
from pomtray.core.text import changed, phrase, reason_of
from pomtray.desktop.bus import Bus, BusError, Peer, Watched, connect
from pomtray.desktop.wayland import DATA_CONTROL, WaylandError
from pomtray.desktop.wayland import connect as connect_wayland

_WATCHER: Final = "org.kde.StatusNotifierWatcher"
_WATCHING: Final = Peer(_WATCHER, "/StatusNotifierWatcher", "org.freedesktop.DBus.Properties")
_NOTICES: Final = "org.freedesktop.Notifications"
_NOTIFYING: Final = Peer(_NOTICES, "/org/freedesktop/Notifications", _NOTICES)
_NO_TRAY: Final = (
    phrase("Nothing here shows tray icons: the window stands in for it."),
    phrase("On GNOME install the extension AppIndicator; on a bare window manager a panel with a tray."),
)
_NO_NOTICES: Final = (
    phrase("Nothing here shows notices: the icon and the window say it."),
    phrase("Install a notification service."),
)


async def tray() -> Step:
    """Whether somebody draws tray icons (StatusNotifierItem, "StatusNotifierWatcher")."""

    async def ask(bus: Bus) -> Step:
        if not bus.owned(_WATCHER):
            return note(About.TRAY, *_NO_TRAY)
        ((_, shown),) = await bus.call(_WATCHING, "Get", "ss", _WATCHER, "IsStatusNotifierHostRegistered")
        return (
            well(About.TRAY, phrase("The desktop shows tray icons.")) if shown is True else note(About.TRAY, *_NO_TRAY)
        )

    return await _of_bus(About.TRAY, _WATCHER, ask)


async def notices() -> Step:
    """Who shows notices; where the desktop starts one when asked, this starts it."""

    async def ask(bus: Bus) -> Step:
        name, _, version, _ = await bus.call(_NOTIFYING, "GetServerInformation")
        return well(
            About.NOTICES, phrase("{name} {version} shows them.", name=foreign(name, 40), version=foreign(version, 20))
        )

    return await _of_bus(About.NOTICES, _NOTICES, ask)


async def clipboard(*, screen: bool) -> Step:
    """By which way something is copied. screen: whether there is one."""
    if sys.platform in {"win32", "darwin"}:
        return well(About.CLIPBOARD, phrase("The system's own."))
    if not screen:
        return note(
            About.CLIPBOARD, phrase("There is no screen, so nothing can be copied; commands print what they give.")
        )
    try:
        wayland = await connect_wayland()
    except WaylandError:
        return well(About.CLIPBOARD, phrase("X11's."))
    wayland.close()
    if any(map(wayland.offers, DATA_CONTROL)):
        return well(About.CLIPBOARD, phrase("Wayland's, by data-control."))
    if wayland.offers("gtk_shell1") and os.environ.get("DISPLAY"):
        return well(About.CLIPBOARD, phrase("Wayland's, through XWayland."))
    return note(About.CLIPBOARD, phrase("Wayland's, by a window that takes the focus for an instant."))


async def _of_bus(about: About, name: str, ask: Callable[[Bus], Coroutine[Any, Any, Step]]) -> Step:
    """What is asked of the owner of `name` on the session bus."""
    if sys.platform in {"win32", "darwin"}:
        return well(about, phrase("The system's own."))
    missing = _NO_TRAY if about is About.TRAY else _NO_NOTICES
    try:
        bus = await connect("SESSION", lambda _: None, Watched(name, name))
    except BusError as error:
        reason = changed(reason_of(error), foreign)
        return note(about, phrase("There is no session bus: {error}.", error=reason), missing[1])
    try:
        return await ask(bus)
    except (BusError, ValueError, TypeError):
        return note(about, *missing)
    finally:
        await bus.close()
