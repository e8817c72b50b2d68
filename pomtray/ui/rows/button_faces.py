"""Buttons as the style draws them, kept as pictures: those of many rows look the same."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionButton, QWidget

_MARGIN: Final = 8


class Look(NamedTuple):
    is_pressed: bool = False
    is_hovered: bool = False
    is_focused: bool = False
    is_active: bool = True
    """Whether its window is the one that is used."""


class ButtonFaces:
    """In the colours, font and style of `widget`."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._drawn: dict[tuple[object, ...], QPixmap] = {}

    def size(self, text: str) -> QSize:
        """That a button with this text wants."""
        metrics, button = self._widget.fontMetrics(), QStyleOptionButton()
        content = QSize(metrics.horizontalAdvance(text) + 2 * _MARGIN, metrics.height())
        button.text, button.fontMetrics = text, metrics
        return self._widget.style().sizeFromContents(QStyle.ContentsType.CT_ToolButton, button, content)

    def forget(self) -> None:
        """It looks otherwise now."""
        self._drawn.clear()

    def paint(self, painter: QPainter, place: QRect, text: str, look: Look) -> None:
        ratio = max(painter.deviceTransform().m11(), 1.0)
        key = text, look, place.width(), place.height(), ratio
        if key not in self._drawn:
            self._drawn[key] = self._draw(place.size(), text, look, ratio)
        painter.drawPixmap(place.topLeft(), self._drawn[key])

    def _draw(self, size: QSize, text: str, look: Look, ratio: float) -> QPixmap:
        picture = QPixmap(size * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setFont(self._widget.font())
        option = self._option(QRect(QPoint(), size), text, look)
        self._widget.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self._widget)
        painter.end()
        return picture

    def _option(self, rect: QRect, text: str, look: Look) -> QStyleOptionButton:
        flag, option = QStyle.StateFlag, QStyleOptionButton()
        option.rect, option.text, option.palette = rect, text, self._widget.palette()
        option.fontMetrics, option.direction = self._widget.fontMetrics(), self._widget.layoutDirection()
        state = flag.State_Enabled | (flag.State_Sunken if look.is_pressed else flag.State_Raised)
        state |= flag.State_MouseOver if look.is_hovered else flag.State_None
        state |= flag.State_Active if look.is_active else flag.State_None
        if look.is_focused:
            state |= flag.State_HasFocus | flag.State_KeyboardFocusChange
        option.state = state
        return option
