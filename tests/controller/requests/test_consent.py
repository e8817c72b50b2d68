"""Consent for one request over a controller: before what it is asked, for whom it counts, and what may come between."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.controller.requests.answering import Requests
from pomtray.core import events as happened
from pomtray.core.domain.consent import ConsentAnswer
from pomtray.core.domain.login import Phase
from pomtray.core.domain.program import Program
from pomtray.core.domain.route import Preferences
from pomtray.core.domain.session import Verdict
from pomtray.core.intent import Action
from pomtray.core.requests.request import CredentialForm, Declined, Exit, Request, RequestKind
from tests.controller.world import ROUTE, Messages, Word, World, until

HEADER = Request(RequestKind.CREDENTIAL, "app", wanted=CredentialForm.HEADER)
TOOL, OTHER = Program("/usr/bin/tool", lasting=True), Program("/usr/bin/other", lasting=True)
GOT = {"text": "Authorization: Pomerium eyJ.secret.1"}


class Asker:
    """Who is at the other end, as the system says it each time."""

    def __init__(self, *programs: Program) -> None:
        self._programs = list(programs)

    async def __call__(self) -> Program:
        return self._programs.pop(0) if len(self._programs) > 1 else self._programs[0]


async def a_world(*, signed_in: bool = True) -> World:
    world = World(ROUTE, preferences=Preferences(ask_programs=True))
    await world.controller.start()
    if signed_in:
        world.wish(Action.SIGN_IN)
        await until(lambda: world.row == Phase.ACTIVE and world.vault.stored)
    return world


def asking(world: World, asker: Asker, request: Request = HEADER) -> tuple[Awaitable[object], list[str]]:
    told = Messages()
    answer = Requests(world.controller, lambda: world.now).answer(request, told.tell, asker)
    return asyncio.ensure_future(answer), told


async def say(world: World, said: ConsentAnswer) -> str:
    """To the question that stands, once one does: who asks."""
    await until(lambda: world.snapshots[-1].programs)
    (question,) = world.snapshots[-1].programs
    world.controller.happen(happened.ProgramAnswered(world.now, question.number, said))
    return question.title


async def declined(answer: Awaitable[object]) -> Declined:
    with pytest.raises(Declined) as no:
        await answer
    return no.value


async def test_who_asks_gets_nothing_before_the_yes_and_hears_that_it_waits() -> None:
    world = await a_world()
    answer, told = asking(world, Asker(TOOL))
    await until(lambda: world.snapshots[-1].programs)
    assert told == ["tool waits for your yes, in pomtray's notice or window."]
    await say(world, ConsentAnswer.ALLOWED)
    assert await answer == GOT
    answer, told = asking(world, Asker(TOOL))
    assert (await answer, told) == (GOT, [])
    await world.controller.close()


async def test_a_yes_to_one_program_is_none_to_what_it_has_become_meanwhile() -> None:
    world = await a_world()
    answer, _ = asking(world, Asker(TOOL, OTHER))
    assert await say(world, ConsentAnswer.ONCE) == "tool wants the credential of app"
    await until(lambda: any("other" in it.title for it in world.snapshots[-1].programs))
    assert await say(world, ConsentAnswer.DENIED) == "other wants the credential of app"
    assert (await declined(answer)).status is Exit.NOT_ALLOWED
    await world.controller.close()


async def test_once_is_once() -> None:
    world = await a_world()
    for _ in range(2):
        answer, _told = asking(world, Asker(TOOL))
        await say(world, ConsentAnswer.ONCE)
        assert await answer == GOT
    await world.controller.close()


async def test_nobody_is_asked_where_there_is_nothing_to_hand_out() -> None:
    world = await a_world(signed_in=False)
    answer, told = asking(world, Asker(TOOL))
    assert (await declined(answer)).status is Exit.SIGN_IN_NEEDED
    assert (told, world.controller.model.programs.asked) == ([], 0)
    await world.controller.close()


async def test_a_program_opens_no_page_before_the_yes() -> None:
    world = await a_world(signed_in=False)
    answer, _ = asking(world, Asker(TOOL), replace(HEADER, waits=True))
    await until(lambda: world.snapshots[-1].programs)
    assert not world.opened
    await say(world, ConsentAnswer.ALLOWED)
    assert await answer == GOT
    assert world.opened
    assert world.controller.model.programs.asked == 1
    await world.controller.close()


async def test_a_session_that_ends_while_the_person_thinks_is_not_handed_out() -> None:
    world = await a_world()
    world.now += timedelta(minutes=1)
    answer, _ = asking(world, Asker(TOOL))
    await until(lambda: world.snapshots[-1].programs)
    world.now += timedelta(seconds=20)
    world.client.word = Word(Verdict.ENDED)
    await say(world, ConsentAnswer.ALLOWED)
    assert (await declined(answer)).status is Exit.SIGN_IN_NEEDED
    await world.controller.close()


async def test_no_answer_in_time_is_a_no() -> None:
    world = await a_world()
    answer, _ = asking(world, Asker(TOOL))
    await until(lambda: world.snapshots[-1].programs)
    assert world.armed == world.now + timedelta(seconds=50)
    world.pass_time(timedelta(seconds=50))
    no = await declined(answer)
    assert no.status is Exit.NOT_ALLOWED
    assert no.problem.text() == (
        "Nobody said that tool may use app. Run it again, and choose Allow in pomtray's notice or window."
    )
    await world.controller.close()


async def test_locking_answers_first() -> None:
    world = await a_world()
    answer, _ = asking(world, Asker(TOOL))
    await until(lambda: world.snapshots[-1].programs)
    world.controller.happen(happened.LockRequested(world.now))
    assert (await declined(answer)).status is Exit.LOCKED
    answer, told = asking(world, Asker(TOOL))
    assert ((await declined(answer)).status, told) == (Exit.LOCKED, [])
    await world.controller.close()


async def test_who_leaves_takes_the_question_along() -> None:
    world = await a_world()
    work = asyncio.create_task(
        Requests(world.controller, lambda: world.now).answer(HEADER, Messages().tell, Asker(TOOL))
    )
    await until(lambda: world.snapshots[-1].programs)
    work.cancel()
    await until(lambda: not world.snapshots[-1].programs)
    assert not world.controller.model.programs.said
    await world.controller.close()


async def test_what_is_known_of_routes_and_sign_ins_need_no_yes() -> None:
    world = await a_world()
    for do in (RequestKind.STATUS, RequestKind.LOGIN, RequestKind.OPEN):
        await asking(world, Asker(TOOL), Request(do, "app"))[0]
    assert world.controller.model.programs.asked == 0
    await world.controller.close()


async def test_a_commands_own_controller_asks_nobody() -> None:
    world = await a_world()
    assert await Requests(world.controller, lambda: world.now).answer(HEADER, Messages().tell) == GOT
    await world.controller.close()
