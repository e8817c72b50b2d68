"""A line in the window that says something quietly, with what can be done about it, until it is sent away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QWidget

from pomtray.ui.plain_label import plain_label


class Bar(QFrame):
    """Hidden at first."""

    intent = Signal(object)

    def __init__(self, *buttons: QPushButton, away: str, parent: QWidget | None = None) -> None:
        """away: what a screen reader calls the last button, which sends it away."""
        super().__init__(parent)
        self._text = plain_label("")
        self._close = QToolButton()
        self._close.setText("✕")
        self._close.setAutoRaise(True)
        self._close.setAccessibleName(away)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QHBoxLayout(self)
        layout.addWidget(self._text, 1)
        for button in (*buttons, self._close):
            layout.addWidget(button)
        self.hide()

    def _say(self, text: str) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
