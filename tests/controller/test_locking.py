"""Locked, nothing that runs holds a credential, and nothing that was not saved is lost."""

from __future__ import annotations

import asyncio
import gc
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.controller.requests.answering import Requests
from pomtray.core import events as happened
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import Phase
from pomtray.core.domain.session import Session
from pomtray.core.domain.stored import load
from pomtray.core.intent import Action
from pomtray.core.requests.request import Declined, Exit, Request, RequestKind
from pomtray.core.view.notices import KEYRING
from tests.controller.granting import granted, signed_in_at_provider
from tests.controller.world import LOCKED, NOW, Messages, World, a_session, settled, signed_in, until


def lock(world: World) -> Lock:
    return world.controller.model.lock


async def locked(world: World) -> World:
    world.controller.happen(happened.LockRequested(world.now))
    await until(lambda: lock(world) is Lock.LOCKED)
    return world


async def unlocked(world: World) -> World:
    world.controller.happen(happened.UnlockRequested(world.now))
    await until(lambda: lock(world) is not Lock.OPENING)
    return world


async def asked(world: World, do: RequestKind, **changes: object) -> dict[str, object]:
    request = replace(Request(do, "app"), **changes)  # type: ignore[arg-type]
    return await Requests(world.controller, lambda: world.now).answer(request, Messages().tell)


def first_sessions() -> list[Session]:
    """All that there are, whoever made them: other tests keep some of their own."""
    gc.collect()
    return [it for it in gc.get_objects() if isinstance(it, Session) and it.credential.reveal() == "eyJ.secret.1"]


async def test_the_vault_has_it_and_nothing_else() -> None:
    others = {id(it) for it in first_sessions()}
    world = await signed_in()
    world.client.result = world.client.renewed = a_session(9)
    await locked(world)
    assert world.vault.stored
    assert b"eyJ.secret.1" in world.vault.stored
    await until(lambda: world.let_go)
    world.snapshots.clear()
    assert [it for it in first_sessions() if id(it) not in others] == []
    await world.controller.close()


async def test_the_clipboard_is_emptied() -> None:
    world = await signed_in()
    world.wish(Action.COPY_TOKEN)
    await until(lambda: world.clipboard.text)
    await locked(world)
    await until(lambda: not world.clipboard.text)
    await world.controller.close()


async def test_unlocked_all_is_as_before_and_the_server_is_asked() -> None:
    world = await locked(await signed_in())
    assert world.row == Phase.SIGNED_OUT
    world.now += timedelta(minutes=1)
    before = world.client.verified
    await unlocked(world)
    await until(lambda: world.row == Phase.ACTIVE and world.client.verified > before)
    await world.controller.close()


async def test_what_is_not_saved_yet_is_saved_first() -> None:
    world = await signed_in()
    world.vault.go_on.clear()
    world.controller.happen(happened.NoticesPaused(world.now, world.now + timedelta(hours=1)))
    world.controller.happen(happened.LockRequested(world.now))
    await settled()
    assert lock(world) is Lock.SAVING
    world.vault.go_on.set()
    await until(lambda: lock(world) is Lock.LOCKED)
    await unlocked(world)
    assert world.controller.model.remembered.paused_until == NOW + timedelta(hours=1)
    await world.controller.close()


@pytest.mark.allow_log("The keyring is locked")
async def test_a_vault_that_cannot_be_written_keeps_it_open() -> None:
    world = await signed_in()
    world.vault.broken = True
    world.controller.happen(happened.LockRequested(world.now))
    await until(lambda: lock(world) is Lock.OPEN)
    assert world.row == Phase.ACTIVE
    assert "lock" in world.notices
    assert (world.let_go, world.vault.locked) == (0, False)
    await world.controller.close()


async def test_nothing_is_written_while_it_is_locked() -> None:
    world = await locked(await signed_in())
    stored = world.vault.stored
    world.controller.happen(happened.SettingsRead(world.now, world.settings))
    world.pass_time(timedelta(hours=1))
    await world.controller.reread()
    await world.controller.saved()
    assert (world.vault.stored, lock(world)) == (stored, Lock.LOCKED)
    await world.controller.close()
    assert world.vault.stored == stored


async def test_questions_that_are_out_are_taken_back() -> None:
    world = await signed_in()
    world.client.hangs = True
    world.pass_time(timedelta(minutes=20))
    await until(lambda: world.client.hanging)
    await locked(world)
    await until(lambda: all(question.cancelled() for question in world.client.hanging))
    await world.controller.close()


async def test_a_refresh_token_that_is_rotated_meanwhile_is_in_the_vault() -> None:
    world = await signed_in_at_provider()
    world.client.go_on.clear()
    world.client.rotates = "canary-second"
    world.wish(Action.RENEW)
    await until(lambda: "renew" in world.client.calls)
    world.controller.happen(happened.LockRequested(world.now))
    await settled()
    assert lock(world) is Lock.WAITING
    world.client.renewed = granted(2, "canary-second")
    world.client.go_on.set()
    await until(lambda: lock(world) is Lock.LOCKED)
    assert world.vault.stored
    assert b"canary-second" in world.vault.stored
    await world.controller.close()


async def test_what_is_marked_locked_begins_locked_and_is_opened_by_unlocking() -> None:
    world = await locked(await signed_in())
    assert world.vault.locked
    later = World(*world.settings.routes)
    later.vault.stored, later.vault.locked = world.vault.stored, True
    await later.controller.start()
    assert (lock(later), len(later.controller.model.logins.holding)) == (Lock.LOCKED, 0)
    await unlocked(later)
    assert (lock(later), len(later.controller.model.logins.holding), later.vault.locked) == (Lock.OPEN, 1, False)
    await later.controller.close()


async def test_the_keyring_asks_where_it_has_to() -> None:
    world = await locked(await signed_in())
    world.vault.in_the_way = LOCKED
    world.wish(Action.COPY_TOKEN)
    await until(lambda: world.vault.unlocking)
    assert [missing.problem.title for missing in world.snapshots[-1].trouble] == ["The keyring asks you"]
    assert world.vault.unlocking
    world.vault.unlocking.set_result(True)
    await until(lambda: world.clipboard.text == "eyJ.secret.1")
    assert world.snapshots[-1].trouble == ()
    await world.controller.close()


async def test_a_no_keeps_it_locked_and_says_so() -> None:
    world = await locked(await signed_in())
    world.vault.in_the_way = LOCKED
    world.wish(Action.COPY_TOKEN)
    await until(lambda: world.vault.unlocking)
    world.controller.happen(happened.PromptCancelled(world.now))
    await until(lambda: lock(world) is Lock.LOCKED)
    assert world.notices["lock"].title == "Nothing copied: pomtray is still locked"
    assert (world.snapshots[-1].trouble, KEYRING in world.notices, world.clipboard.text) == ((), False, "")
    await world.controller.close()


@pytest.mark.parametrize("do", [RequestKind.CREDENTIAL, RequestKind.LOGIN, RequestKind.RENEW, RequestKind.LOGOUT])
async def test_programs_are_told(do: RequestKind) -> None:
    world = await locked(await signed_in())
    with pytest.raises(Declined) as no:
        await asked(world, do, waits=True)
    assert (no.value.status, no.value.problem.title) == (Exit.LOCKED, "pomtray is locked")
    assert (await asked(world, RequestKind.STATUS))["status"] == "Locked"
    await world.controller.close()


async def test_a_program_that_waits_for_a_sign_in_is_told_too() -> None:
    world = World()
    await world.controller.start()
    world.client.go_on.clear()
    waiting = asyncio.ensure_future(asked(world, RequestKind.CREDENTIAL, waits=True))
    await until(lambda: world.client.signed_in)
    await locked(world)
    with pytest.raises(Declined) as no:
        await waiting
    assert no.value.status is Exit.LOCKED
    await world.controller.close()


@pytest.mark.allow_log("The keyring is locked")
async def test_programs_lock_and_unlock() -> None:
    world = await signed_in()
    assert await asked(world, RequestKind.LOCK) == {"locked": True}
    assert await asked(world, RequestKind.LOCK) == {"locked": True}
    assert await asked(world, RequestKind.UNLOCK) == {"locked": False}
    world.vault.broken = True
    with pytest.raises(Declined) as no:
        await asked(world, RequestKind.LOCK)
    assert (no.value.status, lock(world)) == (Exit.FAILED, Lock.OPEN)
    await world.controller.close()


async def test_it_is_locked_again_while_the_first_time_is_not_over() -> None:
    world = await signed_in()
    over = asyncio.Event()
    world.letting_go = over.wait
    await locked(world)
    await until(lambda: world.let_go == 1)
    await unlocked(world)
    assert lock(world) is Lock.OPEN
    await locked(world)
    over.set()
    await until(lambda: world.let_go == 2)
    await world.controller.close()


async def test_a_program_hears_why_it_stays_locked() -> None:
    world = await locked(await signed_in())
    world.vault.broken = True
    with pytest.raises(Declined) as no:
        await asked(world, RequestKind.UNLOCK)
    assert (no.value.status, no.value.problem.title) == (Exit.LOCKED, "pomtray is still locked")
    world.vault.broken = False
    assert await asked(world, RequestKind.UNLOCK) == {"locked": False}
    assert load(world.vault.stored or b"")
    await world.controller.close()
