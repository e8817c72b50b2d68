"""The tray's menu: what is known when it opens, changed in place and never built again.

Over D-Bus every action made, moved or removed makes the host read the whole menu again; a text changed in place is
one small signal (`desktop.md` "Tray"). So lines grow to the most that was ever shown, and are then hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from pomtray.core.intent import AppAction, Looked
from pomtray.core.snapshot import Row, Snapshot
from pomtray.ui.choices import is_offered
from pomtray.ui.icons import Icons
from pomtray.ui.route_menu import RouteMenu
from pomtray.ui.words import APP_ACTIONS, SESSION_ACTIONS, copy_last, label, more, row_label, sign_in_all, tr

ROWS: Final = 10
"""Routes shown; the window has the rest."""
QUESTIONS: Final = 3
"""Questions shown. Troubles are few, and each tells what is missing: all are shown."""
LOOKING_FOR: Final = 180
"""Seconds after which an open menu's countdown rests: hosts do not reliably say when it closed."""


class TrayMenu(QObject):
    """`intent` carries `pomtray.core.intent` values. `Looked(True)` is best answered by `show_snapshot` at once."""

    intent = Signal(object)

    def __init__(self, icons: Icons, menu: QMenu | None = None) -> None:
        """`menu`: one that is shown already, with a first line that becomes ours."""
        super().__init__()
        self.menu = QMenu() if menu is None else menu
        self.over_dbus = False
        """Whether a host draws the menu from D-Bus: set by the tray."""
        self._icons = icons
        self._rows: list[RouteMenu] = []
        self._troubles: list[QAction] = []
        self._questions: list[QAction] = []
        self._build()
        self._looking = QTimer(self, singleShot=True, interval=LOOKING_FOR * 1000)
        self._looking.timeout.connect(self._looked_away)
        self.menu.aboutToShow.connect(self._looked)
        self.menu.aboutToHide.connect(self._looked_away)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        self._status.setText(label(snapshot.status, over_dbus=self.over_dbus))
        self._show_line(self._paused, snapshot.paused, visible=bool(snapshot.paused))
        warnings = [missing.problem.title for missing in snapshot.trouble]
        self._show_lines(self._troubles, warnings, "failed", self._head_end)
        questions = [tr("Question: {title}").format(title=asking.question.title) for asking in snapshot.questions]
        self._show_lines(self._questions, questions[:QUESTIONS], "question", self._sign_in_all)
        self._show_line(self._sign_in_all, sign_in_all(snapshot.sign_in_count), visible=snapshot.sign_in_count > 0)
        self._show_rows(snapshot.rows[:ROWS])
        self._show_line(self._more, more(max(0, len(snapshot.rows) - ROWS)))
        self._show_line(self._copy_last, copy_last(snapshot.last_copied), visible=bool(snapshot.last_copied))
        for action, line in self._session_lines.items():
            line.setVisible(is_offered(action, snapshot))

    def _build(self) -> None:
        self._status = next(iter(self.menu.actions()), None) or self.menu.addAction("")
        self._status.setEnabled(False)
        self._paused = self.menu.addAction("")
        self._paused.setEnabled(False)
        self._paused.setVisible(False)
        self._head_end = self.menu.addSeparator()
        self._sign_in_all = self._add(AppAction.SIGN_IN_ALL)
        self._more = self._add(AppAction.WINDOW)
        self.menu.addSeparator()
        self._copy_last = self._add(AppAction.COPY_LAST)
        self._session_lines = {action: self._add(action, tr(text)) for action, text in SESSION_ACTIONS.items()}
        self.menu.addSeparator()
        for action, text in APP_ACTIONS.items():
            self._add(action, tr(text))

    def _add(self, action: AppAction, text: str = "") -> QAction:
        line = self.menu.addAction(label(text))
        line.triggered.connect(self._asks(action))
        return line

    def _asks(self, action: AppAction) -> Callable[[], None]:
        return lambda: self.intent.emit(action)

    def _show_line(self, line: QAction, text: str, *, visible: bool = True) -> None:
        line.setText(label(text, over_dbus=self.over_dbus))
        line.setVisible(visible)

    def _show_lines(self, lines: list[QAction], texts: list[str], icon: str, before: QAction) -> None:
        """One line each, leading to the window, where the whole text is."""
        while len(lines) < len(texts):
            line = QAction(self.menu)
            line.setIcon(self._icons.named(icon))
            line.triggered.connect(self._asks(AppAction.WINDOW))
            self.menu.insertAction(before, line)
            lines.append(line)
        for index, line in enumerate(lines):
            self._show_line(line, texts[index] if index < len(texts) else "", visible=index < len(texts))

    def _show_rows(self, rows: Sequence[Row]) -> None:
        while len(self._rows) < len(rows):
            self._rows.append(self._spare_row())
        for index, menu in enumerate(self._rows):
            line = menu.menuAction()
            line.setVisible(index < len(rows))
            if index < len(rows):
                line.setText(label(row_label(rows[index]), over_dbus=self.over_dbus))
                menu.show_row(rows[index], over_dbus=self.over_dbus)

    def _spare_row(self) -> RouteMenu:
        menu = RouteMenu(self._icons, self.menu)
        menu.intent.connect(self.intent)
        self.menu.insertMenu(self._more, menu)
        return menu

    def _looked(self) -> None:
        self._looking.start()
        self.intent.emit(Looked(shown=True))

    def _looked_away(self) -> None:
        if self._looking.isActive() or self.sender() is self._looking:
            self._looking.stop()
            self.intent.emit(Looked(shown=False))
