"""How a row of the window's list is drawn, and the head above the routes of a session."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pomtray.core.rows.heads import Head
from pomtray.core.view.snapshot import Row
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.buttons import RowButtons
from pomtray.ui.rows.readable import WEAK, with_readable_selection
from pomtray.ui.rows.rows import UNDER
from pomtray.ui.words.heads import head_details, head_title
from pomtray.ui.words.rows import row_details, row_details_under, row_title, standing, standing_under

_Index = QModelIndex | QPersistentModelIndex
_MARGIN: Final = 8
_ICON: Final = 24
_INDENT: Final = 20
"""Pixels: of the routes under a head."""


class RowPainter(QStyledItemDelegate):
    """Two lines a row: shape, name and what is left; under it who, until when, and how fresh that is."""

    def __init__(self, icons: Icons, buttons: RowButtons) -> None:
        super().__init__(buttons)
        self._icons = icons
        self._buttons = buttons

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802, ARG002 Qt's signature
        return QSize(0, option.fontMetrics.height() * 2 + 2 * _MARGIN)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        item = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(item, Head):
            _paint_head(painter, option, item)
        elif isinstance(item, Row):
            self._paint_row(painter, option, index, item)

    def _paint_row(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index, row: Row) -> None:
        if _is_selected(option):
            option = QStyleOptionViewItem(option)
            option.palette = with_readable_selection(option.palette)
        self._paint_ground(painter, option, index)
        is_under = bool(index.data(UNDER))
        right = self._buttons.paint(painter, option, row)
        space = _space(option.rect.adjusted(_INDENT if is_under else 0, 0, 0, 0))
        space.setRight(right - _MARGIN)
        icon = QRect(space.left(), space.center().y() - _ICON // 2, _ICON, _ICON)
        self._icons.row(row, ground=_ground(option)).paint(painter, icon)
        details = row_details_under(row) if is_under else row_details(row)
        lower = " · ".join(part for part in (details, row.host) if part)
        texts = (row_title(row), standing_under(row) if is_under else standing(row), lower)
        _paint_texts(painter, option, space.adjusted(_ICON + _MARGIN, 0, 0, 0), texts)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        style = ground.widget.style() if ground.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget)


def _space(rect: QRect) -> QRect:
    return rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)


def _paint_head(painter: QPainter, option: QStyleOptionViewItem, head: Head) -> None:
    """NOTE: an item that cannot be chosen comes with the pale colours of what cannot be used; this is to be read."""
    option = QStyleOptionViewItem(option)
    option.palette.setCurrentColorGroup(QPalette.ColorGroup.Active)
    painter.fillRect(option.rect, option.palette.color(QPalette.ColorRole.AlternateBase))
    left = head.session.left if head.session else ""
    _paint_texts(painter, option, _space(option.rect), (head_title(head), left, head_details(head)))


def _paint_texts(painter: QPainter, option: QStyleOptionViewItem, space: QRect, texts: tuple[str, str, str]) -> None:
    """`texts`: what it is about, on the right what is left, and under both the rest."""
    title, left, rest = texts
    upper = QRect(space.left(), space.top(), space.width(), option.fontMetrics.height())
    strong, weak = _pens(option)
    width = option.fontMetrics.horizontalAdvance(left)
    painter.save()
    painter.setPen(strong)
    painter.drawText(upper, Qt.AlignmentFlag.AlignRight, left)
    painter.setFont(_bold(option.font))
    _paint_elided(painter, upper.adjusted(0, 0, -width - _MARGIN, 0), title)
    painter.setFont(option.font)
    painter.setPen(weak)
    _paint_elided(painter, upper.translated(0, upper.height()), rest)
    painter.restore()


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
