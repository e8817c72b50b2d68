"""The program's icon for notices: a desktop that has no desktop file of ours finds none by name."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QImage

from pomtray.core.view.notice import Image
from pomtray.ui.icons.icons import Icons

_SIDE: Final = 64


def notice_image(icons: Icons) -> Image:
    """In colours for the desktop as it is now."""
    drawn = icons.icon("pomtray").pixmap(_SIDE, _SIDE).toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    return Image(drawn.width(), drawn.height(), bytes(drawn.constBits()))
