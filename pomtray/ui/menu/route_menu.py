"""One route's actions: a submenu of the tray's menu, and the context menu of the window's rows."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from pomtray.core.domain.route import POMERIUM_FORMS, HeaderForm
from pomtray.core.intent import Action, Arrange, Arranging, RouteIntent
from pomtray.core.rows.choice import primary_action
from pomtray.core.view.menu_shape import TrayHost
from pomtray.core.view.snapshot import Row
from pomtray.ui.icons.icons import Icons
from pomtray.ui.labels import label
from pomtray.ui.menu.lines import Lines, readable, show
from pomtray.ui.wording import tr
from pomtray.ui.words.actions import ARRANGING, FORMS, action_name
from pomtray.ui.words.rows import NOTES, row_notes, row_who

_COPIES: Final = (Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL)
_AFTER_FORMS: Final = (
    Action.CLEAR,
    Action.PAGE,
    Action.COPY_CODE,
    Action.TEST,
    Action.BLOCKED,
    Action.OPEN,
    Action.SERVE,
    Action.COPY_ADDRESS,
    Action.STOP_SERVING,
    Action.COPY_LINK,
    Action.DEVICE,
    Action.PASTE,
    Action.OPEN_FILE,
    Action.EDIT_HERE,
    Action.DETAILS,
    Action.SIGN_OUT,
)


class RouteMenu(QMenu):
    """Made once, changed in place: a submenu made anew makes the host read the whole menu again."""

    intent = Signal(object)

    def __init__(self, icons: Icons, parent: QWidget, *, arranges: bool = False) -> None:
        """arranges: the route's entry in the settings file can be changed as well."""
        super().__init__(parent)
        self._icons = icons
        self._row: Row | None = None
        self._who = self.addAction("")
        self._who.setEnabled(False)
        self._host: TrayHost | None = None
        readable(self, lambda: self._host is None)
        self._copies_end = self.addSeparator()
        self._copies = Lines[Action | HeaderForm](self, (*_COPIES, *POMERIUM_FORMS), self._copies_end, self._copy_line)
        self._first = self.addAction("")
        self._first.triggered.connect(self._ask_first)
        self._first_end = self.addSeparator()
        self._notes_end = self.addSeparator()
        self._notes = Lines(self, range(NOTES), self._notes_end, self._note_line)
        after_forms_end = self.addSeparator() if arranges else None
        self._after_forms = Lines(self, _AFTER_FORMS, after_forms_end, self._line)
        self._arranging = {what: self._add_arranging(what, text) for what, text in ARRANGING.items() if arranges}

    @property
    def route(self) -> str:
        """Name of the route it is for, "" before the first."""
        return self._row.route if self._row else ""

    def show_row(self, row: Row, *, host: TrayHost | None = None, held: bool = False) -> None:
        """`row`'s details and what can be asked of it now. `held`: as in `lines.show`. host: who draws it; None: Qt."""
        self._row, self._host = row, host
        self._who.setText(label(row_who(row), host))
        notes = {number: label(text, host) for number, text in enumerate(row_notes(row)) if text}
        self._notes.show(notes, held=held)
        action = primary_action(row)
        show(
            self._first,
            label(action_name(action, row), host) if action else "",
            visible=action is not None,
            held=held,
        )
        actions = {each: label(action_name(each, row), host) for each in row.actions}
        copies: dict[Action | HeaderForm, str] = {each: actions[each] for each in _COPIES if each in actions}
        if Action.COPY_HEADER in actions and row.header in POMERIUM_FORMS:
            copies |= {form: tr(FORMS[form]) for form in POMERIUM_FORMS if form is not row.header}
        self._copies.show(copies, held=held)
        self._after_forms.show(actions, held=held)
        self._copies_end.setVisible(self._copies.is_shown)
        self._first_end.setVisible(self._first.isVisible())
        self._notes_end.setVisible(self._notes.is_shown)
        for what, line in self._arranging.items():
            line.setVisible(not row.refused)
            line.setChecked(what is Arranging.FAVOURITE and row.favourite)
        self._draw(row)

    def _draw(self, row: Row) -> None:
        """The row's shape. An icon set anew is a signal to the host each time, so only when it differs."""
        icon = self._icons.row(row)
        if self.menuAction().icon().cacheKey() != icon.cacheKey():
            self.menuAction().setIcon(icon)

    def _line(self, action: Action) -> QAction:
        line = QAction(self)
        line.triggered.connect(lambda: self._ask(action))
        return line

    def _copy_line(self, what: Action | HeaderForm) -> QAction:
        if isinstance(what, Action):
            return self._line(what)
        line = QAction(self)
        line.triggered.connect(lambda: self._ask(Action.COPY_HEADER, what))
        return line

    def _note_line(self, _: int) -> QAction:
        line = self._line(Action.DETAILS)
        line.setPriority(QAction.Priority.LowPriority)  # it is there to be read
        return line

    def _add_arranging(self, what: Arranging, text: str) -> QAction:
        line = self.addAction(tr(text))
        line.setCheckable(what is Arranging.FAVOURITE)
        line.triggered.connect(lambda: self.intent.emit(Arrange(what, self.route)))
        return line

    def _ask_first(self) -> None:
        if self._row is not None and (action := primary_action(self._row)):
            self._ask(action)

    def _ask(self, action: Action, form: HeaderForm | None = None) -> None:
        """An answer to what the row is now, which may be later than what the person saw: hence the check."""
        if self._row is not None and action in self._row.actions:
            self.intent.emit(RouteIntent(action, self._row.route, form))
