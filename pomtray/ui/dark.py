"""Dark windows where the person prefers them and Qt's theme does not know of it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication


def prefer_dark(dark: bool | None) -> None:  # noqa: FBT001 as it was heard
    """None: as Qt's theme has it."""
    scheme = {True: Qt.ColorScheme.Dark, False: Qt.ColorScheme.Light, None: Qt.ColorScheme.Unknown}[dark]
    hints = QGuiApplication.styleHints()
    if hasattr(hints, "setColorScheme"):  # Qt 6.8 and later
        hints.setColorScheme(scheme)
