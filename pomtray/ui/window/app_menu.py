"""The window's menu of what concerns the program as a whole: the lower part of the tray's."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pomtray.core.intent import AppAction
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.choices import is_offered
from pomtray.ui.labels import label
from pomtray.ui.menu.lines import readable
from pomtray.ui.wording import tr
from pomtray.ui.words.program import (
    APP_ACTIONS,
    EDIT_SETTINGS,
    IMPORT,
    KEYS,
    PROVIDERS,
    SESSION_ACTIONS,
    SWITCHES,
    copy_last,
)


class AppMenu(QMenu):
    intent = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._copy_last = self._add(AppAction.COPY_LAST)
        self._lines = {action: self._add(action, text) for action, text in SESSION_ACTIONS.items()}
        self._no_lock = self.addAction("")
        self._no_lock.setEnabled(False)
        readable(self)
        self.addSeparator()
        self.is_on: Callable[[AppAction], bool | None] = lambda _: None
        """Asked as the menu opens, of each of `words.SWITCHES`; None: it is not offered."""
        self._switches = {action: self._add(action, text) for action, text in SWITCHES.items()}
        self._show_switches()
        self.aboutToShow.connect(self._show_switches)
        self.addSeparator()
        self._add(AppAction.IMPORT, IMPORT)
        self._add(AppAction.KEYS, KEYS)
        for action, text in APP_ACTIONS.items():
            if action is AppAction.SEARCH:
                continue  # the window has one
            self._add(action, text)
            if action is AppAction.PREFERENCES:
                self._add(AppAction.PROVIDERS, PROVIDERS)
            if action is AppAction.SETTINGS_FILE:
                self._add(AppAction.EDIT_SETTINGS, EDIT_SETTINGS)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._copy_last.setText(label(copy_last(snapshot.last_copied)))
        self._copy_last.setVisible(bool(snapshot.last_copied))
        for action, line in self._lines.items():
            line.setVisible(is_offered(action, snapshot))
        self._no_lock.setText(tr("Cannot be locked: sessions are in memory only"))
        self._no_lock.setVisible(bool(snapshot.no_lock))
        self._no_lock.setToolTip(snapshot.no_lock)

    def _show_switches(self) -> None:
        for action, line in self._switches.items():
            state = self.is_on(action)
            line.setVisible(state is not None)
            line.setCheckable(True)
            line.setChecked(bool(state))

    def _add(self, action: AppAction, text: str = "") -> QAction:
        line = self.addAction(tr(text) if text else "")
        line.triggered.connect(self._asks(action))
        return line

    def _asks(self, action: AppAction) -> Callable[[], None]:
        return lambda: self.intent.emit(action)
