"""A small window that comes up from anywhere: type, choose, Enter copies the header, Esc closes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QCloseEvent, QCursor, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidgetItem, QMainWindow, QVBoxLayout, QWidget

from pomtray.core.intent import RouteIntent, Show
from pomtray.core.rows.choice import quick
from pomtray.core.rows.row import Row
from pomtray.core.rows.search import quickly
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Snapshot
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.accessibility.help_key import HelpKey
from pomtray.ui.icons.icons import Icons
from pomtray.ui.plain_label import plain_label
from pomtray.ui.rows.list import MOVES
from pomtray.ui.rows.readable_list import ReadableList
from pomtray.ui.wording import tr
from pomtray.ui.words.actions import action_name
from pomtray.ui.words.program import QUICK_SEARCH, no_rows
from pomtray.ui.words.rows import row_label, row_spoken, row_tip

_WIDTH, _HEIGHT = 480, 320
"""Pixels. NOTE: of one size, so that tiling desktops let it float."""
_MOST: Final = 50
"""Rows that are listed; more letters find the others."""
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuickSearch(QMainWindow):
    """Snapshots in, intents out. A main window as `LookedAt` is one."""

    intent = Signal(object)
    topic = Topic.SEARCH

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self._icons = icons
        self._snapshot: Snapshot | None = None
        self.field = QLineEdit()
        self.list = ReadableList()
        self._does = plain_label("")
        self._at = ""
        self._lay_out()
        HelpKey(self).intent.connect(self.intent)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.list.installEventFilter(self)
        self.list.currentItemChanged.connect(self._moved)
        self.list.itemClicked.connect(lambda _: self._do())

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """The row a person is at stays the one they are at."""
        self._snapshot = snapshot
        self._list_rows(keep=self._at)

    def bring_up(self, snapshot: Snapshot) -> None:
        """In front, empty, where the pointer is."""
        self.field.clear()
        self._at = ""
        self.show_snapshot(snapshot)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        if not self.isVisible():
            self._centre()
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setFocus()
        self._at = ""
        self._moved()  # what is not seen yet is not spoken

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's name
        event.ignore()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """The keyboard stays in the field, whose arrows choose."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            if event.key() in _ENTER:
                self._do()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.hide()
                return True
            if watched is self.field and event.key() in MOVES:
                QGuiApplication.sendEvent(self.list, event)
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        self.setWindowTitle(tr(QUICK_SEARCH).removesuffix("…"))
        self.setWindowIcon(self._icons.icon("pomtray"))
        self.field.setPlaceholderText(tr("Name, host, tag or person"))
        self.field.setAccessibleName(self.windowTitle())
        self.list.setAccessibleName(tr("Routes"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        page = QWidget()
        layout = QVBoxLayout(page)
        for widget in (self.field, self.list, self._does):
            layout.addWidget(widget)
        self.setCentralWidget(page)
        self.setFixedSize(_WIDTH, _HEIGHT)

    def _centre(self) -> None:
        screen = QGuiApplication.screenAt(QCursor.pos()) or self.screen()
        place = QRect(QPoint(), self.size())
        place.moveCenter(screen.availableGeometry().center())
        self.move(place.topLeft())

    def _narrow(self) -> None:
        self._list_rows()
        if self.list.count() == 0 and self._snapshot is not None:
            announce(self.field, no_rows(self._snapshot))

    def _list_rows(self, keep: str = "") -> None:
        """keep: the row to be at, else the first."""
        rows = quickly(self.field.text(), self._snapshot.rows if self._snapshot else (), _MOST)
        self.list.blockSignals(True)  # noqa: FBT003 Qt's
        self.list.clear()
        for row in rows:
            self.list.addItem(self._item(row))
        names = [row.route for row in rows]
        self.list.setCurrentRow(names.index(keep) if keep in names else 0)
        self.list.blockSignals(False)  # noqa: FBT003 Qt's
        self._moved()

    def _item(self, row: Row) -> QListWidgetItem:
        item = QListWidgetItem(self._icons.row(row), row_label(row))
        item.setData(Qt.ItemDataRole.UserRole, row)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, row_spoken(row))
        item.setToolTip(row_tip(row))
        return item

    def _row(self) -> Row | None:
        item = self.list.currentItem()
        found = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, Row) else None

    def _moved(self) -> None:
        """NOTE: a reader follows the keyboard, which stays in the field."""
        row = self._row()
        self._does.setText(_does(row) if row else "")
        if row is not None and row.route != self._at:
            announce(self.field, f"{row_spoken(row)}. {self._does.text()}")
        self._at = row.route if row else ""

    def _do(self) -> None:
        """What a click in a short menu does."""
        row = self._row()
        if row is None:
            return
        action = quick(row)
        self.hide()
        self.intent.emit(RouteIntent(action, row.route) if action else Show(row.route))


def _does(row: Row) -> str:
    action = quick(row)
    return tr("Enter: {action}").format(action=action_name(action, row) if action else tr("Show…"))
