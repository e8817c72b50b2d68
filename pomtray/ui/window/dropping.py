"""What is dropped on the window: a file that names routes, or an address."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from pomtray.core.intent import ImportFrom


class Drops(QObject):
    """`intent` carries a file, `text` anything else."""

    intent = Signal(object)
    text = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        if isinstance(event, QDragEnterEvent) and (_file(event.mimeData()) or event.mimeData().hasText()):
            event.acceptProposedAction()
            return True
        if event.type() is QEvent.Type.Drop and isinstance(event, QDropEvent):
            event.acceptProposedAction()
            if path := _file(event.mimeData()):
                self.intent.emit(ImportFrom(path))
            else:
                self.text.emit(event.mimeData().text())
            return True
        return super().eventFilter(watched, event)


def _file(data: QMimeData) -> str:
    """The first file, "" for none."""
    return next((url.toLocalFile() for url in data.urls() if url.isLocalFile()), "")
