"""How large a window is and where."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

_SIZE: Final = QSize(460, 480)


def put(window: QWidget, left: bytes) -> None:
    """As large as it was `left`, and there if the platform lets us; whole on a screen of today. Empty: as at first."""
    if not (left and window.restoreGeometry(left)):
        window.resize(_SIZE.boundedTo(window.screen().availableSize()))
    window.resize(window.size().expandedTo(window.minimumSizeHint()))
