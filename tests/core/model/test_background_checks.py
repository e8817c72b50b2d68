"""Looks that nobody asked for, so that the icon tells the truth."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.route import Preferences
from pomtray.core.domain.session import EndSource, Verdict
from pomtray.core.effects import Verify
from pomtray.core.intent import Action
from pomtray.core.model.background_checks import next_look
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    MAIL,
    MAIL_ID,
    MINUTE,
    NOW,
    SECOND,
    WIKI,
    WIKI_ID,
    World,
    a_granted,
    a_session,
    a_world,
    kinds,
    place,
)

EVERY = 10 * MINUTE


def watched(*, every: int = 600) -> World:
    """Two sessions of one Pomerium, one of them asked about later, and a provider's."""
    world = a_world(APP, WIKI, MAIL, CRM, preferences=Preferences(look_every=every))
    place(world, APP_ID, a_session(lasts=None))
    place(world, WIKI_ID, a_session("two", at=NOW + 4 * MINUTE, lasts=None))
    place(world, CRM_ID, a_granted(lasts=None))
    world.now = NOW + 5 * MINUTE
    return world


def looks(effects: tuple[object, ...]) -> list[str]:
    return [effect.session.id for effect in effects if isinstance(effect, Verify)]


def answer(world: World, verdict: Verdict = Verdict.LIVE) -> None:
    for session in ("one", "two"):
        world.verify(verdict, session)


def test_all_sessions_are_looked_at_in_one_wake_up() -> None:
    world = watched()
    assert next_deadline(world.model, world.now) == NOW + EVERY
    assert world.wait(5 * MINUTE - SECOND) == ()
    assert looks(world.wait(SECOND)) == ["one", "two"], "a provider's is not asked about: its end says enough"
    answer(world)
    assert next_deadline(world.model, world.now) == NOW + 2 * EVERY
    assert looks(world.wait(EVERY)) == ["one", "two"]


def test_what_was_answered_a_moment_ago_is_not_asked_again() -> None:
    world = watched()
    world.now = NOW + EVERY - SECOND
    world.verify(Verdict.LIVE, "two")
    assert looks(world.wait(SECOND)) == ["one"]


def test_a_look_under_way_is_not_repeated_and_one_in_vain_is_after_a_while() -> None:
    world = watched()
    assert looks(world.wait(5 * MINUTE)) == ["one", "two"]
    assert next_deadline(world.model, world.now) == world.now + EVERY, "no answer yet"
    assert world.wait(MINUTE) == ()
    answer(world, Verdict.UNREACHABLE)
    assert world.row().note == "no answer, not checked since 09:00"
    assert next_deadline(world.model, world.now) == world.now + EVERY
    assert looks(world.wait(EVERY)) == ["one", "two"]


@pytest.mark.parametrize("every", [0, 60, 86400])
def test_how_often_is_the_persons_choice(every: int) -> None:
    world = watched(every=every)
    assert next_look(world.model, world.now) == (NOW + timedelta(seconds=every) if every else None)


def test_a_look_every_second_is_one_every_second() -> None:
    world = watched(every=1)
    answer(world)
    for _ in range(3):
        assert next_deadline(world.model, world.now) == world.now + SECOND
        assert looks(world.wait(SECOND)) == ["one", "two"]
        answer(world)


def test_without_a_session_that_lives_nobody_is_asked() -> None:
    world = a_world(APP, MAIL, preferences=Preferences())
    assert next_look(world.model, NOW) is None
    place(world, APP_ID, a_session().ended(NOW))
    place(world, MAIL_ID, a_session("three", lasts=HOUR))
    world.configure(APP)
    assert next_look(world.model, NOW) is None, "the one that lives has no route any more"


def away(world: World, how: str, *, away: bool) -> tuple[object, ...]:
    if how == "locked":
        return world.happen(happened.ScreenChanged(world.now, away))
    return world.happen(happened.NetworkChanged(world.now, not away))


@pytest.mark.parametrize(("how", "asked"), [("locked", ["one", "two"]), ("offline", ["one", "two", "granted"])])
def test_while_nobody_sees_it_nobody_is_asked_and_then_at_once(how: str, asked: list[str]) -> None:
    world = watched()
    away(world, how, away=True)
    assert (next_look(world.model, world.now), next_deadline(world.model, world.now)) == (None, None)
    assert world.wait(HOUR) == ()
    assert looks(away(world, how, away=False)) == asked


def test_back_before_it_is_time_nobody_is_asked() -> None:
    world = watched()
    away(world, "locked", away=True)
    world.now += MINUTE
    assert away(world, "locked", away=False) == ()
    assert next_deadline(world.model, world.now) == NOW + EVERY


def test_after_the_clock_was_set_back_everybody_is_asked() -> None:
    world = watched()
    assert looks(world.wait(-3 * HOUR)) == ["one", "two"]
    answer(world)
    assert next_deadline(world.model, world.now) == world.now + EVERY


def test_a_session_found_dead_is_told_once() -> None:
    world = watched()
    world.wait(5 * MINUTE)
    assert kinds(world.verify(Verdict.ENDED))[0] == "Save"
    assert [notice.title for notice in world.notices.values()] == ["app has ended"]
    told = dict(world.notices)
    world.verify(Verdict.LIVE, "two")
    for _ in range(6):
        assert looks(world.wait(EVERY)) == ["two"]
        world.verify(Verdict.LIVE, "two")
        assert world.notices == told, "the same notice stands, nothing is told anew"


def test_a_copy_in_between_moves_no_look_of_the_others() -> None:
    world = watched()
    world.wish(Action.COPY_HEADER)
    world.verify(Verdict.LIVE)
    assert next_look(world.model, world.now) == NOW + 14 * MINUTE


def test_an_estimated_end_is_no_reason_to_look_less() -> None:
    world = a_world(APP, preferences=Preferences())
    place(world, APP_ID, a_session(lasts=-MINUTE, source=EndSource.ESTIMATE))
    assert next_look(world.model, NOW) == NOW + EVERY
