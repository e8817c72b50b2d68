"""Why a route is blocked, found out for the window: one examination at a time, each step shown as it is done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pomtray.core.domain.login import session_of
from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import Examine, SaveReport
from pomtray.core.model import Model
from pomtray.core.report import About, Report, Step, wrong
from pomtray.desktop.files import report_file

if TYPE_CHECKING:
    from pomtray.controller.ports import SignInClient


@dataclass(frozen=True, slots=True)
class Parts:
    """What examining needs of the program."""

    client: Callable[[], Awaitable[SignInClient]]
    model: Callable[[], Model]
    show: Callable[[str, Report], None]
    """The route's name, and what is known so far."""
    troubled: Callable[[Problem], None]


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
        model = self._parts.model()
        login = model.login_of(route)
        report = Report(route.placed)

        def done(step: Step) -> None:
            nonlocal report
            report = replace(report, steps=(*report.steps, step))
            self._parts.show(route.name, report)

        try:
            client = await self._parts.client()
            report = await client.examine(route, session_of(login.state) if login else None, done)
        except PomtrayError as error:
            report = replace(report, steps=(*report.steps, wrong(About.PROGRAM, error.problem)))
        self._parts.show(route.name, replace(report_file.dated(report), is_whole=True))

    async def _save(self, path: Path, text: str) -> None:
        try:
            await asyncio.to_thread(report_file.write, path, text)
        except PomtrayError as error:
            self._parts.troubled(error.problem)
