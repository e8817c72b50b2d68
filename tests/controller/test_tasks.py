"""Of what is asked of many sessions only some run at a time, each in its turn; what somebody waits for goes first."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from pomtray.controller.tasks import AT_ONCE, Tasks, cancelled
from pomtray.core import events as happened
from pomtray.core.domain.login import LoginId, SignedIn
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Verdict
from pomtray.core.events import Event, TimePassed
from pomtray.core.intent import Action
from tests.controller.world import NOW, Word, World, a_session, settled, until


class Asked:
    """Questions that wait for their answer."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.done: list[Event] = []
        self.go_on = asyncio.Event()
        self.tasks = Tasks(self.done.append, lambda: NOW)

    async def ask(self, name: str) -> Event:
        self.begun.append(name)
        await self.go_on.wait()
        return TimePassed(NOW)

    def wish(self, *names: str) -> list[str]:
        for name in names:
            self.tasks.run_in_turn(name, partial(self.ask, name))
        return list(names)


@pytest.fixture
async def asked() -> Asked:
    return Asked()


async def test_so_many_run_at_once_and_then_the_others(asked: Asked) -> None:
    names = asked.wish(*(str(number) for number in range(3 * AT_ONCE)))
    await settled()
    assert asked.begun == names[:AT_ONCE]
    asked.go_on.set()
    await until(lambda: len(asked.done) == 3 * AT_ONCE)
    assert asked.begun == names


async def test_the_same_is_asked_once(asked: Asked) -> None:
    asked.wish("one", "one")
    await settled()
    asked.wish("one")
    asked.go_on.set()
    await until(lambda: asked.done)
    assert asked.begun == ["one"]


async def test_a_wish_that_is_under_way_is_joined_and_may_be_wished_again_after_it(asked: Asked) -> None:
    asked.tasks.run("one", asked.ask("first"))
    asked.tasks.run("one", asked.ask("second"))
    asked.tasks.run("other", asked.ask("third"))
    await settled()
    assert asked.begun == ["first", "third"]
    asked.go_on.set()
    await until(lambda: len(asked.done) == 2)
    asked.tasks.run("one", asked.ask("fourth"))
    await until(lambda: len(asked.done) == 3)
    assert asked.begun == ["first", "third", "fourth"]


async def test_what_somebody_waits_for_waits_no_more(asked: Asked) -> None:
    asked.wish(*(str(number) for number in range(2 * AT_ONCE)))
    asked.tasks.hurry(str(2 * AT_ONCE - 1))
    asked.tasks.hurry("nothing")
    await settled()
    assert asked.begun[-1] == str(2 * AT_ONCE - 1)
    asked.go_on.set()
    await until(lambda: len(asked.done) == 2 * AT_ONCE)


async def test_at_the_end_nothing_follows(asked: Asked) -> None:
    asked.wish(*(str(number) for number in range(2 * AT_ONCE)))
    asked.tasks.give_up_waiting()
    await settled()
    await cancelled(asked.tasks.running(""))
    assert len(asked.begun) == AT_ONCE
    assert not asked.done


def with_many_sessions() -> World:
    """Twice as many as are asked about at once, all of one Pomerium; no question is answered."""
    routes = [Route(f"r{number}", f"https://r{number}.example.com") for number in range(2 * AT_ONCE)]
    world = World(*routes, now=NOW + timedelta(minutes=6))
    for number, route in enumerate(routes):
        login = world.controller.model.logins[LoginId(str(route.origin))]
        session = replace(a_session(number), may_go_to=frozenset({route.origin}))
        world.controller.model = world.controller.model.with_state(login, SignedIn(session))
    world.client.hangs = True
    return world


@pytest.mark.allow_log("before the clipboard was cleared")
async def test_quitting_asks_nothing_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.controller.copying._CLEAR_FOR", 0.05)
    world = with_many_sessions()
    world.clipboard.go_on.clear()
    world.controller.happen(happened.MenuOpened(world.now))
    await until(lambda: len(world.client.hanging) == AT_ONCE)
    await world.controller.close()
    await settled()
    assert len(world.client.hanging) == AT_ONCE
    assert len(asyncio.all_tasks()) == 1


async def test_quitting_takes_what_was_answered_and_asks_nothing_that_follows_from_it() -> None:
    world = with_many_sessions()
    for number, verdict in enumerate((Verdict.LIVE, Verdict.ENDED)):
        world.controller.happen(happened.Verified(world.now, f"session-{number}", verdict, asked_at=world.now))
    await world.controller.close()
    await settled()
    ended = world.controller.model.logins[LoginId("https://r1.example.com")].state
    assert isinstance(ended, SignedIn)
    assert ended.session.ended_at
    assert len(asyncio.all_tasks()) == 1


async def test_a_copy_comes_before_a_look_at_all() -> None:
    world = with_many_sessions()
    world.controller.happen(happened.MenuOpened(world.now))
    await until(lambda: len(world.client.hanging) == AT_ONCE)
    world.wish(Action.COPY_HEADER, f"r{2 * AT_ONCE - 1}")
    await until(lambda: len(world.client.hanging) == AT_ONCE + 1)
    world.client.hanging[-1].set_result(Word(Verdict.LIVE))
    await until(lambda: world.clipboard.text)
    assert f".{2 * AT_ONCE - 1}" in world.clipboard.text
    await world.controller.close()
