"""Dark windows where the person prefers them and Qt's theme does not make them so."""

from __future__ import annotations

import os
from typing import cast

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication


class DarkWindows:
    """Makes the application's windows dark and light, as it is told, and keeps them so."""

    def __init__(self) -> None:
        self._wanted: bool | None = None
        self._ours = False
        application = _application()
        # NOTE: said to be obsolete; the event in its place would bring every event of every widget to Python.
        application.paletteChanged.connect(self._darken)

    def prefer(self, dark: bool | None) -> None:  # noqa: FBT001 as it was heard
        """None: as Qt's theme has it."""
        self._wanted = dark
        from PySide6.QtCore import Qt  # noqa: PLC0415 it is large (`icons/plain_pen`), and few desktops have a wish

        scheme = {True: Qt.ColorScheme.Dark, False: Qt.ColorScheme.Light, None: Qt.ColorScheme.Unknown}[dark]
        hints = _application().styleHints()
        if hasattr(hints, "setColorScheme"):  # Qt 6.8 and later
            if self._ours:
                self._ours = False
                _application().setPalette(QPalette())
            hints.setColorScheme(scheme)
            if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
                # WORKAROUND for Qt 6.11: it reads Plasma's own colours, but not each time that they change.
                hints.setColorScheme(Qt.ColorScheme.Unknown)
            else:
                self._darken()

    def _darken(self) -> None:
        """WORKAROUND for Qt 6.11: its GTK theme hears of Dark Style as well, then believes that GTK is dark.

        Whether its light colours or ours stand then is a matter of which came first.
        """
        application = _application()
        dark = application.style().standardPalette()
        if self._wanted and not is_dark(application.palette()) and is_dark(dark):
            self._ours = True
            application.setPalette(dark)


def _application() -> QApplication:
    return cast("QApplication", QApplication.instance())


def is_dark(palette: QPalette) -> bool:
    return palette.window().color().lightness() < palette.windowText().color().lightness()
