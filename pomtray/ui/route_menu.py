"""One route's actions: a submenu of the tray's menu, and the context menu of the window's rows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pomtray.core.intent import Action, RouteIntent
from pomtray.core.route import POMERIUM_FORMS, HeaderForm
from pomtray.core.snapshot import Row
from pomtray.ui.choices import first
from pomtray.ui.icons import Icons
from pomtray.ui.words import ACTIONS, FORMS, ROW_LINES, copy_header, label, paste, row_lines, sign_out, tr

_COPIES: Final = (Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL)
_AFTER_FORMS: Final = (
    Action.TEST,
    Action.OPEN,
    Action.COPY_LINK,
    Action.DEVICE,
    Action.PASTE,
    Action.DETAILS,
    Action.SIGN_OUT,
)


class RouteMenu(QMenu):
    """Made once, changed in place: a submenu made anew makes the host read the whole menu again."""

    intent = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget) -> None:
        super().__init__(parent)
        self._icons = icons
        self._row: Row | None = None
        self._details = tuple(self.addAction("") for _ in range(ROW_LINES))
        for line in self._details:
            line.setEnabled(False)
        self._first = self.addAction("")
        self._first.triggered.connect(self._ask_first)
        self.addSeparator()
        self._lines = {action: self._add(action) for action in _COPIES}
        self._forms = {form: self._add_form(form) for form in POMERIUM_FORMS}
        self.addSeparator()
        self._lines |= {action: self._add(action) for action in _AFTER_FORMS}

    @property
    def route(self) -> str:
        """Name of the route it is for, "" before the first."""
        return self._row.route if self._row else ""

    def show_row(self, row: Row, *, over_dbus: bool = False) -> None:
        """`row`'s details and what can be asked of it now."""
        self._row = row
        for line, text in zip(self._details, row_lines(row), strict=True):
            line.setText(label(text, over_dbus=over_dbus))
            line.setVisible(bool(text))
        action, text = first(row)
        self._first.setText(text)
        self._first.setEnabled(action in row.actions)
        self._show_lines(row, over_dbus=over_dbus)
        for form, line in self._forms.items():
            line.setVisible(row.header in POMERIUM_FORMS and form is not row.header)
            line.setEnabled(Action.COPY_HEADER in row.actions)
        self._draw(row)

    def _show_lines(self, row: Row, *, over_dbus: bool) -> None:
        """What cannot be asked now is disabled; what this way of signing in never offers is hidden."""
        self._lines[Action.COPY_HEADER].setText(copy_header(row))
        self._lines[Action.PASTE].setText(paste(row))
        self._lines[Action.SIGN_OUT].setText(label(sign_out(row), over_dbus=over_dbus))
        for action, line in self._lines.items():
            line.setEnabled(action in row.actions)
        self._lines[Action.DEVICE].setVisible(Action.DEVICE in row.actions)
        for action in (Action.COPY_LINK, Action.PASTE):
            self._lines[action].setVisible(Action.COPY_LINK in row.actions)

    def _draw(self, row: Row) -> None:
        """The row's shape. An icon set anew is a signal to the host each time, so only when it differs."""
        icon = self._icons.row(row)
        if self.menuAction().icon().cacheKey() != icon.cacheKey():
            self.menuAction().setIcon(icon)

    def _add(self, action: Action) -> QAction:
        line = self.addAction(tr(ACTIONS[action]))
        line.triggered.connect(lambda: self._ask(action))
        return line

    def _add_form(self, form: HeaderForm) -> QAction:
        line = self.addAction(tr(FORMS[form]))
        line.triggered.connect(lambda: self._ask(Action.COPY_HEADER, form))
        return line

    def _ask_first(self) -> None:
        if self._row is not None:
            self._ask(first(self._row)[0])

    def _ask(self, action: Action, form: HeaderForm | None = None) -> None:
        """An answer to what the row is now, which may be later than what the person saw: hence the check."""
        if self._row is not None and action in self._row.actions:
            self.intent.emit(RouteIntent(action, self._row.route, form))
