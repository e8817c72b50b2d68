"""What the person's Pomeriums list: what is no route yet, what is listed no more, and what is called otherwise now.

Asked once for a session, while the window is looked at.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from pomtray.core import events as happened
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.session import Session
from pomtray.core.intent import Rewrite
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model import Model
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import askable, unknown
from pomtray.core.settings.portal_news import followed, gone_routes, news, portal_of, said_of_names

if TYPE_CHECKING:
    from pomtray.controller.ports import SignInClient
    from pomtray.ui.forms.offers import OfferBar


_GATHERED_FOR: Final = 0.25
"""Seconds: what a thousand Pomeriums list is told four times a second."""


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
        self._coming: dict[Origin, Portal] = {}
        """What was told to the rules, which take it within a frame."""
        self._comparing = asyncio.Lock()
        self._is_telling = False

    def show(self, now: datetime, bar: OfferBar, *, is_seen: bool) -> None:
        """Say in `bar` what there is, and ask for what is not known yet while somebody sees it."""
        self._coming.clear()
        if not self._listed:
            bar.show_offers(*self._told(now))
        elif not self._is_telling:
            self._parts.spawn(self._tell_soon(now, bar))
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
            async with self._comparing:
                await self._compare(session, listed, now)
            await self._tell_soon(now, bar)

    async def _compare(self, session: Session, listed: tuple[Offer, ...], now: datetime) -> None:
        """NOTE: an empty list may be a Pomerium's trouble: nothing is said to be gone for it."""
        portal, model = await asyncio.to_thread(portal_of, session.person, listed), self._parts.model()
        if not portal.names or model.settings.has_refused_routes:
            return
        before = self._coming.get(session.issuer) or model.remembered.portals.get(session.issuer)
        found = await asyncio.to_thread(news, before, portal, model.settings.routes)
        self._coming[session.issuer] = portal
        self._gone = (self._gone | found.gone) - portal.names.keys()
        self._parts.happen(happened.PortalRead(now, session.issuer, portal))
        if found.renamed:
            self._parts.intent(Rewrite(followed(found.renamed), said_of_names(found.renamed)))

    async def _tell_soon(self, now: datetime, bar: OfferBar) -> None:
        """The first tells what others bring meanwhile too."""
        if not self._is_telling:
            self._is_telling = True
            await asyncio.sleep(_GATHERED_FOR)
            self._is_telling = False
            offers, gone = await asyncio.to_thread(self._told, now)
            bar.show_offers(offers, gone)

    def _told(self, now: datetime) -> tuple[tuple[Offer, ...], tuple[str, ...]]:
        """Of the Pomeriums that the person is signed in to. NOTE: what no route has may be what is refused."""
        model = self._parts.model()
        if model.settings.has_refused_routes:
            return (), ()
        issuers = dict.fromkeys(session.issuer for session in askable(model, now)) if self._listed else {}
        listed = (offer for issuer in issuers for offer in self._listed.get(issuer, ()))
        return unknown(listed, model.settings.routes), gone_routes(self._gone, model.settings.routes)
