"""The rows of the window's list: narrowed by what is typed, and under their sessions."""

from __future__ import annotations

from bisect import bisect
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pomtray.core.rows.heads import Head, headed
from pomtray.core.rows.held import held
from pomtray.core.rows.search import Search, text_of
from pomtray.core.view.snapshot import Row
from pomtray.ui.words.heads import head_details, head_spoken, head_title
from pomtray.ui.words.names import tip
from pomtray.ui.words.rows import row_spoken, row_tip

_Index = QModelIndex | QPersistentModelIndex
UNDER: Final = Qt.ItemDataRole.UserRole + 1
"""Whether what the row has in common with others stands above it."""


class Rows(QAbstractListModel):
    """The rows that match the filter, in the snapshot's order, or where they were, and the heads above them.

    `Qt.UserRole` gives the `Row` or the `Head`.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._latest: tuple[Row, ...] = ()
        self._all: tuple[Row, ...] = ()
        self._shown: list[Row | Head] = []
        self._texts: list[str] = []
        self._heads: list[int] = []
        """The places of heads."""
        self._places: dict[str, int] = {}
        self._search = Search()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self._shown[index.row()]
        return _told_of_head(row, role) if isinstance(row, Head) else self._role_data(index, row, role)

    def _role_data(self, index: _Index, row: Row, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.route
            case Qt.ItemDataRole.AccessibleTextRole:
                return row_spoken(row)
            case Qt.ItemDataRole.ToolTipRole:
                return row_tip(row)
            case Qt.ItemDataRole.UserRole:
                return row
            case _ if role == UNDER:
                return self._is_under(index.row(), row)
            case _:
                return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """A head cannot be chosen, and nothing but a route is dragged."""
        item = self._shown[index.row()] if index.isValid() else None
        if isinstance(item, Head):
            return Qt.ItemFlag.NoItemFlags
        is_route = isinstance(item, Row) and not item.refused
        return super().flags(index) | (Qt.ItemFlag.ItemIsDragEnabled if is_route else Qt.ItemFlag.NoItemFlags)

    @property
    def every(self) -> tuple[Row, ...]:
        """Those that are not shown too."""
        return self._all

    @property
    def tag(self) -> str:
        """The one that it is narrowed to."""
        return self._search.tag

    def show_rows(self, rows: tuple[Row, ...], *, in_place: bool = False) -> None:
        """`in_place`: each stays where it is until `reorder`."""
        self._latest = rows
        self._all = held(self._all, rows) if in_place else rows
        self._texts = list(map(text_of, self._all))
        self._refresh(in_place=in_place)

    def reorder(self) -> None:
        """Show them in the order that was told last."""
        self.show_rows(self._latest)

    def narrow(self, search: Search) -> None:
        """Show those that `search` finds. One that is shown stays while its place is kept, whatever it becomes."""
        self._search = search
        if self._all is not self._latest:
            self.reorder()
        else:
            self._refresh(in_place=False)

    def place_of(self, route: str) -> QModelIndex:
        """Where the route of that name stands now; invalid where it is not shown."""
        place = self._places.get(route)
        return QModelIndex() if place is None else self.index(place)

    def first_index(self) -> QModelIndex:
        """Where the first route stands; invalid where none is shown."""
        return self.index(min(self._places.values())) if self._places else QModelIndex()

    def _refresh(self, *, in_place: bool) -> None:
        """Tell the view no more than what changed: a reset loses the place a person is at."""
        rows = self._search.among(self._all, self._texts, self._places if in_place else ())
        holding = {item.above for item in self._shown if isinstance(item, Head)} if in_place else None
        shown = headed(rows, holding)
        if [item.route for item in shown] != [item.route for item in self._shown]:
            self.beginResetModel()
            self._put(shown)
            self.endResetModel()
        elif shown != self._shown:
            self._put(shown)
            self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))

    def _put(self, shown: list[Row | Head]) -> None:
        self._shown = shown
        self._heads = [place for place, item in enumerate(shown) if isinstance(item, Head)]
        self._places = {item.route: place for place, item in enumerate(shown) if isinstance(item, Row)}

    def _is_under(self, place: int, row: Row) -> bool:
        """Whether the head above the row says what it has in common with others."""
        above = bisect(self._heads, place)
        head = self._shown[self._heads[above - 1]] if above else None
        told = head.session if isinstance(head, Head) and place - self._heads[above - 1] <= head.routes else None
        return told is not None and row.session is not None and told.key == row.session.key


def _told_of_head(head: Head, role: int) -> object:
    match role:
        case Qt.ItemDataRole.AccessibleTextRole:
            return head_spoken(head)
        case Qt.ItemDataRole.ToolTipRole:
            return tip(f"{head_title(head)}\n{head_details(head)}")
        case Qt.ItemDataRole.UserRole:
            return head
        case _:
            return None
