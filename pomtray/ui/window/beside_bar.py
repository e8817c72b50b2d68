"""Below the window's list: what a row is doing for some minutes, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from pomtray.core.intent import Action, RouteIntent
from pomtray.core.rows.choice import beside, told_beside
from pomtray.core.view.snapshot import Row
from pomtray.ui.labels import label
from pomtray.ui.plain_label import plain_label
from pomtray.ui.words.actions import beside_name
from pomtray.ui.words.rows import beside_text

_ENDS: Final = (Action.CANCEL, Action.CLEAR)
_BUTTONS: Final = (*_ENDS, Action.PAGE, Action.COPY_LINK, Action.PASTE)


class BesideBar(QFrame):
    """`intent`: what its buttons ask for. Made once and changed in place: its text counts down."""

    intent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._row: Row | None = None
        self._having: list[Row] = []
        self._at = ""
        self._text = plain_label("")
        self._buttons = {action: QPushButton(autoDefault=False) for action in _BUTTONS}
        self.setFrameShape(QFrame.Shape.StyledPanel)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._text, 1)
        second.addStretch()
        for action, button in self._buttons.items():
            button.clicked.connect(self._asker(action))
            (first if action in _ENDS else second).addWidget(button)
        layout = QVBoxLayout(self)
        layout.addLayout(first)
        layout.addLayout(second)
        self.hide()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        self._having = [row for row in rows if beside(row)]
        self.be_at(self._at)

    def be_at(self, route: str) -> None:
        """The person is at the row of that name."""
        self._at, self._row = route, told_beside(self._having, route)
        offered = beside(self._row) if self._row else ()
        if self._row is not None:
            text = beside_text(self._row)
            self._text.setText(text)
            self.setAccessibleName(text)
            for action, button in self._buttons.items():
                button.setVisible(action in offered)
                self._name(button, action, self._row)
        self.setVisible(bool(offered))

    @staticmethod
    def _name(button: QPushButton, action: Action, row: Row) -> None:
        """NOTE: a text set anew would lose its letter for Alt, each second."""
        name = beside_name(action, row)
        if button.accessibleName() != name:
            button.setText(label(name))
            button.setAccessibleName(name)

    def _asker(self, action: Action) -> Callable[[], None]:
        def ask() -> None:
            if self._row is not None and action in self._row.actions:
                self.intent.emit(RouteIntent(action, self._row.route))

        return ask
