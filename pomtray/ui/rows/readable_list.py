"""Lists whose selected line can be read, whatever colour the desktop selects with; a tip has long lines whole."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QTreeWidget,
)

from pomtray.core.plain import kept_together
from pomtray.ui.rows.readable import with_readable_selection
from pomtray.ui.seen_boxes import with_seen_boxes
from pomtray.ui.words.names import tip

_Index = QModelIndex | QPersistentModelIndex


class ReadableLines(QStyledItemDelegate):
    """A line that the list is too narrow for is whole in its tooltip."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:  # noqa: N802 Qt's name
        super().initStyleOption(option, index)
        option.text = kept_together(option.text)
        option.palette = with_seen_boxes(with_readable_selection(option.palette))

    def helpEvent(  # noqa: N802 Qt's name
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: _Index
    ) -> bool:
        text = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        is_told = event.type() is not QEvent.Type.ToolTip or index.data(Qt.ItemDataRole.ToolTipRole)
        if is_told or not is_longer(text, view):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), tip(text), view)
        return True


def is_longer(text: str, view: QAbstractItemView) -> bool:
    """Whether a line of it is longer than `view` is wide."""
    widest = max(map(view.fontMetrics().horizontalAdvance, text.splitlines()), default=0)
    return widest > view.viewport().width()


class ReadableTree(QTreeWidget):
    """The same of a tree, whose style draws what stands before a line by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(ReadableLines(self))

    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: _Index) -> None:  # noqa: N802 Qt's name
        options = QStyleOptionViewItem(options)
        options.palette = with_readable_selection(options.palette)
        super().drawRow(painter, options, index)


class ReadableList(QListWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(ReadableLines(self))
