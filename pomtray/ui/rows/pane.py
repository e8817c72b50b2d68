"""The window's list of routes: its rows, how they are drawn, their buttons, and the place that a person is at."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pomtray.core.rows.search import Search
from pomtray.core.view.snapshot import Row
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.buttons import RowButtons
from pomtray.ui.rows.list import RouteList
from pomtray.ui.rows.painter import RowPainter
from pomtray.ui.rows.rows import Rows
from pomtray.ui.rows.tag_bar import TagBar
from pomtray.ui.wording import tr


class RoutePane(QWidget):
    """`moved`: the person is at another row, or that says something else."""

    moved = Signal()

    def __init__(self, icons: Icons) -> None:
        super().__init__()
        self.rows = Rows(self)
        self.list = RouteList()
        self.tags = TagBar()
        self.buttons = RowButtons(self.list, self)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(RowPainter(icons, self.buttons))
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(tr("Routes"))
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.tags)
        self.list.dragged.connect(lambda row: self.tags.show_for(row, self.rows.every, self.rows.tag))
        self.list.selectionModel().currentChanged.connect(self._tell)

    def current(self) -> Row | None:
        """The row that a person is at."""
        row = self.list.currentIndex().data(Qt.ItemDataRole.UserRole)
        return row if isinstance(row, Row) else None

    def choose(self, route: str) -> None:
        """Be at that route, where it is shown."""
        if (place := self.rows.place_of(route)).isValid():
            self.list.setCurrentIndex(place)

    def show_rows(self, rows: tuple[Row, ...], *, in_place: bool) -> None:
        """`in_place`: nothing may move, because somebody is at it."""
        at = self.current()
        self.rows.show_rows(rows, in_place=in_place or self.list.is_used())
        self._keep_place(at)

    def narrow(self, search: Search) -> None:
        at = self.current()
        self.rows.narrow(search)
        self._keep_place(at)

    def reorder(self) -> None:
        """Nobody is at it any more, unless somebody is."""
        if not self.list.is_used():
            at = self.current()
            self.rows.reorder()
            self._keep_place(at)

    def _keep_place(self, at: Row | None) -> None:
        """The row a person is at stays the one they are at."""
        place = self.rows.place_of(at.route if at else "")
        if not place.isValid():
            place = self.rows.first_index()
        if place != self.list.currentIndex():
            self.list.setCurrentIndex(place)
        self._tell()

    def _tell(self) -> None:
        self.buttons.place()
        self.moved.emit()
