"""Drawing the icons: one shape and one colour a state, drawn sharp at every size a panel asks for.

Each SVG is drawn in colours for a light panel that still stand out on a dark one (3:1), because no desktop tells
what colour its panel is; on a dark desktop lighter ones take their place.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

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
_MARK: Final = 0.56
"""How much of the side a mark takes: at 16 pixels still nine."""


def is_dark() -> bool:
    """Whether the desktop's colours are dark. The palette says so everywhere, the colour scheme not without a theme."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < _HALF


def drawn(name: str, *, dark: bool) -> QIcon:
    """`resources/icons/<name>.svg` at every size, for a light or a dark ground."""
    return _icon(_source(name, dark=dark))


def marked(name: str, mark: str, *, dark: bool) -> QIcon:
    """The same with `mark` in its lower corner, and a gap round it."""
    whole, part = (QSvgRenderer(QByteArray(_source(one, dark=dark))) for one in (name, mark))
    icon = QIcon()
    for size in SIZES:
        pixmap = _pixmap(whole, size)
        _put_mark(pixmap, part)
        icon.addPixmap(pixmap)
    return icon


def _put_mark(pixmap: QPixmap, mark: QSvgRenderer) -> None:
    side, gap = round(pixmap.width() * _MARK), max(1, pixmap.width() // 16)
    corner = QRect(pixmap.width() - side, pixmap.height() - side, side, side)
    painter = QPainter(pixmap)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
    painter.fillRect(corner.adjusted(-gap, -gap, 0, 0), Qt.GlobalColor.transparent)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    mark.render(painter, QRectF(corner))
    painter.end()


def _source(name: str, *, dark: bool) -> bytes:
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
