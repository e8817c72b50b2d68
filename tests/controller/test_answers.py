"""Many answers make one picture, and leave room between them."""

from __future__ import annotations

import asyncio
import time

import pytest

from pomtray.controller.answers import FRAME, Answer, Answers
from pomtray.core import events as happened
from pomtray.core.domain.session import Verdict
from tests.controller.world import LOGIN, NOW, World, until


class Taken:
    """What is taken, in steps, and how often it is shown."""

    def __init__(self) -> None:
        self.steps: list[list[Answer]] = []
        self.pictures = 0
        self.answers = Answers(self.steps.append, self._show)

    def _show(self) -> None:
        self.pictures += 1

    @property
    def all(self) -> list[Answer]:
        return [answer for step in self.steps for answer in step]


def checks(count: int) -> list[happened.Verified]:
    return [happened.Verified(NOW, f"session {number}", Verdict.LIVE) for number in range(count)]


def revoked(name: str = "one") -> happened.Revoked:
    return happened.Revoked(NOW, name, Verdict.ENDED)


async def test_the_first_answer_is_taken_and_shown_at_once() -> None:
    taken = Taken()
    (answer,) = checks(1)
    taken.answers.add(answer)
    assert (taken.all, taken.pictures) == ([answer], 1)


async def test_what_follows_within_a_frame_makes_one_picture() -> None:
    taken, answers = Taken(), checks(50)
    for answer in answers:
        taken.answers.add(answer)
    assert taken.pictures == 1
    await until(lambda: len(taken.all) == 50)
    assert (taken.all, taken.pictures) == (answers, 2)


async def test_checks_are_taken_together_and_other_answers_each_in_its_turn() -> None:
    taken = Taken()
    answers: list[Answer] = [*checks(3), revoked(), revoked("two"), *checks(2)]
    taken.answers.add(revoked("first"))
    for answer in answers:
        taken.answers.add(answer)
    await until(lambda: len(taken.all) == 8)
    assert taken.steps == [[revoked("first")], answers[:3], [answers[3]], [answers[4]], answers[5:]]


async def test_a_long_row_of_answers_leaves_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.controller.answers._TURN", 0.0)
    taken, others = Taken(), 0
    for _ in range(20):
        taken.answers.add(revoked())
    await until(lambda: len(taken.all) > 1)
    while len(taken.all) < 20:
        others += 1
        await asyncio.sleep(0)
    assert 10 <= others <= 100, "between two turns others have one, and no pause"


async def test_after_a_turn_of_answers_the_picture_has_one_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.controller.answers._TURN", 0.0)
    taken = Taken()
    taken.answers.add(revoked())
    assert (len(taken.all), taken.pictures) == (1, 0)
    taken.answers.add(revoked("two"))
    await until(lambda: taken.pictures)
    assert (len(taken.all), taken.pictures) == (1, 1)
    await until(lambda: taken.pictures == 2)
    assert len(taken.all) == 2


async def test_a_turn_takes_all_that_it_has_time_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.controller.answers._TURN", 60.0)
    taken = Taken()
    for _ in range(8):
        taken.answers.add(revoked())
    await until(lambda: len(taken.all) > 1)
    assert len(taken.all) == 8


async def test_a_long_row_of_answers_is_shown_while_it_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pomtray.controller.answers._TURN", 0.0)
    shown: list[int] = []
    taken: list[Answer] = []

    def take(step: list[Answer]) -> None:
        taken.extend(step)
        time.sleep(FRAME / 5)

    answers = Answers(take, lambda: shown.append(len(taken)))
    for _ in range(20):
        answers.add(revoked())
    await until(lambda: shown and shown[-1] == 20)
    assert len(shown) > 2


async def test_what_waits_is_taken_at_the_end() -> None:
    taken, answers = Taken(), checks(3)
    for answer in answers:
        taken.answers.add(answer)
    taken.answers.take_all()
    assert taken.all == answers
    await asyncio.sleep(2 * FRAME)
    assert taken.pictures == 1


async def test_a_click_is_shown_at_once_while_answers_wait() -> None:
    world = World()
    for number in range(3):
        world.controller.happen(happened.Verified(NOW, f"session-{number}", Verdict.LIVE))
    before = len(world.snapshots)
    world.controller.happen(happened.MenuOpened(NOW))
    assert len(world.snapshots) == before + 1
    await until(lambda: len(world.snapshots) == before + 2)
    assert world.controller.model.logins[LOGIN]
    await world.controller.close()
