"""The page of what happened: the newest first, found by typing. It holds no secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListView,
    QListWidget,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.activity import ActivityEntry, matching
from pomtray.core.deadline import WallClock, clock_time
from pomtray.core.topic import Topic
from pomtray.ui.window.activity_lines import APART, ActivityLines
from pomtray.ui.wording import tr

_SIZE: Final = QSize(640, 460)


class ActivityDialog(QDialog):
    """Follows what happens while it is open."""

    cleared = Signal()
    topic = Topic.ACTIVITY

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Activity"))
        self._entries: Sequence[ActivityEntry] = ()
        self._now, self._clock = datetime.now(UTC), WallClock()
        self._filter = QLineEdit(clearButtonEnabled=True)
        self._filter.setPlaceholderText(tr("Type to find"))
        self._filter.setAccessibleName(tr("Find in what happened"))
        self._list = QListWidget()
        self._lines = ActivityLines(self._list)
        self._list.setItemDelegate(self._lines)
        self._list.setResizeMode(QListView.ResizeMode.Adjust)
        self._list.setAccessibleName(tr("What happened, the newest first"))
        self._list.setAlternatingRowColors(True)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._none = QLabel()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._clear = buttons.addButton(tr("C&lear"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self._clear.setAutoDefault(False)
        self._clear.clicked.connect(self.cleared)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (self._filter, self._list, self._none, buttons):
            layout.addWidget(part)
        self._filter.textChanged.connect(self._show)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return _SIZE

    def show_entries(self, entries: Sequence[ActivityEntry], now: datetime, clock: WallClock) -> None:
        """`entries`: the oldest first."""
        self._entries, self._now, self._clock = entries, now, clock
        self._show()

    def _show(self) -> None:
        found = matching(self._entries, self._filter.text())
        self._list.clear()
        self._list.addItems([self._line(entry) for entry in found])
        self._lines.make_room()
        self._none.setText(tr("Nothing has this text.") if self._entries else tr("Nothing has happened in 7 days."))
        self._none.setVisible(not found)
        self._list.setVisible(bool(found))
        self._clear.setEnabled(bool(self._entries))

    def _line(self, entry: ActivityEntry) -> str:
        when = clock_time(entry.at, self._now, self._clock)
        often = tr(" ({count} times)").format(count=entry.times) if entry.times > 1 else ""
        return f"{when}{APART}{entry.title}{often}" + (f"\n{entry.text}" if entry.text else "")
