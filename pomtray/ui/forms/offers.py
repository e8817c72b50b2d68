"""Routes that could be added: said quietly in the window, all taken at once or chosen from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from pomtray.core.intent import Rewrite
from pomtray.core.settings.change import AddRoutes
from pomtray.core.settings.offers import Brought, Offer, entries
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.forms.offer_dialog import OfferDialog
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
        self._choose.clicked.connect(lambda: self.choose(Brought(self._offers)))
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

    def choose(self, found: Brought) -> None:
        """Let the person choose among what was `found`, wherever it comes from."""
        dialog = OfferDialog(found, self._window)
        dialog.chosen.connect(self._add)
        dialog.intent.connect(self.intent)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def deleted(self, *, is_so: bool) -> None:
        """What another program kept in plain text is gone, or could not be deleted."""
        for dialog in self._window.findChildren(OfferDialog):
            dialog.deleted(is_so=is_so)

    def _add(self, offers: tuple[Offer, ...]) -> None:
        """NOTE: until the settings are read anew they are no routes yet, and must not be taken twice."""
        if offers:
            self._settled |= {offer.address for offer in offers}
            self.hide()
            self.intent.emit(Rewrite(AddRoutes(entries(offers, self.taken)), _added(len(offers))))

    def _decline(self) -> None:
        self._settled |= {offer.address for offer in self._offers}
        self.hide()


def more_routes(count: int) -> str:
    if count == 1:
        return tr("1 more route here is yours.")
    return tr("{count} more routes here are yours.").format(count=count)


def _added(count: int) -> str:
    return tr("1 route was added.") if count == 1 else tr("{count} routes were added.").format(count=count)
