"""Routes to choose from, with what was refused and why, and what another program keeps in plain text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.intent import DeletePlainText
from pomtray.core.plain import isolated
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import ImportableRoutes, NotTaken
from pomtray.core.text import counted
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.plain_label import plain_label
from pomtray.ui.rows.readable_list import ReadableList
from pomtray.ui.wording import tr

_SIZE: Final = QSize(460, 380)
_NAMED: Final = 3
"""Of the files that lie about, those that are named."""


class OfferDialog(QDialog):
    """All are chosen at first, but for routes to remove.

    What was refused is told with the reason, and what lies about in plain text. `intent`: that this is deleted.
    """

    chosen = Signal(object, object)
    """What to add, and names of routes to remove."""
    intent = Signal(object)
    topic = Topic.ADDING

    def __init__(self, found: ImportableRoutes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Add routes"))
        self._list = _list_of(tr("Routes to add"), map(_item, found.offers))
        self._list.setVisible(bool(found.offers))
        self._gone = _list_of(tr("Routes to remove"), map(_gone_item, found.gone))
        kind = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kind.Ok | kind.Cancel)
        self._plain_text = found.plain_text
        self._delete = QPushButton(tr("Delete", "a file, on a button"), autoDefault=False)
        self._lay_out(found)
        self._list.itemChanged.connect(self._count)
        self._gone.itemChanged.connect(self._count)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._count()

    def _lay_out(self, found: ImportableRoutes) -> None:
        layout = QVBoxLayout(self)
        layout.addWidget(self._list, 2)
        if found.gone:
            layout.addWidget(plain_label(tr("Listed no more: choose what to remove"), bold=True))
            layout.addWidget(self._gone, 1)
        self._lay_out_refused(layout, found.refused)
        self._lay_out_plain_text(layout)
        layout.addWidget(self._buttons)
        for text, state in ((tr("All"), Qt.CheckState.Checked), (tr("None"), Qt.CheckState.Unchecked)):
            self._offer_checking(text, state).setVisible(bool(found.offers))

    def _offer_checking(self, text: str, state: Qt.CheckState) -> QPushButton:
        """For all of them at once."""
        button = self._buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.clicked.connect(lambda: self._check_all(state))
        return button

    @staticmethod
    def _lay_out_refused(layout: QVBoxLayout, refused: tuple[NotTaken, ...]) -> None:
        if not refused:
            return
        shown = ReadableList()
        shown.setAccessibleName(tr("Not taken"))
        shown.setWordWrap(True)
        shown.addItems([f"{isolated(one.name)} — {one.why}." for one in refused])
        title = plain_label(tr("Not taken"), bold=True)
        layout.addWidget(title)
        layout.addWidget(shown, 1)

    def _lay_out_plain_text(self, layout: QVBoxLayout) -> None:
        if not self._plain_text:
            return
        named = map(isolated, self._plain_text[:_NAMED])
        text = plain_label("\n".join((plain_text_left(len(self._plain_text)), *named)))
        text.setAccessibleName(text.text())
        line = QHBoxLayout()
        line.addWidget(text, 1)
        line.addWidget(self._delete)
        layout.addLayout(line)
        self._delete.clicked.connect(self._ask_to_delete)

    def _ask_to_delete(self) -> None:
        self._delete.setEnabled(False)
        self.intent.emit(DeletePlainText(self._plain_text))

    def deleted(self, *, is_so: bool) -> None:
        """Say so, or let it be tried again."""
        self._delete.setEnabled(not is_so)
        if is_so:
            self._delete.setText(tr("Deleted"))
            announce(self, tr("Deleted"))

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return _SIZE

    def accept(self) -> None:
        offers, gone = self._checked(), _checked(self._gone)
        super().accept()
        self.chosen.emit(offers, gone)

    def _checked(self) -> tuple[Offer, ...]:
        return _checked(self._list)

    def _check_all(self, state: Qt.CheckState) -> None:
        """NOTE: counted once, not for each of thousands."""
        with QSignalBlocker(self._list):
            for place in range(self._list.count()):
                self._list.item(place).setCheckState(state)
        self._list.viewport().update()
        self._count()

    def _count(self) -> None:
        count, gone = len(self._checked()), len(_checked(self._gone))
        does = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        does.setText(what_is_done(count, gone))
        does.setEnabled(count + gone > 0)


def what_is_done(added: int, removed: int) -> str:
    """The button's text."""
    if added and removed:
        return tr("Add {added}, remove {removed}").format(added=added, removed=removed)
    if removed:
        return tr(counted("Remove 1 route", "Remove {count} routes", removed))
    return tr(counted("Add 1 route", "Add {count} routes", added))


def _checked(shown: QListWidget) -> tuple[Any, ...]:
    items = (shown.item(place) for place in range(shown.count()))
    return tuple(item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked)


def _list_of(name: str, items: Iterable[QListWidgetItem]) -> ReadableList:
    """name: what a screen reader calls it."""
    shown = ReadableList()
    shown.setAccessibleName(name)
    for item in items:
        shown.addItem(item)
    return shown


def _gone_item(name: str) -> QListWidgetItem:
    item = QListWidgetItem(isolated(name))
    item.setData(Qt.ItemDataRole.UserRole, name)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Unchecked)
    return item


def _item(offer: Offer) -> QListWidgetItem:
    name = f"{isolated(offer.name)} — " if offer.name else ""
    item = QListWidgetItem(f"{name}{offer.shown}")
    item.setData(Qt.ItemDataRole.UserRole, offer)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked)
    return item


def plain_text_left(count: int) -> str:
    if count == 1:
        return tr("pomerium-cli keeps a session unencrypted, for whoever can read your files:")
    return tr("pomerium-cli keeps {count} sessions unencrypted, for whoever can read your files:").format(count=count)
