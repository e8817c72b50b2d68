"""A text to read at leisure and to hand on: a route's details, what notices said."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from pomtray.core.plain import unmarked
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.read_text import ReadText
from pomtray.ui.wording import tr

_SIZE: Final = QSize(460, 300)


class TextDialog(QDialog):
    """`text` as it is now: it stays while it is read, whatever happens to the route. It holds no secret."""

    def __init__(self, title: str, text: str, topic: Topic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.topic = topic
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._text = ReadText(text)
        self._text.setAccessibleName(title)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._copy = buttons.addButton(tr("Copy details"), QDialogButtonBox.ButtonRole.ActionRole)
        self._copy.clicked.connect(self._copied)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addWidget(buttons)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return _SIZE

    def _copied(self) -> None:
        """NOTE: the window has the focus, so every desktop takes this from Qt; nobody needs it cleared."""
        QGuiApplication.clipboard().setText(unmarked(self._text.toPlainText()))
        self._copy.setText(tr("Copied"))
        announce(self._copy, tr("Copied"))
