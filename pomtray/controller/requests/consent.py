"""The person's consent to one request: asked for where it is needed, of the program that asks by then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from pomtray.controller.requests.running_controller import ProgramFinder, RunningController, until
from pomtray.core import events as happened
from pomtray.core.domain.consent import ConsentAnswer
from pomtray.core.domain.lock import LOCKED, Lock
from pomtray.core.domain.program import Program
from pomtray.core.domain.route import Route
from pomtray.core.model import consenting
from pomtray.core.requests.request import Declined, Exit, Tell
from pomtray.core.text import phrase


class RequestConsent:
    """number: the request's. who: finds out which program asks; None where nobody is asked about it."""

    def __init__(
        self, ground: RunningController, now: Callable[[], datetime], number: int, who: ProgramFinder | None, tell: Tell
    ) -> None:
        self._ground = ground
        self._now = now
        self._number = number
        self._who = who
        self._tell = tell
        self._allowed: Program | None = None

    async def was_waited_for(self, route: Route) -> bool:
        """Whether it took the person: much may have changed meanwhile, also who asks. Raises `Declined`."""
        if self._who is None or not self._ground.model.settings.preferences.ask_programs:
            return False
        program = await self._who()
        if program == self._allowed or not consenting.is_asked_about(self._ground.model, route, program):
            return False
        said = await self._answer_of(route, program)
        if not said.is_yes:
            raise Declined(Exit.NOT_ALLOWED, consenting.problem(self._ground.model, said, program, route, self._now()))
        self._allowed = program
        return True

    async def _answer_of(self, route: Route, program: Program) -> ConsentAnswer:
        ground, number = self._ground, self._number
        ground.happen(happened.ProgramAsks(self._now(), number, program, route.name))
        try:
            if number not in ground.model.programs.said:
                self._tell(phrase("{program} waits for your yes, in pomtray's notice or window.", program=program.name))
            await until(ground, lambda: number in ground.model.programs.said or ground.model.lock is not Lock.OPEN)
            if ground.model.lock is not Lock.OPEN:
                raise Declined(Exit.LOCKED, LOCKED)
            return ground.model.programs.said[number]
        finally:
            ground.happen(happened.ProgramLeft(self._now(), number))
