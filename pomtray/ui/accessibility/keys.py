"""The window's keys, wherever in it the keyboard is, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.intent import Action, AppAction, Explain, RouteIntent
from pomtray.core.text import phrase
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Row
from pomtray.ui.wording import tr
from pomtray.ui.words.program import KEYS

KEY_WORDS: Final = {
    "F1": phrase("Help with what is in front"),
    phrase("Ctrl+?"): phrase("This list"),
    phrase("Ctrl+F"): phrase("Find a route; letters typed into the list do so too"),
    "↑  ↓": phrase("Choose a route, from the search as well"),
    phrase("Enter"): phrase("Copy the route's header, or sign in where there is none; connect a TCP route"),
    phrase("Ctrl+C"): phrase("Copy the route's header"),
    phrase("Tab"): phrase("From the list to the chosen row's buttons"),
    phrase("Alt+Enter"): phrase("Show or hide the details beside the list"),
    phrase("Menu, Shift+F10"): phrase("All that can be done with the route"),
    phrase("Delete"): phrase("Remove the route, in the list"),
    phrase("Ctrl+N"): phrase("Add a route"),
    phrase("Ctrl+V"): phrase("Add the route whose address was copied"),
    "F10": phrase("All else that can be done"),
    phrase("Alt+letter"): phrase("Press the button, or go to the field, with that letter underlined"),
    phrase("Esc"): phrase("Show all routes again, then close the window"),
    phrase("Ctrl+Q"): phrase("Quit"),
}


class Keys(QObject):
    """`intent`: what the keys ask for.

    NOTE: copying is no shortcut: a field that holds the keyboard would take it, with nothing to copy.
    """

    intent = Signal(object)

    def __init__(
        self, watched: Sequence[QWidget], row: Callable[[], Row | None], does: Mapping[str, Callable[[], object]]
    ) -> None:
        """watched: the window, and what in it would take a copy for itself. row: the one that a person is at.

        does: what the other keys do.
        """
        super().__init__(watched[0])
        self._row = row
        for widget in watched:
            widget.installEventFilter(self)
        asks = {"Ctrl+?": AppAction.KEYS, "Ctrl+Q": AppAction.QUIT}
        for key, action in asks.items():
            QShortcut(QKeySequence(key), watched[0], partial(self.intent.emit, action))
        for key, then in does.items():
            QShortcut(QKeySequence(key), watched[0], then)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            selects = isinstance(watched, QLineEdit) and watched.hasSelectedText()
            if event.matches(QKeySequence.StandardKey.Copy) and not selects:
                self._copy()
                return True
        return super().eventFilter(watched, event)

    def _copy(self) -> None:
        row = self._row()
        if row is not None and Action.COPY_HEADER in row.actions:
            self.intent.emit(RouteIntent(Action.COPY_HEADER, row.route))
        else:
            QApplication.beep()


class KeysDialog(QDialog):
    """All keys, and the way to the guide."""

    intent = Signal(object)
    topic = Topic.KEYS

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr(KEYS).removesuffix("…"))
        keys = QFormLayout()
        for key, text in KEY_WORDS.items():
            keys.addRow(_key(key), _line(key, tr(text)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        guide = buttons.addButton(tr("Help"), QDialogButtonBox.ButtonRole.ActionRole)
        guide.clicked.connect(lambda: self.intent.emit(Explain(self.topic)))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(keys)
        layout.addWidget(buttons)


def _key(key: str) -> QLabel:
    label = QLabel(tr(key), textFormat=Qt.TextFormat.PlainText)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def _line(key: str, text: str) -> QLabel:
    label = QLabel(text, textFormat=Qt.TextFormat.PlainText)
    label.setAccessibleName(f"{tr(key)}: {text}")
    return label
