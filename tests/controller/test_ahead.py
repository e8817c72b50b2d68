"""Rows are made in turns of the event loop, and shown once all are there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from pomtray.controller.ahead import Ahead, changes_many
from pomtray.core.domain.route import Settings
from pomtray.core.events import Event, MenuOpened, Resumed, SettingsRead, TimePassed, WindowShown
from tests.core.built import NOW

EVERY = ["rows 0", "rows 1", "rows 2"]


class Ground:
    def __init__(self) -> None:
        self.seen: list[str] = []
        self.ahead = Ahead(self._rows, lambda: self.seen.append("shown"))

    def _rows(self) -> Iterator[None]:
        for number in range(3):
            self.seen.append(f"rows {number}")
            yield

    async def turns(self, count: int) -> list[str]:
        for _ in range(count):
            await asyncio.sleep(0)
        return self.seen


async def test_others_have_their_turns_between() -> None:
    ground = Ground()
    ground.ahead.begin()
    assert ground.seen == []
    asyncio.get_running_loop().call_soon(ground.seen.append, "somebody else")
    assert await ground.turns(2) == ["rows 0", "somebody else", "rows 1"]
    assert (await ground.turns(7))[-2:] == ["rows 2", "shown"]


async def test_what_changes_meanwhile_is_made_in_turns_too() -> None:
    ground = Ground()
    ground.ahead.begin()
    assert await ground.turns(9) == [*EVERY, *EVERY, "shown"]


async def test_what_happens_meanwhile_begins_anew() -> None:
    ground = Ground()
    ground.ahead.begin()
    await ground.turns(2)
    ground.ahead.begin()
    assert await ground.turns(9) == ["rows 0", "rows 1", *EVERY, *EVERY, "shown"]


async def test_who_waits_for_the_rows_has_a_turn_after_they_are_shown() -> None:
    ground = Ground()
    for name in ("window", "search"):
        ground.ahead.begin(lambda name=name: ground.seen.append(name))
    assert await ground.turns(9) == [*EVERY, *EVERY, "shown", "window", "search"]
    ground.ahead.begin()
    assert (await ground.turns(9))[9:] == [*EVERY, *EVERY, "shown"], "once"


async def test_nothing_is_shown_once_it_is_over() -> None:
    ground = Ground()
    ground.ahead.begin(lambda: ground.seen.append("window"))
    await ground.turns(1)
    ground.ahead.stop()
    ground.ahead.stop()
    assert await ground.turns(9) == ["rows 0"]


@pytest.mark.parametrize("event", [SettingsRead(NOW, Settings()), TimePassed(NOW), Resumed(NOW)])
@pytest.mark.parametrize(("routes", "many"), [(499, False), (500, True)])
def test_few_rows_are_one_turn(event: Event, routes: int, many: bool) -> None:  # noqa: FBT001 of a table
    assert changes_many(event, routes) is many


def test_what_somebody_looks_at_is_shown_at_once() -> None:
    assert not changes_many(MenuOpened(NOW), 500)
    assert not changes_many(WindowShown(NOW, shown=True), 500)
