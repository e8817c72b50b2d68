"""Requests of a shell on another machine, answered as a command here would have them answered, read-only."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Collection
from pathlib import Path
from typing import Any

from pomtray.cli import asking
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.requests.forwarded import declined_there, forwardable, told_there
from pomtray.core.requests.request import Declined, Exit, Request, Tell, request_line
from pomtray.core.text import phrase
from pomtray.desktop.processes.daemon_thread import DaemonThread
from pomtray.desktop.settings import settings

Agreed = Callable[[Route], Awaitable[bool]]


class Lending:
    """config: the settings file. machine: this one's name.

    named: routes that need no question, and then are all that there is.
    """

    def __init__(self, config: Path, machine: str, named: Collection[str], agreed: Agreed) -> None:
        self._config = config
        self._machine = machine
        self._named = frozenset(named)
        self._agreed = agreed
        self._asking = DaemonThread("credential")
        self._lent: set[str] = set()

    async def answer(self, request: Request, tell: Tell, who: Callable[[], Awaitable[object]]) -> dict[str, object]:
        """The answer's content. Raises `Declined`."""
        del tell, who  # nobody signs in meanwhile, and it is ssh that connects
        found = await asyncio.to_thread(self._settings)
        passed, route = forwardable(request, found, self._machine, self._named)
        if route is not None:
            await self._check(route)
        said = json.loads(request_line(passed))
        answer = await asyncio.wrap_future(self._asking.submit(lambda: self._asked(said)))
        if route is not None and route.name not in self._lent:
            self._lent.add(route.name)
            asking.note(phrase("The credential of {route} was handed over.", route=route.shown))
        return told_there(answer, self._machine, self._named)

    async def _check(self, route: Route) -> None:
        if not self._named and not await self._agreed(route):
            sentence = phrase(
                "Nobody at {machine} agreed to hand out the credential of {route}.",
                machine=self._machine,
                route=route.shown,
            )
            problem = Problem(phrase("Not agreed to"), sentence, phrase("Ask again, and answer there."))
            raise Declined(Exit.NOT_ALLOWED, problem)

    def _settings(self) -> Settings:
        try:
            return settings.read(self._config)
        except PomtrayError as error:
            raise Declined(Exit.USAGE, error.problem) from None

    def _asked(self, said: dict[str, object]) -> dict[str, Any]:
        try:
            return asking.ask(said, self._config)
        except asking.No as no:
            raise declined_there(no.status, no.title, no.text, self._machine) from None
