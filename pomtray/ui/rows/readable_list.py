"""A list whose selected line can be read, whatever colour the desktop selects with."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QListWidget, QStyledItemDelegate, QStyleOptionViewItem

from pomtray.ui.rows.readable import with_readable_selection


class _Readable(QStyledItemDelegate):
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802 Qt's name
        super().initStyleOption(option, index)
        option.palette = with_readable_selection(option.palette)


class ReadableList(QListWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setItemDelegate(_Readable(self))
