"""Forms that are longer than a small screen are scrolled, buttons apart."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_ROOM: Final = QSize(60, 140)
"""Pixels of a screen that are not the form's."""
_BAR: Final = QSize(40, 12)
"""And those for the bar at the side."""


class FittingArea(QScrollArea):
    """Wants to show all that is in it."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._inside = inside
        self.setWidget(inside)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return self._inside.sizeHint() + _BAR


def on_screen(form: QWidget, wanted: QSize) -> QSize:
    """As much of the size that a form wants as its screen has room for."""
    return wanted.boundedTo(form.screen().availableGeometry().size() - _ROOM)
