"""A Pomerium is asked once for what it lists, while somebody sees the window."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import replace
from typing import Any

import pytest

from pomtray.app.taking.portals import Parts, Portals
from pomtray.core import events as happened
from pomtray.core.domain.route import Settings
from pomtray.core.domain.session import Person, Session
from pomtray.core.events import Event
from pomtray.core.intent import Rewrite
from pomtray.core.settings.change import ChangeRoute, Several
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import askable
from pomtray.core.settings.refused import RefusedEntry
from tests.controller.world import until
from tests.core.built import APP, APP_ID, HOUR, NOW, PROBLEM, WIKI, a_session, place, signed_in
from tests.loop_time import goes_on

FRESH = Offer("https://fresh.example", "Fresh")


class Bar:
    """The client and the bar of the window."""

    def __init__(self, listed: tuple[Offer, ...] | None) -> None:
        self.listing = listed
        self.asked: list[Session] = []
        self.shown: tuple[Offer, ...] = ()
        self.tasks: list[asyncio.Task[None]] = []
        self.world = signed_in(a_session(lasts=HOUR))
        self.gone: tuple[str, ...] = ()
        self.intents: list[object] = []
        self.portals = self.started()

    def started(self) -> Portals:
        """The program anew."""
        parts = Parts(
            client=self._client,  # type: ignore[arg-type]
            model=lambda: self.world.model,
            happen=self._happen,
            intent=self.intents.append,
            spawn=self._spawn,
        )
        return Portals(parts)

    def _happen(self, event: Event) -> None:
        self.world.happen(event)

    async def _client(self) -> Bar:
        return self

    async def listed(self, session: Session) -> tuple[Offer, ...] | None:
        self.asked.append(session)
        return self.listing

    def show_offers(self, offers: tuple[Offer, ...], gone: tuple[str, ...] = ()) -> None:
        self.shown, self.gone = offers, gone

    async def later(self, *listed: Offer) -> None:
        """In another run."""
        self.listing, self.portals = listed, self.started()
        await self.publish()

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


MINE = Offer(str(APP.origin), APP.name)


async def test_later_what_is_new_and_what_is_gone_is_told_once() -> None:
    bar = Bar((MINE,))
    await bar.publish()
    assert (bar.shown, bar.gone) == ((), ())
    await bar.later(FRESH)
    assert (bar.shown, bar.gone) == ((FRESH,), ("app",))
    await bar.publish()
    assert bar.gone == ("app",), "it stands"
    bar.world.configure(WIKI)
    await bar.publish()
    assert bar.gone == (), "the person has removed it"
    bar.world.configure(APP)
    await bar.later(FRESH)
    assert bar.gone == (), "it was told in the run before"


async def test_an_empty_list_and_one_for_somebody_else_are_no_news() -> None:
    bar = Bar((MINE,))
    await bar.publish()
    await bar.later()
    assert bar.gone == ()
    place(bar.world, APP_ID, replace(a_session("bobs", lasts=HOUR), person=Person("bob")))
    await bar.later(FRESH)
    assert bar.gone == ()


async def test_a_name_that_the_pomerium_gave_is_followed() -> None:
    bar = Bar((MINE,))
    await bar.publish()
    await bar.later(replace(MINE, name="The application"))
    (asked,) = bar.intents
    assert asked == Rewrite(
        Several((ChangeRoute("app", {"name": "The application"}),)),
        "Renamed as at their Pomerium: “app” is “The application” now.",
    )
    await bar.later(replace(MINE, name="The application"))
    assert len(bar.intents) == 1


async def test_a_name_that_a_person_wrote_is_theirs() -> None:
    bar = Bar((replace(MINE, name="Its name there"),))
    await bar.publish()
    await bar.later(replace(MINE, name="Its new name there"))
    assert bar.intents == []


async def test_what_many_list_together_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    bar = Bar((MINE, FRESH))
    show = bar.show_offers
    monkeypatch.setattr(bar, "show_offers", lambda *offers: [told.append(offers), show(*offers)])
    (session,) = askable(bar.world.model, bar.world.now)
    asks = (bar.portals._ask(session, bar.world.now, bar) for _ in range(5))  # type: ignore[arg-type]
    await goes_on(monkeypatch, 0)
    asking = [asyncio.create_task(ask) for ask in asks]
    await until(lambda: sum(ask.done() for ask in asking) == 4)
    await goes_on(monkeypatch, 1)
    await asyncio.gather(*asking)
    assert len(told) == 1
