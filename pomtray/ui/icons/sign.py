"""A badge or a mark in a window: drawn when it is painted, so that it is always in the colours of now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy

from pomtray.core.text import phrase
from pomtray.core.view.badge import Badge, Mark
from pomtray.ui.icons.icons import Icons
from pomtray.ui.wording import tr

_SIDE: Final = 24
_SAID: Final[Mapping[str, str]] = {
    "question": phrase("Question"),
    "busy": phrase("Waiting"),
    Mark.REFUSED: phrase("Settings refused"),
    Mark.LOCKED: phrase("Not saved"),
    Badge.FAILED: phrase("Failed"),
    Badge.WELL: phrase("Well"),
}


class Sign(QLabel):
    """Stands at the top of the place that it is given."""

    def __init__(self, icons: Icons, name: str) -> None:
        """name: as `Icons.named` takes it."""
        super().__init__()
        self.setPixmap(QPixmap(1, 1))  # never drawn: by it a screen reader knows a picture
        self.setAccessibleName(tr(_SAID[name]))
        self._icons = icons
        self._name = name
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Minimum)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return QSize(_SIDE, _SIDE)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's signature
        ground = self.palette().color(self.backgroundRole())
        self._icons.icon(self._name, ground=ground).paint(QPainter(self), 0, 0, _SIDE, _SIDE)
