"""The small window: the menu's rows and actions, found by typing. It stands in for the tray where there is none."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from pomtray.core.errors import Problem
from pomtray.core.intent import Action, AppAction, Arrange, Arranging, RouteIntent
from pomtray.core.report import Report
from pomtray.core.rows.choice import default_action
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.accessibility.announcing import Announcer
from pomtray.ui.accessibility.by_keyboard import ByKeyboard
from pomtray.ui.accessibility.keys import Keys
from pomtray.ui.dialogs.asking import Dialogs
from pomtray.ui.forms.add_route import AddRoute
from pomtray.ui.forms.editing import Arranger
from pomtray.ui.forms.offers import OfferBar
from pomtray.ui.forms.undo_bar import UndoBar
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.pane import RoutePane
from pomtray.ui.seen_boxes import SeenBoxes
from pomtray.ui.window.app_menu import AppMenu
from pomtray.ui.window.beside import Beside
from pomtray.ui.window.beside_bar import BesideBar
from pomtray.ui.window.bottom_bar import BottomBar
from pomtray.ui.window.demo_bar import DemoBar
from pomtray.ui.window.dropping import Drops
from pomtray.ui.window.list_keys import ListKeys
from pomtray.ui.window.panels.panels import Panels
from pomtray.ui.window.placing import put
from pomtray.ui.window.row_menu import RowMenu
from pomtray.ui.window.row_topic import topic_of_row
from pomtray.ui.window.top_bar import TopBar
from pomtray.ui.window.visibility import LookedAt
from pomtray.ui.wording import tr
from pomtray.ui.words.program import DEMO, no_rows


class Window(LookedAt):
    """Snapshots in, intents out. Comes to the front for a person's click only: `bring_up`."""

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._snapshot: Snapshot | None = None
        self.app_menu = AppMenu(self)
        self._top = TopBar(self.app_menu)
        self._filter = self._top.search
        self.adding = AddRoute()
        self.undo = UndoBar()
        self.offers = OfferBar(self)
        self._panels = Panels(icons, self)
        self._pane = RoutePane(icons)
        self._rows, self._list = self._pane.rows, self._pane.list
        self._now = BesideBar()
        self._empty = QLabel(textFormat=Qt.TextFormat.PlainText, alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.beside = Beside()
        self._bottom = BottomBar()
        self._row_menu = RowMenu(icons, self._pane, self)
        self._dialogs = Dialogs(icons, self, self.beside.told)
        self.arranger = Arranger(self)
        self._set_up()
        self._demo: DemoBar | None = None
        self._announcer = Announcer(self, self._filter, self._list)
        self._lay_out()
        self._connect()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show `snapshot`; the row a person is at stays the one they are at."""
        self._snapshot = snapshot
        self._now.show_rows(snapshot.rows)
        self._pane.show_rows(snapshot.rows, in_place=self._row_menu.isVisible())
        self._top.show_rows(snapshot.rows)
        self.offers.taken = [row.route for row in snapshot.rows]
        parts = (self._bottom, self._panels, self.adding, self.app_menu, self._dialogs, self.arranger, self._row_menu)
        for part in (*parts, self._announcer):
            part.show_snapshot(snapshot)
        if self._demo is not None:
            self._demo.show_snapshot(snapshot)

    def tell_demo(self) -> None:
        """It is the demo's."""
        self.setWindowTitle(DEMO)
        self._demo = DemoBar()
        self.beside.left.insertWidget(0, self._demo)

    def bring_up(self, route: str = "") -> None:
        """Show it in front, at that route if one is named, ready for typing: a question's answer, or a route's name."""
        if route:
            self._top.clear_search()
        self._pane.choose(route)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)
        self.fetch_back()
        self.raise_()
        self.activateWindow()
        entry = self._panels.entry()
        if entry is not None:
            self._panels.ensureWidgetVisible(entry)
        entry = entry or (self._filter if self._filter.isVisible() else self.adding.address)
        entry.setFocus()
        entry.selectAll()

    def add(self) -> None:
        """Ask for the address of a route to add."""
        self.bring_up()
        self.adding.begin()

    def search_for(self, text: str) -> None:
        """Narrow the list, as by typing."""
        self._filter.setText(text)

    def show_quietly(self) -> None:
        """Show it without taking the keyboard from what the person is doing."""
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.show()

    def show_changed(self, done: str) -> None:
        """The settings file was changed; `done`: what can be undone, "" for nothing."""
        self.undo.offer(tr(done))
        self.adding.done()
        self.arranger.done()

    def show_refused(self, problem: Problem) -> None:
        """It was not."""
        self.adding.refused(problem)
        self.arranger.refused(problem)

    def show_report(self, route: str, report: Report) -> None:
        """As `Dialogs.show_report`."""
        self._dialogs.show_report(route, report)

    def show_about(self) -> None:
        self._dialogs.show_about()

    def take(self, intent: object) -> bool:
        """Open the dialog that `intent` takes, while the window itself may stay hidden; False where it takes none."""
        return self._dialogs.take(intent) or self.arranger.take(intent)

    @property
    def topic(self) -> Topic:
        """What explains the row that a person is at."""
        return topic_of_row(self.current_row())

    def current_row(self) -> Row | None:
        return self._pane.current()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's name
        self._top.clear_search()
        super().closeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        if event.matches(QKeySequence.StandardKey.Paste) and self.adding.takes_paste():
            return
        match event.key():
            case Qt.Key.Key_Escape:
                if not self._top.clear_search():
                    self.close()
            case _:
                super().keyPressEvent(event)

    def _set_up(self) -> None:
        self.setWindowTitle("pomtray")
        self.setWindowIcon(self._icons.icon("pomtray"))
        put(self, b"")
        SeenBoxes(self)

    def _lay_out(self) -> None:
        page = QWidget()
        self.setCentralWidget(page)
        self.beside.left.addWidget(self.adding)
        self.beside.left.addWidget(self._panels)
        self.beside.left.addWidget(self._pane, 1)
        self.beside.left.addWidget(self._empty, 1)
        layout = QVBoxLayout(page)
        layout.addLayout(self._top)
        layout.addWidget(self.beside, 1)
        layout.addWidget(self._now)
        layout.addWidget(self.offers)
        layout.addWidget(self.undo)
        layout.addLayout(self._bottom)

    def _connect(self) -> None:
        self._connect_keys()
        self._connect_list()
        drops = Drops(self)
        drops.text.connect(self.adding.begin)
        self._top.add_button.clicked.connect(self.add)
        self._top.details_button.toggled.connect(lambda on: self.beside.open(wanted=on))
        self.beside.shown.connect(self._top.details_button.setChecked)
        self.adding.closed.connect(self._filter.setFocus)
        self._bottom.sign_in_all.clicked.connect(lambda: self.intent.emit(AppAction.SIGN_IN_ALL))
        for choices in (self._pane.buttons, self._row_menu, self._now, self.app_menu):
            choices.intent.connect(self._asked)
        places = (self.beside, self._pane.tags, self.adding, self.undo, self.offers, self._panels)
        for asking in (*places, self._dialogs, self.arranger, drops, ByKeyboard(self)):
            asking.intent.connect(self.intent)

    def _connect_keys(self) -> None:
        keys = ListKeys(self._filter, self._list, self.adding.takes_paste)
        keys.entered.connect(self._do_default)
        keys.menu.connect(self._row_menu.open_at)
        opens = {"F10": self._top.open_menu, "Alt+Return": self._top.details_button.toggle}
        does = {"Ctrl+N": self.add, "Ctrl+F": self._top.find, **opens}
        Keys((self, self._filter, self._list), self.current_row, does).intent.connect(self._asked)
        keys.delete.connect(self._remove)

    def _connect_list(self) -> None:
        self._top.narrowed.connect(self._pane.narrow)
        self._list.doubleClicked.connect(self._do_default)
        self._list.left.connect(self._pane.reorder)
        self._row_menu.aboutToHide.connect(self._pane.reorder)
        self._list.customContextMenuRequested.connect(self._row_menu.open_at)
        self._pane.moved.connect(self._show_current)
        self._pane.buttons.more.connect(self._row_menu.open_at)

    def _asked(self, intent: object) -> None:
        if isinstance(intent, RouteIntent) and intent.action is Action.DETAILS:
            self.beside.open(wanted=True)
        elif not self.take(intent):
            self.intent.emit(intent)

    def _show_current(self) -> None:
        found = self._rows.rowCount() > 0
        self._pane.setVisible(found)
        self._empty.setVisible(not found)
        if self._snapshot is not None:
            self._empty.setText(no_rows(self._snapshot))
        row = self.current_row()
        route = row.route if row else ""
        self.beside.show_row(route)
        self._now.be_at(route)

    def _do_default(self, _index: QModelIndex | None = None) -> None:
        row = self.current_row()
        action = default_action(row) if row else None
        if row is not None and action is not None:
            self.intent.emit(RouteIntent(action, row.route))

    def _remove(self) -> None:
        if row := self.current_row():
            self.arranger.take(Arrange(Arranging.REMOVE, row.route))
