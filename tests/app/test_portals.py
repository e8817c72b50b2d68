"""A Pomerium is asked once for what it lists, while somebody sees the window."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from pomtray.app.portals import Portals
from pomtray.core import events as happened
from pomtray.core.domain.route import Settings
from pomtray.core.domain.session import Session
from pomtray.core.settings.offers import Offer
from pomtray.core.settings.refused import RefusedEntry
from tests.core.built import APP, HOUR, NOW, PROBLEM, a_session, signed_in

FRESH = Offer("https://fresh.example", "Fresh")


class Bar:
    """The client and the bar of the window."""

    def __init__(self, listed: tuple[Offer, ...] | None) -> None:
        self.listing = listed
        self.asked: list[Session] = []
        self.shown: tuple[Offer, ...] = ()
        self.tasks: list[asyncio.Task[None]] = []
        self.world = signed_in(a_session(lasts=HOUR))
        self.portals = Portals(self._client, lambda: self.world.model, self._spawn)  # type: ignore[arg-type]

    async def _client(self) -> Bar:
        return self

    async def listed(self, session: Session) -> tuple[Offer, ...] | None:
        self.asked.append(session)
        return self.listing

    def show_offers(self, offers: tuple[Offer, ...]) -> None:
        self.shown = offers

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        self.tasks.append(asyncio.get_running_loop().create_task(work))

    async def publish(self, *, is_seen: bool = True) -> None:
        self.portals.show(self.world.now, self, is_seen=is_seen)  # type: ignore[arg-type]
        await asyncio.gather(*self.tasks)


async def test_what_is_listed_and_no_route_yet_is_offered() -> None:
    bar = Bar((FRESH, Offer(str(APP.origin), "App")))
    await bar.publish(is_seen=False)
    assert bar.asked == []
    for _ in range(2):
        await bar.publish()
        assert len(bar.asked) == 1
        assert bar.shown == (FRESH,)
    bar.world.now = NOW + 2 * HOUR
    await bar.publish()
    assert bar.shown == ()


async def test_what_may_be_refused_is_not_offered_until_that_is_mended() -> None:
    bar = Bar((FRESH,))
    await bar.publish()
    refused = RefusedEntry("routes", 2, "Fresh", 5, PROBLEM)
    bar.world.happen(happened.SettingsRead(NOW, Settings((APP,), refused=(refused,))))
    await bar.publish()
    assert bar.shown == ()
    bar.world.configure(APP)
    await bar.publish()
    assert bar.shown == (FRESH,)


async def test_a_portal_that_tells_nothing_offers_nothing() -> None:
    bar = Bar(None)
    await bar.publish()
    assert bar.shown == ()
