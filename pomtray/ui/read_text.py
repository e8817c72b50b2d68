"""A text to be read at leisure; what is selected is copied as it is meant, without what isolates names in it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QPlainTextEdit

from pomtray.core.plain import kept_together, unmarked
from pomtray.ui.wording import tr


class ReadText(QPlainTextEdit):
    """Read only.

    NOTE: not by `createMimeDataFromSelection`: what it gives belongs to Python and to the clipboard, and both end it.
    """

    recoloured = Signal()
    """The desktop has turned light or dark."""

    def __init__(self, text: str = "") -> None:
        super().__init__(kept_together(text), readOnly=True)
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.addAction(tr("Copy")).triggered.connect(self._copy)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.recoloured.emit()

    def _copy(self) -> None:
        if self.textCursor().hasSelection():
            QGuiApplication.clipboard().setText(unmarked(self.textCursor().selection().toPlainText()))
