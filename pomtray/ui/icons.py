"""The icons: one shape and one colour a state, drawn sharp at every size a panel asks for.

Each SVG is drawn in colours for a light panel that still stand out on a dark one (3:1), because no desktop tells
what colour its panel is; on a dark desktop lighter ones take their place.
"""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from pomtray.core.login import Phase
from pomtray.core.snapshot import Badge
from pomtray.serve.resources import resource_bytes

SIZES: Final = (16, 22, 24, 32, 44, 48, 64, 96, 128)
"""Pixels: what panels ask for, and twice that for HiDPI screens."""

DARK: Final = {
    "#737373": "#d4d4d4",
    "#1a7f37": "#56d364",
    "#9a6700": "#e9b949",
    "#d4252f": "#ff8f87",
    "#0b6bdb": "#79c0ff",
}
"""Colour on a light panel → on a dark one."""

_HALF: Final = 128
_PHASES: Final = {
    Phase.SIGNED_OUT: Badge.IDLE.value,
    Phase.SIGNING_IN: Badge.BUSY.value,
    Phase.ACTIVE: Badge.WELL.value,
    Phase.EXPIRING: Badge.EXPIRING.value,
    Phase.EXPIRED: Badge.EXPIRED.value,
    Phase.FAILED: "failed",
}


def is_dark() -> bool:
    """Whether the desktop's colours are dark. The palette says so everywhere, the colour scheme not without a theme."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < _HALF


class Icons:
    """Icons, drawn once for light and once for dark. Lives no longer than the application: it keeps pixmaps."""

    def __init__(self) -> None:
        self._drawn: dict[tuple[str, bool], QIcon] = {}

    def badge(self, badge: Badge) -> QIcon:
        """The tray's icon. macOS colours it itself, to suit its menu bar."""
        icon = QIcon(self.named(badge.value))
        icon.setIsMask(sys.platform == "darwin")
        return icon

    def phase(self, phase: Phase, *, dark: bool | None = None) -> QIcon:
        """A row's icon."""
        return self.named(_PHASES[phase], dark=dark)

    def named(self, name: str, *, dark: bool | None = None) -> QIcon:
        """`resources/icons/<name>.svg`, for the desktop's colours as they are now, or for a `dark` ground."""
        key = (name, is_dark() if dark is None else dark)
        if key not in self._drawn:
            self._drawn[key] = _icon(_source(*key))
        return self._drawn[key]


def _source(name: str, dark: bool) -> bytes:  # noqa: FBT001 half of a key
    source = resource_bytes(f"icons/{name}.svg")
    if dark:
        for light, lighter in DARK.items():
            source = source.replace(light.encode(), lighter.encode())
    return source


def _icon(source: bytes) -> QIcon:
    renderer = QSvgRenderer(QByteArray(source))
    icon = QIcon()
    for size in SIZES:
        icon.addPixmap(_pixmap(renderer, size))
    return icon


def _pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    return pixmap
