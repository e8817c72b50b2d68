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
from pomtray.ui.menu.lines import readable, show
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
        readable(self)
        self._lines = {action: self._add(action) for action in _COPIES}
        self._forms = {form: self._add_form(form) for form in POMERIUM_FORMS}
        self._copies_end = self.addSeparator()
        self._first = self.addAction("")
        self._first.triggered.connect(self._ask_first)
        self._first_end = self.addSeparator()
        self._notes = tuple(self._add(Action.DETAILS) for _ in range(NOTES))
        for line in self._notes:
            line.setPriority(QAction.Priority.LowPriority)  # it is there to be read
        self._notes_end = self.addSeparator()
        self._lines |= {action: self._add(action) for action in _AFTER_FORMS}
        self._arranging = self._add_all_arranging() if arranges else {}

    @property
    def route(self) -> str:
        """Name of the route it is for, "" before the first."""
        return self._row.route if self._row else ""

    def show_row(self, row: Row, *, host: TrayHost | None = None, held: bool = False) -> None:
        """`row`'s details and what can be asked of it now. `held`: as in `lines.show`."""
        self._row = row
        self._who.setText(label(row_who(row), host))
        for line, text in zip(self._notes, row_notes(row), strict=True):
            show(line, label(text, host), visible=bool(text), held=held)
        action = primary_action(row)
        show(
            self._first,
            label(action_name(action, row), host) if action else "",
            visible=action is not None,
            held=held,
        )
        for each, line in self._lines.items():
            text = label(action_name(each, row), host)
            show(line, text, visible=each in row.actions, held=held)
        copies = Action.COPY_HEADER in row.actions and row.header in POMERIUM_FORMS
        for form, line in self._forms.items():
            show(line, tr(FORMS[form]), visible=copies and form is not row.header, held=held)
        self._copies_end.setVisible(self._lines[Action.COPY_TOKEN].isVisible())
        self._first_end.setVisible(self._first.isVisible())
        self._notes_end.setVisible(any(line.isVisible() for line in self._notes))
        for what, line in self._arranging.items():
            line.setVisible(not row.refused)
            line.setChecked(what is Arranging.FAVOURITE and row.favourite)
        self._draw(row)

    def _draw(self, row: Row) -> None:
        """The row's shape. An icon set anew is a signal to the host each time, so only when it differs."""
        icon = self._icons.row(row)
        if self.menuAction().icon().cacheKey() != icon.cacheKey():
            self.menuAction().setIcon(icon)

    def _add(self, action: Action) -> QAction:
        line = self.addAction("")
        line.triggered.connect(lambda: self._ask(action))
        return line

    def _add_form(self, form: HeaderForm) -> QAction:
        line = self.addAction("")
        line.triggered.connect(lambda: self._ask(Action.COPY_HEADER, form))
        return line

    def _add_all_arranging(self) -> dict[Arranging, QAction]:
        self.addSeparator()
        return {what: self._add_arranging(what, text) for what, text in ARRANGING.items()}

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
