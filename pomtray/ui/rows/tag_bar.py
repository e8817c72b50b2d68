"""Where a route can be dropped while it is dragged: the tags that there are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from pomtray.core.intent import Rewrite
from pomtray.core.plain import isolated
from pomtray.core.rows.row import Row
from pomtray.core.rows.search import tags as all_tags
from pomtray.core.rows.tagging import retagged
from pomtray.core.settings.change import ChangeRoute
from pomtray.ui.plain_label import plain_label
from pomtray.ui.rows.list import ROUTE
from pomtray.ui.wording import tr

_MARGIN: Final = 8


class TagBar(QFrame):
    """`intent`: `Rewrite`. It stands below the list, so that nothing moves under what is dragged."""

    intent = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._row: Row | None = None
        self._out_of = ""
        self._title = plain_label("")
        self._targets = QHBoxLayout()
        self._targets.setContentsMargins(0, 0, 0, 0)
        inside, area = QWidget(), QScrollArea(widgetResizable=True)
        inside.setLayout(self._targets)
        area.setWidget(inside)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFixedHeight(self.fontMetrics().height() + 5 * _MARGIN)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        layout = QVBoxLayout(self)
        layout.addWidget(self._title)
        layout.addWidget(area)
        self.hide()

    def show_for(self, row: Row | None, rows: Iterable[Row], out_of: str) -> None:
        """`row` is dragged; None: not any more. out_of: the tag that the list is narrowed to, "" for none."""
        self._row, self._out_of = row, out_of if row and out_of in row.tags else ""
        while (item := self._targets.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        wanted = [tag for tag in all_tags(rows) if row and tag not in row.tags]
        for tag in wanted:
            self._add(tag, isolated(tag))
        if row and row.tags:
            self._add("", tr("No tag"))
        self._targets.addStretch()
        if row is not None:
            said = tr("Move {route} from {tag} to:") if self._out_of else tr("Give {route} a tag:")
            self._title.setText(said.format(route=isolated(row.route), tag=isolated(self._out_of)))
        self.setVisible(row is not None and bool(wanted or row.tags))

    def targets(self) -> list[Target]:
        return self.findChildren(Target)

    def _add(self, tag: str, text: str) -> None:
        target = Target(tag, text)
        target.dropped.connect(self._dropped)
        self._targets.addWidget(target)

    def _dropped(self, tag: str) -> None:
        if self._row is None:
            return
        tags, name = retagged(self._row.tags, tag, self._out_of), isolated(self._row.route)
        said = tr("{route} has the tag {tag} now.") if tag else tr("{route} has no tag now.")
        change = ChangeRoute(self._row.route, {"tags": tags or None})
        self.intent.emit(Rewrite(change, said.format(route=name, tag=isolated(tag))))


class Target(QLabel):
    dropped = Signal(str)

    def __init__(self, tag: str, text: str) -> None:
        super().__init__(text)
        self.tag = tag
        self.setMargin(_MARGIN)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAcceptDrops(True)
        self.setAutoFillBackground(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 Qt's name
        if event.mimeData().hasFormat(ROUTE):
            self._mark(is_over=True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 Qt's name
        super().dragLeaveEvent(event)
        self._mark(is_over=False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 Qt's name
        event.acceptProposedAction()
        self.dropped.emit(self.tag)

    def _mark(self, *, is_over: bool) -> None:
        font = self.font()
        font.setBold(is_over)
        self.setFont(font)
