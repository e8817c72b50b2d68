"""A route is served for as long as it is wanted: not after Stop, and not after Lock."""

from __future__ import annotations

from pomtray.core import events as happened
from pomtray.core.domain.lock import Lock
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import Action
from tests.controller.world import World, settled, signed_in, until

OVER = Problem("app is not served any more", "The session is over.")


async def served() -> World:
    world = await signed_in()
    world.wish(Action.SERVE)
    await until(lambda: world.snapshots[-1].rows[0].served)
    return world


async def test_its_address_is_told_and_copied() -> None:
    world = await served()
    assert world.snapshots[-1].rows[0].served == "127.0.0.1:8080"
    world.wish(Action.COPY_ADDRESS)
    await until(lambda: world.clipboard.text)
    assert world.clipboard.text == "http://127.0.0.1:8080/canary-of-a-proxy/"
    await world.controller.close()


async def test_its_end_is_told() -> None:
    world = await served()
    world.serving.set_result((True, OVER))
    await until(lambda: "serving:app" in world.notices)
    assert not world.snapshots[-1].rows[0].served
    await world.controller.close()


async def test_one_that_cannot_be_begun_is_told() -> None:
    world = await signed_in()
    world.serving.set_exception(PomtrayError(OVER))
    world.wish(Action.SERVE)
    await until(lambda: "serving:app" in world.notices)
    await world.controller.close()


async def test_stopped_it_ends() -> None:
    world = await served()
    world.wish(Action.STOP_SERVING)
    await settled()
    assert world.serving.cancelled()
    await world.controller.close()


async def test_locked_it_ends() -> None:
    world = await served()
    world.controller.happen(happened.LockRequested(world.now))
    await until(lambda: world.controller.model.lock is Lock.LOCKED)
    await until(world.serving.cancelled)
    await world.controller.close()


async def test_it_ends_with_the_program() -> None:
    world = await served()
    await world.controller.close()
    assert world.serving.cancelled()
