"""What a running sign-in is told and asked, and what opens by itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from pomtray.controller.attempts import RunningAttempt
from pomtray.core.domain.login import Doubt, Login, Phase, Question, SigningIn, session_of
from pomtray.core.domain.route import AutoRenew, Preferences, Route, Settings
from pomtray.core.domain.session import Verdict
from pomtray.core.effects import BeginSignIn, GiveAnswer
from pomtray.core.errors import Cancelled, DeadSession, Problem, SignInError
from pomtray.core.intent import Action
from pomtray.core.model import Model
from tests.controller.world import LOGIN, ROUTE, Word, World, a_session, settled, signed_in, until

WIKI = Route("wiki", "https://wiki.example.com")
DEAD = DeadSession(Problem("The new session is over already", "It is not known any more."), "session-7")


def login(world: World) -> Login:
    return world.controller.model.logins[LOGIN]


async def at_its_end(mode: AutoRenew, *, there: bool = True) -> World:
    """A session whose end has just come."""
    world = World(ROUTE, preferences=Preferences(auto_renew=mode))
    world.there = there
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE)
    world.client.result = a_session(2)
    world.client.go_on.clear()
    world.pass_time(timedelta(hours=14))
    return world


async def test_the_page_opens_at_the_end_for_somebody_who_is_there() -> None:
    world = await at_its_end(AutoRenew.BROWSER)
    await until(lambda: len(world.opened) == 2)
    assert world.looked == 1
    await world.controller.close()


async def test_for_nobody_no_page_opens_however_often_the_alarm_rings() -> None:
    world = await at_its_end(AutoRenew.BROWSER, there=False)
    await until(lambda: world.looked)
    await settled()
    world.there = True
    for _ in range(3):
        world.pass_time(timedelta(seconds=30))
        await settled()
    await world.controller.close()
    assert (world.looked, len(world.opened)) == (1, 1)


@pytest.mark.parametrize("mode", [AutoRenew.NOTIFY, AutoRenew.OFF])
async def test_who_does_not_want_it_is_not_looked_for(mode: AutoRenew) -> None:
    world = await at_its_end(mode)
    await settled()
    await world.controller.close()
    assert (world.looked, len(world.opened)) == (0, 1)


async def test_a_renewal_that_another_sign_in_overtakes_ends_nothing() -> None:
    world = World(ROUTE, WIKI)
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE and world.vault.stored and not world.controller.model.sharing)
    world.client.wants_paste = True
    world.wish(Action.RENEW)
    await until(lambda: world.client.signed_in == 2 and len(world.opened) == 2)
    assert world.client.wishes[1].ends == a_session()
    world.client.wants_paste = False
    world.client.go_on.clear()
    world.wish(Action.SIGN_IN, "wiki")
    await until(lambda: world.client.signed_in == 3)
    world.wish(Action.PASTE, text="the address")
    await until(lambda: len(world.client.answers) == 2)
    assert world.client.answers[1] is False
    state = login(world).state
    assert isinstance(state, SigningIn)
    assert not state.attempt.renews
    await world.controller.close()


async def test_a_renewal_alone_may_end_the_session() -> None:
    world = await signed_in()
    world.wish(Action.RENEW)
    await until(lambda: world.client.answers)
    assert world.client.answers == [True]
    await world.controller.close()


async def test_a_renewal_that_was_begun_after_another_sign_in_does_not_ask_to_end_anything() -> None:
    world = World(ROUTE, WIKI)
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE and not world.controller.model.sharing)
    world.client.go_on.clear()
    world.wish(Action.SIGN_IN, "wiki")
    world.wish(Action.RENEW)
    await until(lambda: world.client.signed_in == 3)
    assert world.client.wishes[2].ends is None
    await world.controller.close()


async def test_two_dead_sessions_in_a_row_are_a_loop() -> None:
    world = World()
    world.client.result = DEAD
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.FAILED)
    assert login(world).dead is not None
    assert world.notices[f"login:{LOGIN}"].buttons[0].id == "sign-in"
    world.wish(Action.SIGN_IN)
    await until(lambda: world.client.signed_in == 2 and world.row == Phase.FAILED)
    notice = world.notices[f"login:{LOGIN}"]
    assert "same dead session" in notice.title
    assert notice.buttons[0].id == "sign-out-page"
    await world.controller.close()


async def test_a_session_that_a_renewal_ended_is_gone_at_once() -> None:
    world = await signed_in()
    world.client.go_on.clear()
    world.client.ends_it = True
    world.wish(Action.RENEW)
    await until(lambda: world.client.answers)
    state = login(world).state
    assert isinstance(state, SigningIn)
    assert state.previous is not None
    assert state.previous.ended_at is not None
    world.wish(Action.CANCEL)
    assert "is signed out" in world.notices[f"login:{LOGIN}"].title
    await world.controller.close()


@pytest.mark.parametrize("stops", ["fails", "is given up"])
async def test_after_a_renewal_that_stops_midway_the_server_is_asked_about_the_session_before(stops: str) -> None:
    world = await signed_in()
    world.client.go_on.clear()
    world.client.result = SignInError(Problem("Not renewed", "It did not say."))
    world.client.word = Word(Verdict.ENDED)
    world.wish(Action.RENEW)
    await until(lambda: world.client.answers)
    if stops == "fails":
        world.client.go_on.set()
    else:
        world.wish(Action.CANCEL)
    await until(lambda: world.client.verified)
    await until(lambda: world.row in {Phase.EXPIRED, Phase.FAILED})
    await world.controller.close()


async def test_after_a_sign_in_that_ended_nothing_nobody_is_asked() -> None:
    world = await signed_in()
    world.client.result = SignInError(Problem("Nobody signed in", "No answer came."))
    world.wish(Action.SIGN_IN)
    await until(lambda: world.client.signed_in == 2 and world.row != Phase.SIGNING_IN)
    await settled()
    assert world.client.verified == 0
    await world.controller.close()


async def test_a_check_hands_the_skew_on() -> None:
    world = await signed_in()
    world.client.word = Word(Verdict.LIVE, skew=timedelta(minutes=5))
    world.pass_time(timedelta(minutes=6))
    world.wish(Action.COPY_HEADER)
    await until(lambda: world.clipboard.text)
    session = session_of(login(world).state)
    assert session is not None
    assert session.check.skew == timedelta(minutes=5)
    await world.controller.close()


async def test_a_doubt_that_comes_after_the_sign_in_is_told() -> None:
    world = await signed_in()
    assert world.client.hooks is not None
    world.client.hooks.doubted(a_session())
    notice = world.notices[f"login:{LOGIN}"]
    assert "Somebody else may have answered" in notice.title
    await world.controller.close()


async def test_only_the_first_answer_to_a_question_that_stands_counts() -> None:
    attempt = RunningAttempt(BeginSignIn(LOGIN, 1, ROUTE), World()._ports(), lambda _: None, Model)
    attempt.answer(GiveAnswer(1, yes=False))
    asking = asyncio.create_task(attempt.ask(Question(Doubt.OTHER_ROUTE, "Is it?", "It may be.", "Yes")))
    await asyncio.sleep(0)
    attempt.answer(GiveAnswer(1, yes=True))
    attempt.answer(GiveAnswer(1, yes=False))
    assert await asking


async def test_a_question_that_nobody_answers_gives_the_sign_in_up() -> None:
    model = Model(settings=Settings((), preferences=Preferences(sign_in_for=0)))
    attempt = RunningAttempt(BeginSignIn(LOGIN, 1, ROUTE), World()._ports(), lambda _: None, lambda: model)
    with pytest.raises(Cancelled) as given_up:
        await attempt.ask(Question(Doubt.ENDS_ELSEWHERE, "End it?", "It ends elsewhere too.", "Yes"))
    assert given_up.value.problem.sentence == '"End it?" was asked, and nobody answered.'
