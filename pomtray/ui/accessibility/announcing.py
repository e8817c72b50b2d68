"""What a screen reader is told: news that the eye sees beside what one does, and the row that the search leads to."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from pomtray.core.plain import unmarked
from pomtray.core.text import joined
from pomtray.core.view.notice import listed_names
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.wording import tr
from pomtray.ui.words.program import no_rows, told_of
from pomtray.ui.words.rows import row_spoken

try:
    from PySide6.QtGui import QAccessibleAnnouncementEvent
except ImportError:  # Qt 6.7
    QAccessibleAnnouncementEvent = None  # type: ignore[assignment, misc]


def announce(widget: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have `text` spoken, where somebody listens and `widget` is seen. urgent: at once, whatever is being said."""
    if not text or not widget.isVisible():
        return
    if QAccessibleAnnouncementEvent is None:
        widget.setAccessibleDescription(unmarked(text))
        QAccessible.updateAccessibility(QAccessibleEvent(widget, QAccessible.Event.Alert))
        return
    event = QAccessibleAnnouncementEvent(widget, unmarked(text))
    if urgent:
        event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
    QAccessible.updateAccessibility(event)


def urgent_news(before: Snapshot, now: Snapshot) -> Iterator[str]:
    """What asks the person, or is wrong with the program."""
    for asking in now.questions:
        if asking not in before.questions:
            yield tr("Question: {title}").format(title=f"{asking.question.title} {asking.question.text}")
    for program in now.programs:
        if program not in before.programs:
            yield tr("Question: {title}").format(title=f"{program.title}. {program.text}")
    codes = {row.code for row in before.rows}
    yield from (f"{row.route}: {row.code}" for row in now.rows if row.code and row.code not in codes)
    yield from (told_of(it.problem) for it in now.trouble if it not in before.trouble)


def news(before: Snapshot, now: Snapshot) -> Iterator[str]:
    """What was told, and which routes are in another state than before, why where it failed."""
    is_retold = now.said_until != before.said_until
    yield from (text for text in now.said if text not in before.said or (is_retold and text == now.said[-1]))
    known = {row.route: row for row in before.rows}
    changed: dict[str, list[str]] = {}
    for row in now.rows:
        if (was := known.get(row.route)) and was.badge is not row.badge and not row.code:
            changed.setdefault(_change(row), []).append(row.route)
    yield from (tr(joined(": ", (listed_names(it, len(it)), change))) for change, it in changed.items())


def _change(row: Row) -> str:
    is_new = row.reason and row.reason not in row.note
    state = tr(row.state)
    return f"{state}. {row.reason}" if is_new else state


class Announcer(QObject):
    """For the window, its search and the list that the search narrows."""

    def __init__(self, window: QWidget, search: QWidget, rows: QAbstractItemView) -> None:
        super().__init__(window)
        self._window = window
        self._search = search
        self._rows = rows
        self._snapshot: Snapshot | None = None
        self._at = ""
        rows.selectionModel().currentChanged.connect(self._moved)
        rows.model().modelReset.connect(self._narrowed)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and self._window.isVisible():
            announce(self._window, ". ".join(urgent_news(before, snapshot)), urgent=True)
            announce(self._window, ". ".join(news(before, snapshot)))

    def _moved(self, place: QModelIndex) -> None:
        """NOTE: a reader follows the keyboard, which stays in the search."""
        row = place.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, Row) or row.route == self._at:
            return
        self._at = row.route
        if self._search.hasFocus():
            announce(self._search, row_spoken(row))

    def _narrowed(self) -> None:
        if self._rows.model().rowCount() == 0 and self._search.hasFocus() and self._snapshot is not None:
            self._at = ""
            announce(self._search, no_rows(self._snapshot))
