"""What the person's Pomeriums list that is no route yet: asked once for a session, while the window is looked at."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import TYPE_CHECKING, Any

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import Session
from pomtray.core.model import Model
from pomtray.core.settings.offers import Offer, askable, unknown

if TYPE_CHECKING:
    from pomtray.controller.ports import SignInClient
    from pomtray.ui.forms.offers import OfferBar


class Portals:
    """Keeps the last list of each Pomerium."""

    def __init__(
        self,
        client: Callable[[], Awaitable[SignInClient]],
        model: Callable[[], Model],
        spawn: Callable[[Coroutine[Any, Any, None]], None],
    ) -> None:
        self._client = client
        self._model = model
        self._spawn = spawn
        self._asked: set[str] = set()
        self._listed: dict[Origin, tuple[Offer, ...]] = {}

    def show(self, now: datetime, bar: OfferBar, *, is_seen: bool) -> None:
        """Say in `bar` what there is, and ask for what is not known yet while somebody sees it."""
        bar.show_offers(self._offers(now))
        if is_seen:
            for session in askable(self._model(), now):
                if session.id not in self._asked:
                    self._asked.add(session.id)
                    self._spawn(self._ask(session, now, bar))

    async def _ask(self, session: Session, now: datetime, bar: OfferBar) -> None:
        """A Pomerium that lists nothing, or whose portal is switched off, offers nothing."""
        listed = await (await self._client()).listed(session)
        if listed is not None:
            self._listed[session.issuer] = listed
            bar.show_offers(self._offers(now))

    def _offers(self, now: datetime) -> tuple[Offer, ...]:
        """Of the Pomeriums that the person is signed in to. NOTE: what no route has may be what is refused."""
        model = self._model()
        if not self._listed or model.settings.has_refused_routes:
            return ()
        issuers = dict.fromkeys(session.issuer for session in askable(model, now))
        listed = (offer for issuer in issuers for offer in self._listed.get(issuer, ()))
        return unknown(listed, model.settings.routes)
