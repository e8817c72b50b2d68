"""Sign-ins and renewals that a request needs: how they are wished, what is told meanwhile, and how they fail."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.controller.requests.answering import Requests
from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import SigningIn, Stage, session_of
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import Cancelled, GrantEnded, GrantRefused, Part, Problem, Unreachable
from pomtray.core.events import Impaired, QuestionAnswered, SettingsRead
from pomtray.core.intent import Action, Answer
from pomtray.core.requests.request import Declined, Exit, Request
from tests.controller.granting import granted, held, signed_in_at_provider
from tests.controller.requesting import HEADER, LOGIN, RENEW, asking
from tests.controller.world import QUESTION, ROUTE, Messages, Word, World, a_session, settled, signed_in, until


async def test_a_login_asks_the_server_before_it_believes_that_there_is_one() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=1)
    world.client.word = Word(Verdict.ENDED)
    world.client.result = a_session(2, world.now)
    await asking(world, LOGIN)[0]
    assert (world.client.verified, world.client.signed_in) == (1, 2)
    await world.controller.close()


async def test_a_login_of_who_is_signed_in_opens_nothing() -> None:
    world = await signed_in()
    world.now += timedelta(minutes=1)
    await asking(world, LOGIN)[0]
    assert (world.client.verified, world.client.signed_in) == (1, 1)
    await world.controller.close()


async def test_a_login_that_may_not_wait_for_the_person_says_that_one_is_needed() -> None:
    world = World()
    await world.controller.start()
    with pytest.raises(Declined) as no:
        await asking(world, replace(LOGIN, waits=False))[0]
    assert (no.value.status, no.value.problem.title) == (Exit.SIGN_IN_NEEDED, "Sign-in needed")
    assert not world.client.signed_in
    await world.controller.close()


async def test_a_renewal_opens_a_page_though_the_session_lives() -> None:
    world = await signed_in()
    world.now += timedelta(hours=2)
    world.client.result = a_session(2, world.now)
    await asking(world, RENEW)[0]
    assert world.client.signed_in == 2
    assert world.client.wishes[-1].ends == a_session(1)
    await world.controller.close()


async def test_a_renewal_that_gives_the_same_session_again_has_renewed_nothing() -> None:
    world = await signed_in()
    world.now += timedelta(hours=2)
    with pytest.raises(Declined) as no:
        await asking(world, RENEW)[0]
    assert (no.value.status, no.value.problem.title) == (Exit.SIGN_IN_NEEDED, "Not renewed")
    await world.controller.close()


async def test_a_renewal_of_nobody_signs_in() -> None:
    world = World()
    await world.controller.start()
    assert await asking(world, RENEW)[0]
    assert world.client.signed_in == 1
    await world.controller.close()


@pytest.mark.parametrize("request_", [LOGIN, replace(HEADER, waits=True)])
async def test_a_route_that_does_not_let_the_session_in_is_no_login(request_: Request) -> None:
    world = World()
    refused = Refusal(Closed.NOT_ALLOWED)
    world.client.result = replace(a_session(), refusals={ROUTE.origin: refused})
    await world.controller.start()
    with pytest.raises(Declined) as no:
        await asking(world, request_)[0]
    assert (no.value.status, no.value.problem) == (Exit.NOT_ALLOWED, refused.problem(ROUTE.origin))
    await world.controller.close()


@pytest.mark.parametrize(
    ("request_", "wish"),
    [
        (LOGIN, (False, False)),
        (replace(LOGIN, device=True), (False, True)),
        (replace(LOGIN, browser=False), (True, False)),
        (replace(LOGIN, device=True, browser=False), (False, True)),
        (RENEW, (False, False)),
        (replace(RENEW, browser=False), (True, False)),
    ],
)
async def test_a_sign_in_is_wished_as_it_was_asked_for(request_: Request, wish: tuple[bool, bool]) -> None:
    """wish: for a link, for a device. A command says first that a page is to be opened."""
    world = World()
    await world.controller.start()
    answer, told = asking(world, request_, command=True)
    assert await answer
    (begun,) = world.client.wishes
    assert (begun.link, begun.device) == wish
    assert told.count("PAGE") == 1
    await world.controller.close()


async def test_what_renews_itself_opens_no_page() -> None:
    world = await signed_in_at_provider()
    world.client.renewed = granted(2)
    world.now += timedelta(minutes=9)
    answer, told = asking(world, RENEW, command=True)
    assert await answer
    assert held(world).credential.reveal() == "canary-access-2"
    assert told == []
    await world.controller.close()


async def test_a_renewal_without_the_person_that_fails_says_why() -> None:
    for error, status in (
        (GrantEnded(Problem("Sign in again", "corp renews no more.")), Exit.SIGN_IN_NEEDED),
        (Unreachable(Problem("No answer", "It did not answer.")), Exit.UNREACHABLE),
    ):
        world = await signed_in_at_provider()
        world.client.renewed = error
        world.now += timedelta(hours=1)
        with pytest.raises(Declined) as no:
            await asking(world, RENEW)[0]
        assert (no.value.status, no.value.problem) == (status, error.problem)
        await world.controller.close()


@pytest.mark.parametrize(("refused", "status"), [(True, Exit.SIGN_IN_NEEDED), (False, Exit.UNREACHABLE)])
async def test_a_provider_that_refuses_once_was_reached(refused: bool, status: Exit) -> None:  # noqa: FBT001
    """It is asked once more before it counts (`GrantEnded`), and until then nobody says that there is no answer."""
    world = await signed_in_at_provider()
    world.client.renewed = (GrantRefused if refused else Unreachable)(Problem("No", "Not now."))
    world.now += timedelta(hours=1)
    with pytest.raises(Declined) as no:
        await asking(world, RENEW)[0]
    assert no.value.status is status
    await world.controller.close()


async def leaving(world: World, *requests: Request) -> tuple[bool, bool]:
    """Whether it signs in before the last of those who asked leaves, and after."""
    program = Requests(world.controller, lambda: world.now)
    waiting = [asyncio.create_task(program.answer(request, Messages().tell)) for request in requests]
    await until(lambda: bool(world.snapshots[-1].questions))
    await settled()
    still = False
    for one in waiting:
        still = signs_in(world)
        one.cancel()
        await asyncio.gather(one, return_exceptions=True)
        await settled()
    return still, signs_in(world)


def session_at(world: World) -> Session | None:
    login = world.controller.model.login_of(ROUTE)
    return session_of(login.state) if login is not None else None


def signs_in(world: World) -> bool:
    login = world.controller.model.login_of(ROUTE)
    return login is not None and isinstance(login.state, SigningIn)


@pytest.mark.parametrize("requests", [(LOGIN,), (RENEW,), (LOGIN, LOGIN), (LOGIN, replace(LOGIN, browser=False))])
async def test_a_sign_in_ends_with_the_last_who_waits_for_it(requests: tuple[Request, ...]) -> None:
    world = World()
    world.client.question = QUESTION
    await world.controller.start()
    assert await leaving(world, *requests) == (True, False)
    await world.controller.close()


async def test_who_gives_a_renewal_up_leaves_the_session_as_it_was() -> None:
    world = await signed_in()
    world.now += timedelta(hours=2)
    world.client.question = QUESTION
    assert await leaving(world, RENEW) == (True, False)
    assert not world.snapshots[-1].questions
    session = session_at(world)
    assert session
    assert session.id == a_session(1).id
    await world.controller.close()


async def test_what_the_person_began_goes_on_without_those_who_waited_too() -> None:
    world = World()
    world.client.question = QUESTION
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: signs_in(world))
    assert await leaving(world, LOGIN) == (True, True)
    await world.controller.close()


async def test_a_renewal_that_fails_leaves_what_still_lives() -> None:
    world = await signed_in_at_provider()
    world.client.renewed = Unreachable(Problem("No answer", "It did not answer."))
    with pytest.raises(Declined) as no:
        await asking(world, RENEW)[0]
    assert (no.value.status, no.value.problem.title) == (Exit.SIGN_IN_NEEDED, "Not renewed")
    await world.controller.close()


async def test_who_joins_a_sign_in_hears_that_it_is_under_way_and_opens_nothing() -> None:
    world = World()
    await world.controller.start()
    world.client.go_on.clear()
    first, _ = asking(world, LOGIN)
    await until(lambda: world.opened)
    second, told = asking(world, LOGIN)
    await settled()
    assert told == ["A sign-in to app is under way: it is waited for."]
    world.client.go_on.set()
    assert await first == await second
    assert world.client.signed_in == 1
    await world.controller.close()


async def test_of_another_routes_sign_in_nothing_is_told() -> None:
    other = Route("other", "https://other.example.com")
    world = World(ROUTE, other)
    world.client.result = replace(a_session(), may_go_to=frozenset({ROUTE.origin, other.origin}))
    await world.controller.start()
    world.client.go_on.clear()
    answer, told = asking(world, LOGIN)
    await until(lambda: world.opened)
    so_far = list(told)
    world.wish(Action.SIGN_IN, "other")
    await until(lambda: world.client.signed_in == 2)
    await settled()
    assert told == so_far
    world.client.go_on.set()
    assert await answer
    await world.controller.close()


async def test_a_code_for_another_device_is_told() -> None:
    world = World()
    await world.controller.start()
    world.client.go_on.clear()
    answer, told = asking(world, replace(LOGIN, device=True))
    await until(lambda: world.client.hooks)
    assert world.client.hooks is not None
    page = "https://idp.example.com/device"
    world.client.hooks.device_code("ABCD", page, f"{page}?code=ABCD", world.now)
    sentence = f"Enter ABCD at {page} on any device. Only if you asked for it yourself."
    assert told[-2:] == [sentence, f"SCAN {page}?code=ABCD"]
    world.client.go_on.set()
    assert await answer
    await world.controller.close()


async def test_a_stage_is_told_once_and_without_a_host_where_there_is_none() -> None:
    world = World()
    await world.controller.start()
    world.client.go_on.clear()
    answer, told = asking(world, LOGIN)
    await until(lambda: world.opened)
    assert world.client.hooks is not None
    for host in ("", "", "idp.example.com", "idp.example.com", ""):
        world.client.hooks.stage(Stage.BROWSER, host)
    assert told[-3:] == [f"app: {Stage.BROWSER}", f"app: {Stage.BROWSER} (idp.example.com)", f"app: {Stage.BROWSER}"]
    world.client.go_on.set()
    assert await answer
    await world.controller.close()


async def test_a_command_asks_its_person_itself() -> None:
    world = World()
    world.client.question = QUESTION
    await world.controller.start()
    answer, told = asking(world, LOGIN, command=True)
    await until(lambda: world.snapshots[-1].questions)
    assert not [text for text in told if QUESTION.title in text]
    asked = world.snapshots[-1].questions[0]
    world.controller.happen(QuestionAnswered(world.now, Answer(asked.login, asked.attempt, asked.number, yes=True)))
    assert await answer
    await world.controller.close()


async def test_a_person_who_says_no_has_failed_nothing_and_is_told_what_follows() -> None:
    world = World()
    world.client.result = Cancelled(Problem("Sign-in cancelled", "You said no."))
    await world.controller.start()
    with pytest.raises(Declined) as no:
        await asking(world, LOGIN)[0]
    assert (no.value.status, no.value.problem) == (Exit.SIGN_IN_NEEDED, world.client.result.problem)
    await world.controller.close()


@pytest.mark.allow_log("The settings cannot be read")
async def test_without_settings_no_route_is_known_and_the_reason_is_theirs() -> None:
    problem = Problem("The settings cannot be read", "Line 3.")
    world = World()
    await world.controller.start()
    world.controller.happen(SettingsRead(world.now, Settings()))
    world.controller.happen(Impaired(world.now, Part.SETTINGS, problem))
    with pytest.raises(Declined) as no:
        await asking(world)[0]
    assert (no.value.status, no.value.problem) == (Exit.USAGE, problem)
    await world.controller.close()


@pytest.mark.allow_log("The settings cannot be read")
async def test_settings_that_cannot_be_read_now_leave_the_routes_from_before() -> None:
    world = await signed_in()
    problem = Problem("The settings cannot be read", "Line 3.")
    world.controller.happen(Impaired(world.now, Part.SETTINGS, problem))
    assert await asking(world)[0] == {"text": "Authorization: Pomerium eyJ.secret.1"}
    await world.controller.close()
