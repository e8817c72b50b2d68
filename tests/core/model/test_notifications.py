"""How loud pomtray may be: snoozes, pauses, and pages that open by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.deadline import WallClock, tomorrow
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import AutoRenew, Preferences, Route
from pomtray.core.domain.session import EndSource, Grant, Session
from pomtray.core.effects import BeginSignIn, CheckPresence, Effect, Save
from pomtray.core.intent import Action
from pomtray.core.view.notices import SEVERAL
from tests.core.built import (
    APP,
    APP_ID,
    BY_BROWSER,
    CRM,
    HOUR,
    MAIL_ID,
    MINUTE,
    NOW,
    PROBLEM,
    SECOND,
    WIKI,
    WIKI_ID,
    World,
    a_granted,
    a_session,
    a_world,
    kinds,
    place,
    three_sessions,
)


def test_snoozing_several_is_quiet_about_each() -> None:
    world = three_sessions()
    world.wait(55 * MINUTE)
    assert world.press_several("snooze") == (Save(),)
    assert world.titles == {}
    assert next_deadline(world.model, world.now) == NOW + HOUR
    world.wait(5 * MINUTE)
    assert world.titles == {}
    world.wait(5 * MINUTE)
    assert world.titles == {SEVERAL: "2 sessions have ended"}


def test_who_comes_later_is_not_snoozed() -> None:
    world = three_sessions()
    world.wait(100 * MINUTE)
    world.press_several("snooze")
    world.wait(9 * MINUTE)
    assert world.titles == {f"login:{MAIL_ID}": "mail is ending soon"}


@pytest.mark.parametrize("action", ["default", "", "yes 1", "quit"])
def test_a_click_on_it_changes_nothing(action: str) -> None:
    world = three_sessions()
    world.wait(2 * HOUR)
    before = world.model
    assert (world.press_several(action), world.model) == ((), before)


def test_what_stands_about_one_login_is_not_said_twice() -> None:
    world = three_sessions()
    world.wait(2 * HOUR)
    world.wish(Action.SIGN_IN)
    assert world.notices[SEVERAL].text == "wiki, mail."
    world.fail()
    assert world.titles == {SEVERAL: "2 sessions have ended", f"login:{APP_ID}": "app: No such host"}


def test_a_pause_is_quiet_and_kept_and_ends_by_itself() -> None:
    world = three_sessions()
    until = NOW + 100 * MINUTE
    world.now += 40 * MINUTE
    assert world.happen(happened.NoticesPaused(world.now, until)) == (Save(),)
    assert world.snapshot.paused == "Notices are paused until 10:40"
    world.wait(30 * MINUTE)
    assert (world.titles, next_deadline(world.model, world.now)) == ({}, until)
    world.wait(until - world.now)
    assert (world.snapshot.paused, world.titles) == ("", {SEVERAL: "2 sessions have ended"})


def test_a_pause_can_be_ended() -> None:
    world = three_sessions()
    world.happen(happened.NoticesPaused(NOW, NOW + 24 * HOUR))
    world.wait(2 * HOUR)
    assert world.titles == {}
    assert world.happen(happened.NoticesPaused(world.now, None)) == (Save(),)
    assert world.titles == {SEVERAL: "3 sessions have ended"}


def test_a_pause_hides_nothing_that_the_person_asked_for() -> None:
    world = three_sessions()
    world.happen(happened.NoticesPaused(NOW, NOW + 24 * HOUR))
    world.wish(Action.RENEW)
    world.ask()
    assert world.notice().title == "Is that you?"
    world.wish(Action.COPY_TOKEN, "wiki")
    assert "copied" in world.notices


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2026, 11, 21, 9, tzinfo=UTC), datetime(2026, 11, 22, 5, tzinfo=UTC)),
        (datetime(2026, 11, 21, 22, 59, tzinfo=UTC), datetime(2026, 11, 22, 5, tzinfo=UTC)),
        (datetime(2026, 11, 22, 2, 59, tzinfo=UTC), datetime(2026, 11, 22, 5, tzinfo=UTC)),
        (datetime(2026, 11, 22, 3, 1, tzinfo=UTC), datetime(2026, 11, 23, 5, tzinfo=UTC)),
        # The night in which summer begins has 23 hours, the one in which it ends 25.
        (datetime(2026, 3, 28, 17, tzinfo=UTC), datetime(2026, 3, 29, 4, tzinfo=UTC)),
        (datetime(2026, 10, 24, 16, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), datetime(2027, 1, 1, 5, tzinfo=UTC)),
    ],
)
def test_tomorrow_is_six_in_the_morning_where_the_person_is(now: datetime, until: datetime) -> None:
    assert tomorrow(now, BERLIN) == until
    world = World(now=now)
    world.model = replace(world.model, clock=WallClock(BERLIN))
    world.happen(happened.NoticesPaused(now, until))
    assert world.snapshot.paused.endswith(" 06:00")
    assert next_deadline(world.model, now) == until


def by_browser(session: Session | None = None, route: Route = APP, preferences: Preferences = BY_BROWSER) -> World:
    world = a_world(route, preferences=preferences)
    place(world, APP_ID, session or a_session(lasts=HOUR))
    return world


def looked_for(effects: tuple[Effect, ...]) -> list[LoginId]:
    return [effect.login for effect in effects if isinstance(effect, CheckPresence)]


def test_the_page_opens_once_at_the_end_for_somebody_who_is_there() -> None:
    world = by_browser()
    assert looked_for(world.wait(HOUR - SECOND)) == []
    assert looked_for(world.wait(SECOND)) == [APP_ID]
    assert looked_for(world.wait(timedelta())) == []
    assert world.happen(happened.PresenceChecked(world.now, APP_ID, there=True)) == (BeginSignIn(APP_ID, 1, APP),)
    world.fail()
    assert looked_for(world.wait(SECOND)) == []
    assert looked_for(world.happen(happened.Resumed(world.now))) == []
    assert kinds(world.effects).count("BeginSignIn") == 1


def test_nothing_opens_when_nobody_is_there_nor_later() -> None:
    world = by_browser()
    world.wait(HOUR)
    assert world.happen(happened.PresenceChecked(world.now, APP_ID, there=False)) == ()
    assert world.titles == {f"login:{APP_ID}": "app has ended"}
    for _ in range(5):
        assert looked_for(world.wait(MINUTE)) == []


def test_the_next_session_has_an_end_of_its_own() -> None:
    world = by_browser()
    world.wait(HOUR)
    world.happen(happened.PresenceChecked(world.now, APP_ID, there=True))
    world.succeed(a_session("two", at=world.now, lasts=HOUR))
    assert looked_for(world.wait(HOUR)) == [APP_ID]


@pytest.mark.parametrize(
    ("world", "why"),
    [
        (by_browser(preferences=Preferences()), "notify is the default"),
        (by_browser(preferences=Preferences(auto_renew=AutoRenew.OFF)), "off"),
        (by_browser(route=replace(APP, auto_renew=AutoRenew.NOTIFY)), "the route says notify"),
        (by_browser(a_session(lasts=None)), "nobody knows the end"),
        (by_browser(a_session(lasts=HOUR).ended(NOW)), "the server ended it"),
        (by_browser(replace(a_granted(lasts=HOUR), grant=Grant(CRM.method, over=PROBLEM))), "a provider's"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_no_page_opens_by_itself(world: World, why: str) -> None:
    fresh = World(world.model, NOW)
    for _ in range(4):
        assert looked_for(fresh.wait(30 * MINUTE)) == []


def test_the_routes_own_word_opens_the_page() -> None:
    world = by_browser(route=replace(APP, auto_renew=AutoRenew.BROWSER), preferences=Preferences())
    assert looked_for(world.wait(HOUR)) == [APP_ID]


@pytest.mark.parametrize(("late", "opens"), [(5 * MINUTE, True), (5 * MINUTE + SECOND, False), (8 * HOUR, False)])
def test_no_page_opens_long_after_the_end(late: timedelta, opens: bool) -> None:  # noqa: FBT001 a table
    world = by_browser()
    world.now += HOUR + late
    assert (looked_for(world.happen(happened.Resumed(world.now))) == [APP_ID]) is opens
    assert world.titles == {f"login:{APP_ID}": "app has ended"}


def test_an_estimated_end_that_the_server_did_not_confirm_opens_the_page_only_where_it_has_ended() -> None:
    """The server is asked at that moment; a session that lives on is not signed in to anew."""
    world = by_browser(a_session(lasts=HOUR, source=EndSource.ESTIMATE))
    effects = world.wait(HOUR)
    assert "Verify" in kinds(effects)
    world.happen(happened.PresenceChecked(world.now, APP_ID, there=True))
    assert "BeginSignIn" not in kinds(world.effects)


def test_no_page_opens_while_the_person_signs_in() -> None:
    world = by_browser()
    world.wish(Action.SIGN_IN)
    assert looked_for(world.wait(HOUR)) == []


def test_no_page_opens_after_a_dead_session() -> None:
    world = by_browser()
    world.wish(Action.SIGN_IN)
    world.happen(happened.SignInFailed(world.now, APP_ID, 1, PROBLEM, "dead"))
    assert looked_for(world.wait(HOUR)) == []


def test_several_pages_open_one_after_the_other() -> None:
    world = a_world(APP, WIKI, preferences=BY_BROWSER)
    place(world, APP_ID, a_session("one", lasts=HOUR))
    place(world, WIKI_ID, a_session("two", lasts=HOUR))
    assert looked_for(world.wait(HOUR)) == [APP_ID, WIKI_ID]
    assert kinds(world.happen(happened.PresenceChecked(world.now, APP_ID, there=True))) == ["BeginSignIn"]
    assert world.happen(happened.PresenceChecked(world.now, WIKI_ID, there=True)) == ()
    assert "BeginSignIn" in kinds(world.succeed(a_session("new", at=world.now)))


@pytest.mark.parametrize("since", ["signed in", "the route is gone", "nobody"])
def test_somebody_who_is_found_too_late_sees_no_page(since: str) -> None:
    world = by_browser()
    world.wait(HOUR)
    if since == "signed in":
        place(world, APP_ID, a_session("two", at=world.now))
    elif since == "the route is gone":
        world.configure(WIKI)
    login = LoginId("nobody") if since == "nobody" else APP_ID
    assert world.happen(happened.PresenceChecked(world.now, login, there=True)) == ()
