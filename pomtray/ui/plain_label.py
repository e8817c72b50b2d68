"""A label that shows a text as it is, and lets it be copied as it is meant."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QLabel

from pomtray.core.plain import in_lines, unmarked
from pomtray.ui.wording import tr


class PlainLabel(QLabel):
    """What is selected is copied without what isolates names in it, by key, menu or middle button.

    Words that are long have several lines: no value from elsewhere makes a window wide. A number and its unit have one.
    """

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = self._named = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setWordWrap(True)
        self.setText(text)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.addAction(tr("Copy")).triggered.connect(lambda: self._copy(QClipboard.Mode.Clipboard))

    def text(self) -> str:
        """As it was set."""
        return self._text

    def setText(self, text: str) -> None:  # noqa: N802 Qt's name
        """NOTE: a screen reader gets it whole; one that was given another name keeps that."""
        self._text, shown = text, in_lines(text)
        super().setText(shown)
        if self.accessibleName() == self._named:
            self._named = text if shown != text else ""
            self.setAccessibleName(self._named)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(QClipboard.Mode.Clipboard)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """Qt has offered what is selected to the middle button by now, as it stands."""
        super().mouseReleaseEvent(event)
        if QGuiApplication.clipboard().supportsSelection() and unmarked(self.selectedText()) != self.selectedText():
            self._copy(QClipboard.Mode.Selection)

    def _copy(self, mode: QClipboard.Mode) -> None:
        if self.hasSelectedText():
            text = self.selectedText().replace("\u2028", "\n").replace("\u2029", "\n")  # Qt's ends of lines
            QGuiApplication.clipboard().setText(unmarked(text), mode)


def plain_label(text: str, *, bold: bool = False) -> PlainLabel:
    shown = PlainLabel(text)
    font = shown.font()
    font.setBold(bold)
    shown.setFont(font)
    return shown
