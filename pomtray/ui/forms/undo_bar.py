"""What was changed last, and the way back: it stays until the next change, or until the person has gone on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton

from pomtray.core.intent import AppAction
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.accessibility.mnemonics import bare, letter
from pomtray.ui.plain_label import plain_label
from pomtray.ui.wording import tr

_STAYS_FOR: Final = 60_000
"""Milliseconds: a screen reader's user needs a while to get there."""


class UndoBar(QFrame):
    intent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._text = plain_label("")
        self._undo = QPushButton(tr("&Undo"), autoDefault=False)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName(tr("Close"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QHBoxLayout(self)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._undo)
        layout.addWidget(close)
        self._away = QTimer(self, singleShot=True, interval=_STAYS_FOR)
        self._away.timeout.connect(self.hide)
        self._undo.clicked.connect(self._clicked)
        close.clicked.connect(self.hide)
        self.hide()

    def offer(self, done: str) -> None:
        """Say what was `done`, and offer the way back; "": that is gone."""
        self._text.setText(done)
        self.setAccessibleName(done)
        self.setVisible(bool(done))
        self._away.start()
        name = self._undo.text()
        announce(self, f"{done} {bare(name)}: Alt+{letter(name).upper()}")

    def _clicked(self) -> None:
        self.hide()
        self.intent.emit(AppAction.UNDO)
