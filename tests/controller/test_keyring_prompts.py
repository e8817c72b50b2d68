"""The keyring asks the person once, after they were told why; a no costs nothing but that sessions are not kept."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Phase, SigningIn, Stage
from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem
from pomtray.core.intent import Action, Answer
from pomtray.core.view.keyring import ASKS
from pomtray.core.view.notices import KEYRING
from tests.controller.world import DECLINED, LOCKED, LOGIN, NOW, World, settled, signed_in, until

OTHER = Route("other", "https://other.example.net")


async def world_with_a_locked_keyring(*routes: Route) -> World:
    world = World(*routes)
    world.vault.in_the_way = LOCKED
    await world.controller.start()
    return world


async def asked(*routes: Route) -> World:
    """A sign-in has begun, and the person is told that the keyring will ask them."""
    world = await world_with_a_locked_keyring(*routes)
    world.wish(Action.SIGN_IN)
    await until(lambda: world.snapshots[-1].questions)
    return world


def answer(world: World, *, yes: bool) -> None:
    (asking,) = world.snapshots[-1].questions
    world.controller.happen(
        happened.QuestionAnswered(world.now, Answer(asking.login, asking.attempt, asking.number, yes))
    )


def trouble(world: World) -> list[Problem]:
    return [missing.problem for missing in world.snapshots[-1].trouble]


def stage(world: World) -> Stage:
    state = world.controller.model.logins[LOGIN].state
    assert isinstance(state, SigningIn)
    return state.attempt.stage


async def test_before_a_sign_in_the_person_is_told_why_and_nothing_opens_yet() -> None:
    world = await asked()
    (asking,) = world.snapshots[-1].questions
    assert (asking.question.title, asking.question.text) == (LOCKED.title, LOCKED.text())
    (notice,) = world.notices.values()
    assert notice.text == LOCKED.text()
    assert (world.opened, world.vault.prompts) == ([], 0)
    await world.controller.close()


async def test_then_the_keyring_asks_once_and_the_session_is_kept() -> None:
    world = await asked()
    answer(world, yes=True)
    await until(lambda: world.vault.unlocking)
    assert trouble(world) == [ASKS]
    assert (world.opened, stage(world)) == ([], Stage.KEYRING)
    assert world.vault.unlocking
    world.vault.unlocking.set_result(True)
    await until(lambda: world.row == Phase.ACTIVE and b"eyJ.secret.1" in (world.vault.stored or b""))
    assert trouble(world) == []
    world.wish(Action.SIGN_IN)
    await settled()
    assert world.vault.prompts == 1
    await world.controller.close()


async def test_a_no_to_us_asks_nobody_and_is_kept() -> None:
    world = await asked()
    answer(world, yes=False)
    await until(lambda: world.row == Phase.ACTIVE and trouble(world))
    assert trouble(world) == [DECLINED]
    assert KEYRING not in world.notices
    world.wish(Action.SIGN_OUT)
    world.wish(Action.SIGN_IN)
    await until(lambda: world.row == Phase.ACTIVE)
    assert (world.vault.prompts, world.snapshots[-1].questions) == (0, ())
    await world.controller.close()


async def test_a_no_to_the_keyring_is_kept_until_the_person_tries_again() -> None:
    world = await asked()
    answer(world, yes=True)
    await until(lambda: world.vault.unlocking)
    assert world.vault.unlocking
    world.vault.unlocking.set_result(False)
    await until(lambda: world.row == Phase.ACTIVE and trouble(world) == [DECLINED])
    world.controller.happen(happened.MenuOpened(NOW))
    world.wish(Action.SIGN_IN)
    await settled()
    assert world.vault.prompts == 1
    world.controller.happen(happened.RetryRequested(NOW))
    await until(lambda: world.vault.prompts == 2)
    world.vault.unlocking.set_result(True)
    await until(lambda: b"eyJ.secret.1" in (world.vault.stored or b""))
    assert trouble(world) == []
    await world.controller.close()


async def test_what_the_keyring_asks_can_be_taken_back() -> None:
    world = await asked()
    answer(world, yes=True)
    await until(lambda: world.vault.unlocking)
    world.controller.happen(happened.PromptCancelled(NOW))
    await until(lambda: world.row == Phase.ACTIVE and trouble(world) == [DECLINED])
    await world.controller.close()


async def test_cancelling_the_sign_in_takes_it_back_and_is_no_answer() -> None:
    world = await asked()
    answer(world, yes=True)
    await until(lambda: world.vault.unlocking)
    world.wish(Action.CANCEL)
    await until(lambda: trouble(world) == [LOCKED])
    assert world.vault.unlocking
    assert world.vault.unlocking.cancelled()
    assert world.row == Phase.SIGNED_OUT
    assert not world.vault.declined
    await world.controller.close()


async def test_of_two_sign_ins_one_asks_and_both_wait() -> None:
    world = await asked(Route("app", "https://app.example.com"), OTHER)
    world.wish(Action.SIGN_IN, "other")
    await settled()
    assert len(world.snapshots[-1].questions) == 1
    assert "waiting for the keyring" in {row.note for row in world.snapshots[-1].rows}
    answer(world, yes=True)
    await until(lambda: world.vault.unlocking)
    assert world.vault.unlocking
    world.vault.unlocking.set_result(True)
    await until(lambda: {row.phase for row in world.snapshots[-1].rows} == {Phase.ACTIVE})
    assert world.vault.prompts == 1
    await world.controller.close()


async def test_the_time_that_it_takes_is_not_the_sign_ins() -> None:
    world = await asked()
    world.client.go_on.clear()
    world.pass_time(timedelta(hours=1))
    answer(world, yes=False)
    await until(lambda: stage(world) is Stage.ASKING)
    state = world.controller.model.logins[LOGIN].state
    assert isinstance(state, SigningIn)
    assert state.attempt.ends_at == world.now + timedelta(seconds=world.settings.preferences.sign_in_for)
    await world.controller.close()


async def test_sessions_behind_a_locked_keyring_are_told_and_nobody_is_asked_until_they_wish_it() -> None:
    first = await signed_in()
    await first.controller.close()
    world = World()
    world.vault.stored, world.vault.in_the_way = first.vault.stored, LOCKED
    await world.controller.start()
    assert trouble(world) == [LOCKED]
    notice = world.notices[KEYRING]
    assert (notice.title, notice.text) == (LOCKED.title, LOCKED.text())
    for _ in range(3):
        world.controller.happen(happened.MenuOpened(NOW))
        await settled()
    assert world.vault.prompts == 0
    world.controller.happen(happened.RetryRequested(NOW))
    await until(lambda: world.vault.unlocking)
    assert KEYRING not in world.notices
    assert world.vault.unlocking
    world.vault.unlocking.set_result(True)
    await until(lambda: world.row == Phase.ACTIVE)
    await world.controller.close()


@pytest.mark.allow_log("The folder is closed")
async def test_another_trouble_is_looked_at_again_at_once_when_the_person_wishes_it() -> None:
    """No keyring is in the way: a full disk has room again."""
    world = World()
    world.vault.read_only = True
    await world.controller.start()
    assert trouble(world)
    world.vault.read_only = False
    world.controller.happen(happened.RetryRequested(NOW))
    await until(lambda: trouble(world) == [])
    assert world.vault.prompts == 0
    await world.controller.close()


async def test_a_sign_in_that_asks_the_same_takes_the_notices_place() -> None:
    first = await signed_in()
    await first.controller.close()
    world = World()
    world.vault.stored, world.vault.in_the_way = first.vault.stored, LOCKED
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.snapshots[-1].questions)
    assert KEYRING not in world.notices
    assert len(world.notices) == 1
    await world.controller.close()


async def test_while_the_keyring_asks_a_sign_in_waits() -> None:
    world = await world_with_a_locked_keyring()
    world.controller.happen(happened.RetryRequested(NOW))
    await until(lambda: world.vault.unlocking)
    world.wish(Action.SIGN_IN)
    await settled()
    assert stage(world) is Stage.KEYRING
    assert world.vault.unlocking
    world.vault.unlocking.set_result(True)
    await until(lambda: world.row == Phase.ACTIVE)
    assert world.vault.prompts == 1
    await world.controller.close()


async def test_closing_takes_back_what_the_keyring_asks() -> None:
    world = await asked()
    answer(world, yes=True)
    await until(lambda: world.vault.unlocking)
    await world.controller.close()
    assert len(asyncio.all_tasks()) == 1
    assert not world.vault.declined
