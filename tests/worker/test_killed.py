"""The worker is killed at random moments of sign-ins, renewals and saves.

`POMTRAY_TEST_KILLS` sets at how many; the seed is printed with a failure.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from pomtray.core.domain.login import LoginId, session_of
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.domain.stored import load
from pomtray.core.effects import Effect, Renew, Verify
from pomtray.core.intent import Action
from pomtray.pair import messages as say
from tests.controller.test_with_demo import Ground, refresh_in, refresh_of
from tests.controller.world import until
from tests.worker.conftest import Workers
from tests.worker.ground import playing

KILLS = int(os.environ.get("POMTRAY_TEST_KILLS", "8"))
SEED = int(os.environ.get("POMTRAY_TEST_SEED", "13"))
_LONGEST = 0.6
"""Seconds from the start of something to the kill: all of it takes about that long."""


async def kill_soon(workers: Workers, chance: random.Random) -> None:
    await asyncio.sleep(chance.random() * _LONGEST)
    if workers.started:
        workers.last.kill()


async def quiet(ground: Ground) -> None:
    """Nothing is under way."""
    controller = ground.world.controller
    await until(
        lambda: (
            not ground.busy
            and not controller._tasks._running
            and not controller._tasks._waiting
            and not controller._sign_ins.tasks()
        )
    )
    await controller._saver.saved()


async def checked(workers: Workers, ground: Ground, moment: int) -> None:
    """The vault can be read by anybody, and holds what the program goes by."""
    stored = load(await workers.stored() or b"")
    held = {key: session_of(login.state) for key, login in ground.world.controller.model.logins.items()}
    for key, session in held.items():
        kept = session_of(stored[key].state) if key in stored else None
        assert (session and session.id) == (kept and kept.id), f"moment {moment} of seed {SEED}"
        assert refresh_of(session) == refresh_of(kept), f"moment {moment} of seed {SEED}"


@pytest.mark.timeout(60 + 15 * KILLS)
@pytest.mark.allow_log("unexpected RemoteDefect")
async def test_nothing_is_lost_whenever_the_worker_is_killed(workers: Workers) -> None:
    """What the program got is in the vault, the vault can be read, and the next try of each thing succeeds."""
    chance = random.Random(SEED)  # noqa: S311 a test's
    async with playing(workers, "app", "identity-token") as ground:
        ground.demo.options.reuse_for = timedelta(days=1)  # what came with a lost answer is asked for again
        for moment in range(KILLS):
            await workers.supervisor.call(say.Warm())  # else most moments would be those of its start
            killing = asyncio.create_task(kill_soon(workers, chance))
            chance.choice([_sign_in, _renew, _check, _sign_out])(ground, chance)
            await killing
            await quiet(ground)
            ground.world.controller._saver.save()
            await quiet(ground)
            await checked(workers, ground, moment)
        for route in ("app", "identity-token"):
            if ground.session(route) is None:
                await ground.sign_in(route)
        await quiet(ground)
        assert refresh_in(await workers.stored()) == refresh_of(ground.session("identity-token"))


def _sign_in(ground: Ground, chance: random.Random) -> None:
    ground.world.wish(Action.SIGN_IN, chance.choice(["app", "identity-token"]))


def _renew(ground: Ground, chance: random.Random) -> None:
    """Silently, where there is something to renew."""
    _ask(ground, chance, "identity-token", Renew)


def _check(ground: Ground, chance: random.Random) -> None:
    _ask(ground, chance, "app", lambda _, session, route: Verify(session, (route,)))


def _ask(ground: Ground, chance: random.Random, name: str, effect: Callable[[LoginId, Session, Route], Effect]) -> None:
    """What the rules would order when its time has come."""
    model, session = ground.world.controller.model, ground.session(name)
    route = model.route(name)
    login = model.login_of(route) if route else None
    if route is None or login is None or session is None:
        _sign_in(ground, chance)
    else:
        ground.world.controller._perform(effect(login.id, session, route))


def _sign_out(ground: Ground, chance: random.Random) -> None:
    ground.world.wish(Action.SIGN_OUT, chance.choice(["app", "identity-token"]))
