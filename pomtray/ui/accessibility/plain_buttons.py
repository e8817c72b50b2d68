"""A dialog's buttons by their words alone: a picture of the theme can be dark on a dark ground, and ours have none."""

from __future__ import annotations

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialogButtonBox, QWidget


def take_pictures_away(window: QWidget) -> None:
    """From the buttons of its dialog, where the desktop's theme put some."""
    for box in window.findChildren(QDialogButtonBox):
        for button in box.buttons():
            if not button.icon().isNull():
                button.setIcon(QIcon())
