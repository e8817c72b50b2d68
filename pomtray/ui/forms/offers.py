"""Routes that could be added: said quietly in the window, all taken at once or chosen from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pomtray.core.intent import Rewrite
from pomtray.core.plain import isolated
from pomtray.core.settings.change import AddRoutes
from pomtray.core.settings.offers import Offer, entries
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.plain_label import plain_label
from pomtray.ui.words import tr

_SIZE: Final = QSize(460, 380)


class OfferBar(QFrame):
    """Says "3 more routes here are yours". It goes when they are taken, or not wanted in this run."""

    intent = Signal(object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._offers: tuple[Offer, ...] = ()
        self._settled: set[str] = set()
        """Addresses that the person has taken, or does not want."""
        self.taken: Collection[str] = ()
        """The names that routes have."""
        self._text = plain_label("")
        self._choose = QPushButton(tr("&Choose…"), autoDefault=False)
        self._all = QPushButton(tr("&Add all"), autoDefault=False)
        close = QToolButton()
        close.setText("✕")
        close.setAutoRaise(True)
        close.setAccessibleName(tr("Not now"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        layout = QHBoxLayout(self)
        layout.addWidget(self._text, 1)
        for button in (self._choose, self._all, close):
            layout.addWidget(button)
        self._choose.clicked.connect(lambda: self.choose(self._offers))
        self._all.clicked.connect(lambda: self._add(self._offers))
        close.clicked.connect(self._decline)
        self.hide()

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        self._offers = tuple(offer for offer in offers if offer.address not in self._settled)
        said = more_routes(len(self._offers))
        self._text.setText(said)
        self.setAccessibleName(said)
        is_news = self.isHidden()
        self.setVisible(bool(self._offers))
        if is_news:
            announce(self, said)

    def choose(self, offers: tuple[Offer, ...]) -> None:
        """Let the person choose among `offers`, wherever they come from."""
        dialog = OfferDialog(offers, self._window)
        dialog.chosen.connect(self._add)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _add(self, offers: tuple[Offer, ...]) -> None:
        """NOTE: until the settings are read anew they are no routes yet, and must not be taken twice."""
        if offers:
            self._settled |= {offer.address for offer in offers}
            self.hide()
            self.intent.emit(Rewrite(AddRoutes(entries(offers, self.taken)), _added(len(offers))))

    def _decline(self) -> None:
        self._settled |= {offer.address for offer in self._offers}
        self.hide()


class OfferDialog(QDialog):
    """All are chosen at first."""

    chosen = Signal(object)

    def __init__(self, offers: tuple[Offer, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Add routes"))
        self._list = QListWidget()
        self._list.setAccessibleName(tr("Routes to add"))
        for offer in offers:
            self._list.addItem(_item(offer))
        kind = QDialogButtonBox.StandardButton
        self._buttons = QDialogButtonBox(kind.Ok | kind.Cancel)
        every = self._buttons.addButton(tr("All"), QDialogButtonBox.ButtonRole.ActionRole)
        none = self._buttons.addButton(tr("None"), QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.addWidget(self._list)
        layout.addWidget(self._buttons)
        every.clicked.connect(lambda: self._check_all(Qt.CheckState.Checked))
        none.clicked.connect(lambda: self._check_all(Qt.CheckState.Unchecked))
        self._list.itemChanged.connect(self._count)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._count()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        return _SIZE

    def accept(self) -> None:
        offers = self._checked()
        super().accept()
        self.chosen.emit(offers)

    def _checked(self) -> tuple[Offer, ...]:
        items = (self._list.item(place) for place in range(self._list.count()))
        return tuple(
            item.data(Qt.ItemDataRole.UserRole) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def _check_all(self, state: Qt.CheckState) -> None:
        """NOTE: counted once, not for each of thousands."""
        with QSignalBlocker(self._list):
            for place in range(self._list.count()):
                self._list.item(place).setCheckState(state)
        self._list.viewport().update()
        self._count()

    def _count(self) -> None:
        count = len(self._checked())
        add = self._buttons.button(QDialogButtonBox.StandardButton.Ok)
        add.setText(tr("Add 1 route") if count == 1 else tr("Add {count} routes").format(count=count))
        add.setEnabled(count > 0)


def _item(offer: Offer) -> QListWidgetItem:
    name = f"{isolated(offer.name)} — " if offer.name else ""
    item = QListWidgetItem(f"{name}{offer.shown}")
    item.setData(Qt.ItemDataRole.UserRole, offer)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked)
    return item


def more_routes(count: int) -> str:
    if count == 1:
        return tr("1 more route here is yours.")
    return tr("{count} more routes here are yours.").format(count=count)


def _added(count: int) -> str:
    return tr("1 route was added.") if count == 1 else tr("{count} routes were added.").format(count=count)
