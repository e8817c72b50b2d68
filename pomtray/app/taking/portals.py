"""What the person's Pomeriums list: what is no route yet, what is listed no more, and what is called otherwise now.

Asked once for a session, while the window is looked at.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pomtray.core import events as happened
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import Session
from pomtray.core.intent import Rewrite
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model import Model
from pomtray.core.settings.offers import Offer, askable, unknown
from pomtray.core.settings.portal_news import followed, gone_routes, news, portal_of, said_of_names

if TYPE_CHECKING:
    from pomtray.controller.ports import SignInClient
    from pomtray.ui.forms.offers import OfferBar


@dataclass(frozen=True, slots=True)
class Parts:
    """What asking needs of the program."""

    client: Callable[[], Awaitable[SignInClient]]
    model: Callable[[], Model]
    happen: Callable[[happened.Event], None]
    intent: Callable[[object], None]
    spawn: Callable[[Coroutine[Any, Any, None]], None]


class Portals:
    """Keeps the last list of each Pomerium."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._asked: set[str] = set()
        self._listed: dict[Origin, tuple[Offer, ...]] = {}
        self._gone: frozenset[str] = frozenset()
        """Addresses that one of them listed before, and lists no more."""

    def show(self, now: datetime, bar: OfferBar, *, is_seen: bool) -> None:
        """Say in `bar` what there is, and ask for what is not known yet while somebody sees it."""
        self._tell(now, bar)
        if is_seen:
            for session in askable(self._parts.model(), now):
                if session.id not in self._asked:
                    self._asked.add(session.id)
                    self._parts.spawn(self._ask(session, now, bar))

    async def _ask(self, session: Session, now: datetime, bar: OfferBar) -> None:
        """A Pomerium that lists nothing, or whose portal is switched off, offers nothing."""
        listed = await (await self._parts.client()).listed(session)
        if listed is not None:
            self._listed[session.issuer] = listed
            self._compare(session, listed, now)
            self._tell(now, bar)

    def _compare(self, session: Session, listed: tuple[Offer, ...], now: datetime) -> None:
        """NOTE: an empty list may be a Pomerium's trouble: nothing is said to be gone for it."""
        portal, model = portal_of(session.person, listed), self._parts.model()
        if not portal.names or model.settings.has_refused_routes:
            return
        found = news(model.remembered.portals.get(session.issuer), portal, model.settings.routes)
        self._gone = (self._gone | found.gone) - portal.names.keys()
        self._parts.happen(happened.PortalRead(now, session.issuer, portal))
        if found.renamed:
            self._parts.intent(Rewrite(followed(found.renamed), said_of_names(found.renamed)))

    def _tell(self, now: datetime, bar: OfferBar) -> None:
        """Of the Pomeriums that the person is signed in to. NOTE: what no route has may be what is refused."""
        model = self._parts.model()
        if model.settings.has_refused_routes:
            bar.show_offers(())
            return
        issuers = dict.fromkeys(session.issuer for session in askable(model, now)) if self._listed else {}
        listed = (offer for issuer in issuers for offer in self._listed.get(issuer, ()))
        bar.show_offers(unknown(listed, model.settings.routes), gone_routes(self._gone, model.settings.routes))
