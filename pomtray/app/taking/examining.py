"""Why a route is blocked, found out for the window: one examination at a time, each step shown as it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pomtray.core.check_result import verified_event
from pomtray.core.domain.lock import LOCKED, Lock
from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.events import Event
from pomtray.core.intent import Examine, SaveReport
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model import Model
from pomtray.core.report import About, Report, Step, wrong
from pomtray.desktop.files import report_file
from pomtray.desktop.system import clock

if TYPE_CHECKING:
    from pomtray.controller.ports import CheckResult, SignInClient


@dataclass(frozen=True, slots=True)
class Parts:
    """What examining needs of the program."""

    client: Callable[[], Awaitable[SignInClient]]
    model: Callable[[], Model]
    show: Callable[[str, Report], None]
    """The route's name, and what is known so far."""
    troubled: Callable[[Problem], None]
    happen: Callable[[Event], None]
    """Takes what is heard of the session: it counts as a check, so that the row says the same."""


class Examining:
    """Takes the intents that are about it. Whoever asks about another route does not want the one before."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._task: asyncio.Task[None] | None = None
        self._saving: set[asyncio.Task[None]] = set()

    def take(self, intent: object) -> bool:
        """False where `intent` is about something else."""
        match intent:
            case Examine(name):
                self._begin(self._parts.model().route(name))
            case SaveReport(path, text):
                task = asyncio.get_running_loop().create_task(self._save(Path(path), text))
                self._saving.add(task)
                task.add_done_callback(self._saving.discard)
            case _:
                return False
        return True

    def hear(self, _: Event) -> None:
        """Locked, an examination holds no session, and goes on no further."""
        if self._task is not None and self._parts.model().lock is not Lock.OPEN:
            self._task.cancel()

    async def close(self) -> None:
        """What is being written is written."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await asyncio.gather(*self._saving, return_exceptions=True)

    def _begin(self, route: Route | None) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.get_running_loop().create_task(self._examine(route)) if route else None

    async def _examine(self, route: Route) -> None:
        report = Report(route.placed)

        def done(step: Step) -> None:
            nonlocal report
            report = replace(report, steps=(*report.steps, step))
            self._parts.show(route.name, report)

        try:
            report = await self._examined(route, done)
        except PomtrayError as error:
            done(wrong(About.PROGRAM, error.problem))
        except asyncio.CancelledError:
            if self._parts.model().lock is Lock.OPEN:
                raise
            done(wrong(About.PROGRAM, LOCKED))
        self._parts.show(route.name, replace(report_file.dated(report), is_whole=True))

    async def _examined(self, route: Route, done: Callable[[Step], None]) -> Report:
        """Raises `PomtrayError`."""
        model, asked_at = self._parts.model(), clock.now()
        if model.lock is not Lock.OPEN:
            raise PomtrayError(LOCKED)
        session = model.session_of(route)

        def heard(word: CheckResult) -> None:
            if session is not None:
                self._parts.happen(verified_event(session, (route,), word, asked_at, clock.now()))

        return await (await self._parts.client()).examine(route, session, done, heard)

    async def _save(self, path: Path, text: str) -> None:
        try:
            await asyncio.to_thread(report_file.write, path, text)
        except PomtrayError as error:
            self._parts.troubled(error.problem)
