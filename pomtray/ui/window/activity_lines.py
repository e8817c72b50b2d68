"""How an entry of the activity is drawn: when, and beside it what happened, with its reason under that."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QListWidget, QStyle, QStyleOptionViewItem

from pomtray.core.plain import kept_together
from pomtray.ui.rows.readable_list import ReadableLines

APART: Final = "   "
"""What stands between when and what in an entry's text."""
_EDGE: Final = 6
_GAP: Final = 3
_FLAGS: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_Index = QModelIndex | QPersistentModelIndex


class ActivityLines(ReadableLines):
    """What wraps stays under its own first line."""

    def __init__(self, shown: QListWidget) -> None:
        super().__init__(shown)
        self._shown = shown
        self._indent = 0

    def make_room(self) -> None:
        """As much for when as the longest of the list takes."""
        texts = (self._shown.item(place).text() for place in range(self._shown.count()))
        whens = (text.partition(APART)[0] + APART for text in texts)
        self._indent = _EDGE + max(map(self._shown.fontMetrics().horizontalAdvance, whens), default=0)

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:  # noqa: N802 Qt's name
        _, what = _parts(index)
        room = QRect(0, 0, self._shown.viewport().width() - self._indent - _EDGE, 0)
        return QSize(0, option.fontMetrics.boundingRect(room, _FLAGS, what).height() + 2 * _GAP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        option = QStyleOptionViewItem(option)
        self.initStyleOption(option, index)
        option.text = ""
        style = self._shown.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, self._shown)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if is_selected else QPalette.ColorRole.Text
        when, what = _parts(index)
        space = option.rect.adjusted(_EDGE, _GAP, -_EDGE, -_GAP)
        for room, text in ((space, when), (space.adjusted(self._indent - _EDGE, 0, 0, 0), what)):
            style.drawItemText(painter, room, _FLAGS, option.palette, True, text, role)  # noqa: FBT003 Qt's


def _parts(index: _Index) -> tuple[str, str]:
    """When, and what happened in its lines."""
    when, _, what = str(index.data(Qt.ItemDataRole.DisplayRole)).partition(APART)
    return when, kept_together(what)
