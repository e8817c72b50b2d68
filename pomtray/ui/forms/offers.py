"""Routes that could be added: said quietly in the window, all taken at once or chosen from."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPushButton, QWidget

from pomtray.core.intent import Rewrite
from pomtray.core.settings.change import AddRoutes, RemoveRoute, Several, Single
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import ImportableRoutes, entries
from pomtray.core.text import counted
from pomtray.core.topic import Topic
from pomtray.ui.accessibility.announcing import announce
from pomtray.ui.forms.bar import Bar
from pomtray.ui.forms.offer_dialog import OfferDialog
from pomtray.ui.wording import tr

_SIZE: Final = QSize(460, 380)


class OfferBar(Bar):
    """Says "3 more routes here are yours". It goes when they are taken, or not wanted in this run."""

    topic = Topic.ADDING

    def __init__(self, window: QWidget) -> None:
        choose = QPushButton(tr("&Choose…"), autoDefault=False)
        add_all = QPushButton(tr("&Add all"), autoDefault=False)
        super().__init__(choose, add_all, away=tr("Not now"), parent=window)
        self._window = window
        self._offers: tuple[Offer, ...] = ()
        self._gone: tuple[str, ...] = ()
        self._settled: set[str] = set()
        """Addresses that the person has taken or does not want, and names of gone routes that stay or were removed."""
        self.taken: Collection[str] = ()
        """The names that routes have."""
        self._choose, self._all = choose, add_all
        choose.clicked.connect(lambda: self.choose(ImportableRoutes(self._offers, gone=self._gone)))
        add_all.clicked.connect(lambda: self._change(self._offers, ()))
        self._close.clicked.connect(self._decline)

    def show_offers(self, offers: tuple[Offer, ...], gone: tuple[str, ...] = ()) -> None:
        """gone: names of the routes that their Pomerium lists no more."""
        self._offers = tuple(offer for offer in offers if offer.address not in self._settled)
        self._gone = tuple(name for name in gone if name not in self._settled)
        said = news_of(len(self._offers), len(self._gone))
        self._all.setVisible(bool(self._offers))
        self._say(said)
        is_news = self.isHidden()
        self.setVisible(bool(self._offers or self._gone))
        if is_news:
            announce(self, said)

    def choose(self, found: ImportableRoutes) -> None:
        """Let the person choose among what was `found`, wherever it comes from."""
        dialog = OfferDialog(found, self._window)
        dialog.chosen.connect(self._change)
        dialog.intent.connect(self.intent)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def deleted(self, *, is_so: bool) -> None:
        """What another program kept in plain text is gone, or could not be deleted."""
        for dialog in self._window.findChildren(OfferDialog):
            dialog.deleted(is_so=is_so)

    def _change(self, offers: tuple[Offer, ...], gone: tuple[str, ...]) -> None:
        """NOTE: until the settings are read anew they are no routes yet, and must not be taken twice."""
        if not offers and not gone:
            return
        self._settled |= {offer.address for offer in offers} | set(gone)
        self.hide()
        changes: list[Single] = [RemoveRoute(name) for name in gone]
        if offers:
            changes.append(AddRoutes(entries(offers, self.taken)))
        change = Several(tuple(changes)) if len(changes) > 1 else changes[0]
        self.intent.emit(Rewrite(change, changed(len(offers), len(gone))))

    def _decline(self) -> None:
        self._settled |= {offer.address for offer in self._offers} | set(self._gone)
        self.hide()


def news_of(fresh: int, gone: int) -> str:
    """What could be added, and what is listed no more."""
    if not gone:
        return more_routes(fresh)
    parts = (tr("{count} new").format(count=fresh) if fresh else "", tr("{count} gone").format(count=gone))
    return tr("Routes of your Pomerium: {news}.").format(news=", ".join(part for part in parts if part))


def more_routes(count: int) -> str:
    return tr(counted("1 more route here is yours.", "{count} more routes here are yours.", count))


def changed(added: int, removed: int) -> str:
    """What was done."""
    fresh = tr(counted("1 route was added.", "{count} routes were added.", added))
    gone = tr(counted("1 route was removed.", "{count} routes were removed.", removed))
    return " ".join(text for text, count in ((fresh, added), (gone, removed)) if count)
