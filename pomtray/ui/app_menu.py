"""The window's menu of what concerns the program as a whole: the lower part of the tray's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from pomtray.core.intent import AppAction
from pomtray.core.snapshot import Snapshot
from pomtray.ui.words import APP_ACTIONS, copy_last, label, tr


class AppMenu(QMenu):
    intent = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._copy_last = self.addAction("")
        self._copy_last.setVisible(False)
        self._copy_last.triggered.connect(self._asks(AppAction.COPY_LAST))
        for action, text in APP_ACTIONS.items():
            self.addAction(tr(text)).triggered.connect(self._asks(action))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._copy_last.setText(label(copy_last(snapshot.last_copied)))
        self._copy_last.setVisible(bool(snapshot.last_copied))

    def _asks(self, action: AppAction) -> Callable[[], None]:
        return lambda: self.intent.emit(action)
