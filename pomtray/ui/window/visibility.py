"""A window that tells when somebody can look at it, and that only goes out of sight when it is closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow

from pomtray.core.intent import VisibilityChanged


class LookedAt(QMainWindow):
    """NOTE: a main window because a screen reader takes nothing else for a window with a title."""

    intent = Signal(object)
    left = Signal(object)
    """Where it was as it went, in bytes for `placing.put`."""

    def __init__(self) -> None:
        super().__init__()
        self.stays = False
        """Whether closing only makes it small: where no tray could bring it back."""
        self._is_put_away = False
        """Closing has made it small: under Wayland Qt's own state forgets that."""

    def fetch_back(self) -> None:
        """Show it, also where it was made small.

        NOTE: under Wayland the desktop alone makes a small window large again; one that is shown anew is large.
        """
        if self._is_put_away and not self.isActiveWindow() and QGuiApplication.platformName() == "wayland":
            self.hide()
        self._is_put_away = False
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's name
        event.ignore()
        if self.stays:
            self._is_put_away = True
            self.showMinimized()
        else:
            self.hide()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 Qt's name
        super().showEvent(event)
        if not event.spontaneous():
            self.intent.emit(VisibilityChanged(shown=True))

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802 Qt's name
        super().hideEvent(event)
        if not event.spontaneous():
            self.left.emit(self.saveGeometry().data())
            self.intent.emit(VisibilityChanged(shown=False))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.WindowStateChange and self.isVisible():
            self.intent.emit(VisibilityChanged(shown=not self.isMinimized()))
