"""The loop breaker: what was over already is tried again once, not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Phase
from pomtray.core.domain.session import Verdict
from pomtray.core.effects import OpenPage
from pomtray.core.intent import Action
from pomtray.core.model.sign_ins import loop_breaker
from tests.core.built import APP, APP_ID, HOUR, MINUTE, PROBLEM, SECOND, WIKI, World, a_session, a_world, kinds, place

TITLE = "app: The same dead session again"


def dead(world: World, session: str = "one") -> None:
    """A sign-in that gives what has ended an hour ago."""
    world.wish(Action.SIGN_IN)
    world.succeed(a_session(session, at=world.now - 2 * HOUR, lasts=HOUR))


def test_what_is_over_already_is_no_session() -> None:
    world = a_world()
    dead(world)
    assert (world.phase(), world.session()) == (Phase.FAILED, None)
    assert world.notice().title == "app: The new session is over already"
    assert [button.id for button in world.notice().buttons] == ["sign-in"]


def test_the_servers_word_counts_like_the_clock() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    world.succeed(a_session().ended(world.now))
    assert world.phase() is Phase.FAILED


@pytest.mark.parametrize(
    ("second", "after", "loops"),
    [
        ("one", timedelta(), True),
        ("one", MINUTE, True),
        ("one", MINUTE + SECOND, False),
        ("one", -SECOND, False),
        ("two", SECOND, False),
    ],
)
def test_twice_within_a_minute_is_a_loop(second: str, after: timedelta, loops: bool) -> None:  # noqa: FBT001 a table
    world = a_world()
    dead(world)
    world.now += after
    dead(world, second)
    assert (world.notice().title == TITLE) is loops
    assert (world.row().note == loop_breaker.LOOP.title) is loops


def test_the_loop_is_explained_and_left_by_the_sign_out_page() -> None:
    world = a_world()
    dead(world)
    dead(world)
    assert "The browser still holds it" in world.notice().text
    assert [button.id for button in world.notice().buttons] == ["sign-out-page"]
    assert world.press("sign-out-page") == (OpenPage("https://app.pom.test/.pomerium/sign_out"),)


def test_an_attempt_that_found_it_dead_itself_counts() -> None:
    world = a_world()
    for _ in range(2):
        world.wish(Action.SIGN_IN)
        world.happen(happened.SignInFailed(world.now, APP_ID, world.model.attempts, loop_breaker.DEAD, "one"))
    assert world.notice().title == TITLE


@pytest.mark.parametrize("between", ["another failure", "a session"])
def test_what_comes_between_ends_the_loop(between: str) -> None:
    world = a_world()
    dead(world)
    world.wish(Action.SIGN_IN)
    if between == "a session":
        world.succeed(a_session("two", at=world.now))
        world.verify(Verdict.ENDED, "two")
    else:
        world.fail()
    dead(world)
    assert world.notice().title != TITLE


def test_a_loop_in_the_queue_opens_no_further_page() -> None:
    world = a_world(APP, WIKI)
    for route in (APP, WIKI):
        login = world.model.login_of(route)
        assert login
        place(world, login.id, a_session(route.name, at=world.now - 2 * HOUR, lasts=HOUR))
    world.happen(happened.SignInAllRequested(world.now))
    world.happen(happened.SignInFailed(world.now, APP_ID, 1, PROBLEM, "one"))
    world.wish(Action.CANCEL, "wiki")
    world.happen(happened.SignInAllRequested(world.now))
    world.effects.clear()
    world.happen(happened.SignInFailed(world.now, APP_ID, world.model.attempts, PROBLEM, "one"))
    assert "BeginSignIn" not in kinds(world.effects)
    assert world.notice().title == TITLE
