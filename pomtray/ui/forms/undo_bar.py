"""What was changed last, and the way back: it stays until the next change, or until the person has gone on."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton

from pomtray.core.intent import AppAction
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.accessibility.mnemonics import bare, letter
from pomtray.ui.forms.bar import Bar
from pomtray.ui.wording import tr

_STAYS_FOR: Final = 60_000
"""Milliseconds: a screen reader's user needs a while to get there."""


class UndoBar(Bar):
    def __init__(self) -> None:
        undo = QPushButton(tr("&Undo"), autoDefault=False)
        super().__init__(undo, away=tr("Close"))
        self._undo = undo
        self._away = QTimer(self, singleShot=True, interval=_STAYS_FOR)
        self._away.timeout.connect(self.hide)
        self._undo.clicked.connect(self._clicked)
        self._close.clicked.connect(self.hide)

    def offer(self, done: str) -> None:
        """Say what was `done`, and offer the way back; "": that is gone."""
        self._say(done)
        self.setVisible(bool(done))
        self._away.start()
        name = self._undo.text()
        announce(self, f"{done} {bare(name)}: Alt+{letter(name).upper()}")

    def _clicked(self) -> None:
        self.hide()
        self.intent.emit(AppAction.UNDO)
