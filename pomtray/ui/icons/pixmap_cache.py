"""Qt's cache of pixmaps: only for windows, which draw again and again.

What it holds it looks through by a timer of its own, half a minute after each pixmap and some times after that. The
tray's icon needs none: each is drawn once (`ui/icons/icons`).
"""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QPixmapCache

_FOR_WINDOWS: Final = 10 * 1024
"""KiB: Qt's own."""


def keep_none() -> None:
    """While there is no window."""
    QPixmapCache.setCacheLimit(0)


def keep_for_windows() -> None:
    """From now on."""
    QPixmapCache.setCacheLimit(_FOR_WINDOWS)
