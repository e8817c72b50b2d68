"""Which ways lead to the clipboard of this desktop, best first.

That is found out at each copy, because compositors come and go:

- X11, Windows, macOS: Qt's own clipboard.
- A Wayland compositor with data-control: a client of our own.
- Mutter: a helper process through XWayland; it shows itself by `gtk_shell1`.
- Others, and Mutter without XWayland: a window of one pixel that takes the focus for an instant; where it gets none,
  Qt's clipboard while our own window is in front.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterator

from PySide6.QtGui import QGuiApplication

from pomtray.desktop.clipboard.data_control import DataControl
from pomtray.desktop.clipboard.focused import Focused
from pomtray.desktop.clipboard.qt import QtClipboard
from pomtray.desktop.clipboard.way import Way
from pomtray.desktop.clipboard.xwayland import XWayland
from pomtray.desktop.wayland import Wayland, WaylandError, connect

Maker = Callable[[], Awaitable[Way | None]]
"""Opens a way; None where it is not there after all."""


async def ways() -> list[Maker]:
    """Every way worth a try."""
    try:
        wayland = await connect()
    except WaylandError:
        return [_qt]
    wayland.close()
    return list(_in(wayland))


def _in(wayland: Wayland) -> Iterator[Maker]:
    if DataControl.is_offered(wayland):
        yield _data_control
        return
    if wayland.offers("gtk_shell1") and os.environ.get("DISPLAY"):
        yield _xwayland
    yield _focused
    if QGuiApplication.focusWindow() is not None:
        yield _qt


async def _qt() -> Way:
    return QtClipboard()


async def _data_control() -> Way | None:
    return await _connected(DataControl)


async def _xwayland() -> Way:
    return XWayland()


async def _focused() -> Way | None:
    return await _connected(Focused)


async def _connected(way: Callable[[Wayland], Way]) -> Way | None:
    try:
        wayland = await connect()
    except WaylandError:
        return None
    try:
        return way(wayland)
    except WaylandError:
        wayland.close()
        return None
