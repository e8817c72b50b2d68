"""What cannot be had is told once, tried again, and told once when it can be had."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from pomtray.app import parts
from pomtray.app.parts import Parts
from pomtray.core.errors import Part, Problem, Unavailable

FULL = Problem("No log: No space left on device", "/log: No space left on device.")
CLOSED = Problem("No log: Permission denied", "/log: Permission denied.")


class World:
    """One part that works, and one that does not."""

    def __init__(self) -> None:
        self.problem: Problem | None = FULL
        self.pauses: list[int] = []
        """What the timer says at each try."""
        self.told: list[tuple[Part, Problem | None]] = []
        self.parts = Parts({Part.LOCK: lambda: None, Part.LOG: self.attempt}, self.tell)

    def attempt(self) -> None:
        self.pauses.append(self.parts._timer.interval())
        if self.problem is not None:
            raise Unavailable(self.problem)

    def tell(self, part: Part, problem: Problem | None) -> None:
        self.told.append((part, problem))
        self.parts.keep_trying(wanted=problem is not None)


@pytest.fixture
def world(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(parts, "_FIRST_PAUSE", 5)
    return World()


def test_each_change_is_told_once(world: World) -> None:
    world.parts.look()
    world.parts.look()
    world.problem = CLOSED
    world.parts.look()
    world.problem = None
    world.parts.look()
    world.parts.look()
    assert world.told == [(Part.LOG, FULL), (Part.LOG, CLOSED), (Part.LOG, None)]


def test_it_is_tried_again_with_growing_pauses_until_it_works(world: World, qtbot: QtBot) -> None:
    world.parts.look()
    qtbot.waitUntil(lambda: len(world.pauses) >= 4)
    assert world.pauses[1:4] == [10, 20, 40]
    world.problem = None
    qtbot.waitUntil(lambda: world.told[-1] == (Part.LOG, None))
    assert not world.parts._timer.isActive()


def test_where_all_is_well_nothing_wakes_up(world: World) -> None:
    world.problem = None
    world.parts.look()
    world.parts.keep_trying(wanted=False)
    assert world.told == []
    assert not world.parts._timer.isActive()
