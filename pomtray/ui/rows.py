"""The window's list: rows narrowed by what is typed, and how one is drawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pomtray.core.held import held
from pomtray.core.search import Search
from pomtray.core.snapshot import Row
from pomtray.ui.icons import Icons
from pomtray.ui.readable import WEAK, with_readable_selection
from pomtray.ui.words import row_details, row_spoken, row_tip, standing

_Index = QModelIndex | QPersistentModelIndex
_MARGIN: Final = 8
_ICON: Final = 24


class Rows(QAbstractListModel):
    """The rows that match the filter, in the snapshot's order, or where they were. `Qt.UserRole` gives the `Row`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._latest: tuple[Row, ...] = ()
        self._all: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._places: dict[str, int] = {}
        self._search = Search()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008, N802 Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        row = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return row.route
            case Qt.ItemDataRole.AccessibleTextRole:
                return row_spoken(row)
            case Qt.ItemDataRole.ToolTipRole:
                return row_tip(row)
            case Qt.ItemDataRole.UserRole:
                return row
            case _:
                return None

    def show_rows(self, rows: tuple[Row, ...], *, in_place: bool = False) -> None:
        """`in_place`: each stays where it is until `reorder`."""
        self._latest = rows
        self._all = held(self._all, rows) if in_place else rows
        self._refresh(keeping=self._places if in_place else ())

    def reorder(self) -> None:
        """Show them in the order that was told last."""
        self.show_rows(self._latest)

    def narrow(self, search: Search) -> None:
        """Show those that `search` finds. One that is shown stays while its place is kept, whatever it becomes."""
        self._search = search
        self.reorder()

    def place_of(self, route: str) -> QModelIndex:
        """Where the route of that name stands now; invalid where it is not shown."""
        place = self._places.get(route)
        return QModelIndex() if place is None else self.index(place)

    def _refresh(self, keeping: Collection[str]) -> None:
        """Tell the view no more than what changed: a reset loses the place a person is at."""
        shown = self._search.among(self._all, keeping)
        if _names(shown) != _names(self._shown):
            self.beginResetModel()
            self._shown = shown
            self._places = {name: place for place, name in enumerate(_names(shown))}
            self.endResetModel()
        elif shown != self._shown:
            self._shown = shown
            self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))


def _names(rows: Sequence[Row]) -> list[str]:
    return [row.route for row in rows]


class RowPainter(QStyledItemDelegate):
    """Two lines a row: shape, name and what is left; under it who, until when, and how fresh that is."""

    def __init__(self, icons: Icons, parent: QObject) -> None:
        super().__init__(parent)
        self._icons = icons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802, ARG002 Qt's signature
        return QSize(0, option.fontMetrics.height() * 2 + 2 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, Row):
            return
        if _is_selected(option):
            option = QStyleOptionViewItem(option)
            option.palette = with_readable_selection(option.palette)
        self._paint_ground(painter, option, index)
        space = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        icon = QRect(space.left(), space.center().y() - _ICON // 2, _ICON, _ICON)
        self._icons.row(row, ground=_ground(option)).paint(painter, icon)
        painter.save()
        _paint_texts(painter, option, space.adjusted(_ICON + _MARGIN, 0, 0, 0), row)
        painter.restore()

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        style = ground.widget.style() if ground.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)


def _paint_texts(painter: QPainter, option: QStyleOptionViewItem, space: QRect, row: Row) -> None:
    upper = QRect(space.left(), space.top(), space.width(), option.fontMetrics.height())
    lower = upper.translated(0, upper.height())
    strong, weak = _pens(option)
    left = standing(row)
    width = option.fontMetrics.horizontalAdvance(left)
    painter.setPen(strong)
    painter.drawText(upper, Qt.AlignmentFlag.AlignRight, left)
    painter.setFont(_bold(option.font))
    _paint_elided(painter, upper.adjusted(0, 0, -width - _MARGIN, 0), row.route)
    painter.setFont(option.font)
    painter.setPen(weak)
    _paint_elided(painter, lower, " · ".join(part for part in (row_details(row), row.host) if part))


def _paint_elided(painter: QPainter, space: QRect, text: str) -> None:
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, space.width())
    painter.drawText(space, Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine, shown)


def _pens(option: QStyleOptionViewItem) -> tuple[QColor, QColor]:
    selected = _is_selected(option)
    strong = option.palette.color(QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text)
    weak = QColor(strong)
    weak.setAlphaF(WEAK if selected else 0.7)
    return strong, weak


def _ground(option: QStyleOptionViewItem) -> QColor:
    active = option.state & QStyle.StateFlag.State_Active
    group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
    role = QPalette.ColorRole.Highlight if _is_selected(option) else QPalette.ColorRole.Base
    return option.palette.color(group, role)


def _is_selected(option: QStyleOptionViewItem) -> bool:
    return bool(option.state & QStyle.StateFlag.State_Selected)


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setBold(True)
    return bold
