"""A window that tells when somebody can look at it, and that only goes out of sight when it is closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QShowEvent
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

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's name
        event.ignore()
        if self.stays:
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
