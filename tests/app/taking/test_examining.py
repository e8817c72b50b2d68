"""An examination for the window: its steps as they come, one at a time, and its report in a file."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pomtray.app.taking.examining import Examining, Parts
from pomtray.controller.ports import CheckResult
from pomtray.core.domain.lock import LOCKED, Lock
from pomtray.core.domain.login import SignedIn, session_of
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import Problem, Unreachable
from pomtray.core.events import Event, LockRequested, Verified
from pomtray.core.intent import AppAction, Examine, SaveReport
from pomtray.core.model import Model
from pomtray.core.report import About, Outcome, Report, Step, well
from pomtray.pair import messages as say
from tests.controller.world import NOW, World, a_session, until

FIRST, LAST = well(About.NAME, "It is known."), well(About.SERVICE, "It answers.")
WORD = say.CheckResult(Verdict.LIVE)
PROBLEM = Problem("No answer", "The process ended.", "Try again.")


class Surroundings:
    """The client and the window, as far as they are needed."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.shown: list[tuple[str, Report]] = []
        self.troubles: list[Problem] = []
        self.asked: list[tuple[Route, Session | None]] = []
        self.answering = asyncio.Event()
        self.fails = False
        show: Callable[[str, Report], None] = lambda *known: self.shown.append(known)  # noqa: E731
        self.events: list[Event] = []
        parts = Parts(self._client, lambda: self.model, show, self.troubles.append, self.events.append)  # type: ignore[arg-type]
        self.examining = Examining(parts)

    async def _client(self) -> Surroundings:
        return self

    async def examine(
        self, route: Route, session: Session | None, tell: Callable[[Step], None], heard: Callable[[CheckResult], None]
    ) -> Report:
        self.asked.append((route, session))
        tell(FIRST)
        heard(WORD)
        await self.answering.wait()
        if self.fails:
            raise Unreachable(PROBLEM)
        return Report(route.placed, (FIRST, LAST))


@pytest.fixture
async def around() -> AsyncIterator[Surroundings]:
    world = World()
    made = Surroundings(world.controller.model)
    yield made
    await made.examining.close()
    await world.controller.close()


def name(around: Surroundings) -> str:
    return around.model.settings.routes[0].name


async def test_steps_are_shown_as_they_come_and_all_of_them_dated(around: Surroundings) -> None:
    assert around.examining.take(Examine(name(around)))
    await until(lambda: around.shown)
    ((shown, report),) = around.shown
    assert (shown, report.steps, report.is_whole) == (name(around), (FIRST,), False)
    around.answering.set()
    await until(lambda: len(around.shown) > 1)
    _, report = around.shown[1]
    assert (report.steps, report.is_whole, report.made.startswith("pomtray ")) == ((FIRST, LAST), True, True)
    ((route, session),) = around.asked
    login = around.model.login_of(route)
    assert session == (session_of(login.state) if login else None)


async def test_a_worker_that_ends_is_a_step(around: Surroundings) -> None:
    around.fails = True
    around.answering.set()
    around.examining.take(Examine(name(around)))
    await until(lambda: len(around.shown) > 1)
    _, report = around.shown[-1]
    assert (report.steps[-1].outcome, report.steps[-1].sentence, report.is_whole) == (
        Outcome.LOOK,
        PROBLEM.sentence,
        True,
    )


async def test_what_it_tells_of_the_session_counts_as_a_check(around: Surroundings) -> None:
    (login,) = around.model.logins.values()
    around.model = around.model.with_state(login, SignedIn(a_session()))
    around.answering.set()
    around.examining.take(Examine(name(around)))
    await until(lambda: around.events)
    (event,) = around.events
    assert isinstance(event, Verified)
    assert (event.session, event.verdict, event.heard) == (a_session().id, WORD.verdict, WORD.heard)


async def test_the_lock_ends_it_and_that_is_told(around: Surroundings) -> None:
    around.examining.take(Examine(name(around)))
    await until(lambda: around.shown)
    around.model = replace(around.model, lock=Lock.WAITING)
    around.examining.hear(LockRequested(NOW))
    await until(lambda: len(around.shown) > 1)
    _, report = around.shown[-1]
    assert (report.steps[-1].sentence, report.is_whole) == (LOCKED.sentence, True)
    around.examining.take(Examine(name(around)))
    await until(lambda: around.shown[-1][1].is_whole and len(around.shown) > 3)
    assert around.shown[-1][1].steps[-1].sentence == LOCKED.sentence
    assert len(around.asked) == 1


@pytest.mark.parametrize("then", ["", "gone"])
async def test_it_is_stopped(around: Surroundings, then: str) -> None:
    around.examining.take(Examine(name(around)))
    await until(lambda: around.shown)
    around.examining.take(Examine(then))
    around.answering.set()
    await asyncio.sleep(0)
    await around.examining.close()
    assert len(around.shown) == 1


async def test_a_report_is_written_and_one_that_cannot_be_is_told(around: Surroundings, tmp_path: Path) -> None:
    assert around.examining.take(SaveReport(str(tmp_path / "report.txt"), "text\n"))
    assert around.examining.take(SaveReport(str(tmp_path / "none" / "report.txt"), "text\n"))
    await around.examining.close()
    assert (tmp_path / "report.txt").read_text() == "text\n"
    assert [problem.title for problem in around.troubles] == ["The report was not written"]


def test_other_wishes_are_others(around: Surroundings) -> None:
    assert not around.examining.take(AppAction.UNDO)
