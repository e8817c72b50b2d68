"""The tray's menu: what is known when it opens, changed in place and never built again.

Over D-Bus every action made, moved or removed makes the host read the whole menu again; a text changed in place is
one small signal (`desktop.md` "Tray"). So lines grow to the most that was ever shown, and are then hidden.

An open menu is held: its texts go on, its lines stay where they are, or a click would be for another route than the
person saw. Hosts say that it opens; that it closed, some say and some do not.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu

from pomtray.core.intent import AppAction, VisibilityChanged
from pomtray.core.rows.held import held
from pomtray.core.rows.search import the_few
from pomtray.core.view.badge import MARKS, Badge
from pomtray.core.view.menu_shape import MenuShape, TrayHost, menu_shape
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.choices import is_offered
from pomtray.ui.icons.icons import Icons
from pomtray.ui.labels import label
from pomtray.ui.menu.lines import readable, show
from pomtray.ui.menu.route_lines import RouteLines
from pomtray.ui.wording import tr
from pomtray.ui.words.menu_lines import cut
from pomtray.ui.words.program import APP_ACTIONS, SESSION_ACTIONS, copy_last, more, sign_in_all, status

QUESTIONS: Final = 3
"""Questions shown. Troubles are few, and each tells what is missing: all are shown."""
LOOKING_FOR: Final = 180
"""Seconds after which an open menu's countdown rests: hosts do not reliably say when it closed."""
_CLICK_COMES_FOR: Final = 1000
"""Milliseconds: some hosts say that the menu closed before they say which line was clicked."""


_GATHERED_FOR: Final = 0.25
"""Seconds: each text that changes is a signal on the bus."""


class TrayMenu(QObject):
    """`intent` carries values of `core.intent`. `show_snapshot` best answers `VisibilityChanged(True)` at once."""

    intent = Signal(object)

    def __init__(self, icons: Icons, menu: QMenu | None = None) -> None:
        """`menu`: one that is shown already, with a first line that becomes ours."""
        super().__init__()
        self.menu = QMenu() if menu is None else menu
        self.over_dbus = False
        """Whether a host draws the menu from D-Bus: set by the tray."""
        self.host = TrayHost.PANEL
        """Who draws it: set by the tray."""
        self._icons = icons
        self._snapshot: Snapshot | None = None
        self._rows: tuple[Row, ...] = ()
        self._shape = MenuShape(0, short=False)
        self._held = False
        self._tells_closing = False
        self._troubles: list[QAction] = []
        self._questions: list[QAction] = []
        self._build()
        self._looking = QTimer(self, singleShot=True, interval=LOOKING_FOR * 1000)
        self._looking.timeout.connect(self._looked_long)
        self._gathering = QTimer(self.menu, singleShot=True)  # and so gone with what it fills
        self._gathering.timeout.connect(self._show_gathered)
        self._shown_at = -math.inf
        self._closed = QTimer(self, singleShot=True, interval=_CLICK_COMES_FOR)
        self._closed.timeout.connect(self._let_go)
        self.menu.aboutToShow.connect(self._looked)
        self.menu.aboutToHide.connect(self._looked_away)
        self.menu.triggered.connect(self._chosen)

    @property
    def _labelled_for(self) -> TrayHost | None:
        return self.host if self.over_dbus else None

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show it now; a closed menu that a host draws follows many of them four times a second.

        NOTE: it is not left behind until it opens: AppIndicator opens a menu as it finds it.
        """
        self._snapshot = snapshot
        if self.over_dbus and not (self._looking.isActive() or self._held):
            left = _GATHERED_FOR - (time.monotonic() - self._shown_at)
            if left > 0:
                if not self._gathering.isActive():
                    self._gathering.start(math.ceil(left * 1000))
                return
        self._show(snapshot)

    def _show_gathered(self) -> None:
        if self._snapshot is not None:
            self._show(self._snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        self._gathering.stop()
        self._shown_at = time.monotonic()
        self._arrange(snapshot)
        self._status.setText(label(cut(status(snapshot)), self._labelled_for))
        warnings = [(MARKS.get(each.part, Badge.FAILED), cut(each.problem.title)) for each in snapshot.trouble]
        self._show_lines(self._troubles, warnings, self._head_end)
        titles = [*(it.title for it in snapshot.programs), *(it.question.title for it in snapshot.questions)]
        questions = [cut(tr("Question: {title}").format(title=title)) for title in titles]
        asked = [(Badge.ASKING, question) for question in questions[:QUESTIONS]]
        self._show_lines(self._questions, asked, self._copy_last)
        self._show_line(self._copy_last, copy_last(snapshot.last_copied), visible=bool(snapshot.last_copied))
        self._show_line(self._sign_in_all, sign_in_all(snapshot.sign_in_count), visible=snapshot.sign_in_count > 0)
        self._routes.show_rows(self._rows, self._shape, host=self._labelled_for, held=self._held)
        self._show_line(self._more, more(max(0, len(snapshot.rows) - self._shape.routes)))
        for action, line in self._app_lines.items():
            offered = is_offered(action, snapshot, short=self._shape.short)
            show(line, line.text(), visible=offered, held=self._held)
        self._session_end.setVisible(any(self._app_lines[action].isVisible() for action in SESSION_ACTIONS))

    def _arrange(self, snapshot: Snapshot) -> None:
        """Which routes stand where."""
        if self._held and self._rows:
            self._rows = held(self._rows, snapshot.rows)[: self._shape.routes]
            return
        height = next((screen.availableGeometry().height() for screen in QGuiApplication.screens()), 0)
        self._shape = menu_shape(self.host, height, len(snapshot.rows))
        self._rows = the_few(snapshot.rows, self._shape.routes)

    def _build(self) -> None:
        self._status = next(iter(self.menu.actions()), None) or self.menu.addAction("")
        self._status.setEnabled(False)
        readable(self.menu, lambda: not self.over_dbus)
        self._head_end = self.menu.addSeparator()
        self._copy_last = self._add(AppAction.COPY_LAST)
        self._sign_in_all = self._add(AppAction.SIGN_IN_ALL)
        self._more = self._add(AppAction.WINDOW)
        self._routes = RouteLines(self._icons, self.menu, self._more)
        self._routes.intent.connect(self.intent)
        self.menu.addSeparator()
        self._app_lines = {action: self._add(action, tr(text)) for action, text in SESSION_ACTIONS.items()}
        self._session_end = self.menu.addSeparator()
        self._app_lines |= {action: self._add(action, tr(text)) for action, text in APP_ACTIONS.items()}

    def _add(self, action: AppAction, text: str = "") -> QAction:
        line = self.menu.addAction(label(text))
        line.triggered.connect(self._asks(action))
        return line

    def _asks(self, action: AppAction) -> Callable[[], None]:
        return lambda: self.intent.emit(action)

    def _show_line(self, line: QAction, text: str, *, visible: bool = True) -> None:
        show(line, label(text, self._labelled_for), visible=visible, held=self._held)

    def _show_lines(self, lines: list[QAction], told: Sequence[tuple[str, str]], before: QAction) -> None:
        """One line each with its icon's name, leading to the window, where the whole text is."""
        while len(lines) < len(told):
            line = QAction(self.menu)
            line.setVisible(False)
            line.triggered.connect(self._asks(AppAction.WINDOW))
            self.menu.insertAction(before, line)
            lines.append(line)
        for index, line in enumerate(lines):
            icon, text = told[index] if index < len(told) else ("", "")
            self._draw(line, icon)
            self._show_line(line, text, visible=bool(text))

    def _draw(self, line: QAction, icon: str) -> None:
        """An icon set anew is a signal to the host each time, so only where it differs."""
        if icon and line.icon().cacheKey() != self._icons.icon(icon).cacheKey():
            line.setIcon(self._icons.icon(icon))

    def _looked(self) -> None:
        self._closed.stop()
        self._let_go()
        self._looking.start()
        self.intent.emit(VisibilityChanged(shown=True))
        self._held = self._snapshot is not None

    def _chosen(self, _line: QAction) -> None:
        self._closed.start()

    def _looked_away(self) -> None:
        """NOTE: the click may still be on its way, so all stays in place a moment longer."""
        self._tells_closing = True
        self._closed.start()
        if self._looking.isActive():
            self._looking.stop()
            self.intent.emit(VisibilityChanged(shown=False))

    def drawn_by(self, host: TrayHost) -> None:
        """Take the shape that suits `host` at once: AppIndicator opens each menu as it finds it."""
        self.host = host
        self._held = False
        if self._snapshot is not None:
            self._show(self._snapshot)

    def _looked_long(self) -> None:
        """Where nobody says that it closed, it has done so by now."""
        if not self._tells_closing:
            self._let_go()
        self.intent.emit(VisibilityChanged(shown=False))

    def _let_go(self) -> None:
        """Show what has waited for the menu to close."""
        if self._held:
            self._held = False
            if self._snapshot is not None:
                self._show(self._snapshot)
