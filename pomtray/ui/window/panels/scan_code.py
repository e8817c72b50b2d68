"""A QR code: dark on light whatever the desktop's colours are, as cameras want it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy

from pomtray.core.qr_code import Modules, qr_code
from pomtray.ui.wording import tr

_SIDES: Final = (4, 3)
"""Of a module, in pixels that do not depend on the screen: the first where the whole has room, else the last."""
_ROOM: Final = 200


class ScanCode(QLabel):
    """address: what it holds. Raises `ValueError` where that is too long."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._image = _drawn(qr_code(address))
        self.setPixmap(QPixmap(1, 1))  # never drawn: by it a screen reader knows a picture
        self.setAccessibleName(tr("QR code of the page"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        width = self._image.width()
        return self._image.size() * next((side for side in _SIDES if width * side <= _ROOM), _SIDES[-1])

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802, ARG002 Qt's signature
        QPainter(self).drawImage(self.rect(), self._image)


def _drawn(code: Modules) -> QImage:
    """A pixel a module."""
    image = QImage(len(code), len(code), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    for y, row in enumerate(code):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x, y, 0)
    return image
