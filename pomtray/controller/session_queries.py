"""Questions about sessions: each has an answer in any case, because a copy may wait for it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from pomtray.controller.defects import defect, problem_of
from pomtray.controller.ports import Secrets, SignInClient
from pomtray.core.check_result import CheckResult, verified_event
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import RevocationResult, Verdict
from pomtray.core.effects import Revoke, Share, TryRoute, Verify
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.events import Event, ProblemOccurred, Revoked, RoutesListed, RouteTried, SessionShared, Verified
from pomtray.core.light_dataclass import dataclass

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SessionQueries:
    """`client` gives the one client, `happen` takes what is known before the rest."""

    client: Callable[[], Awaitable[SignInClient]]
    happen: Callable[[Event], None]
    now: Callable[[], datetime]

    async def verify(self, effect: Verify) -> Event:
        session, asked_at = effect.session, self.now()

        def lives(word: CheckResult) -> None:
            self.happen(replace(verified_event(session, effect.routes, word, asked_at, self.now()), partial=True))

        try:
            word = await (await self.client()).verify(session, effect.routes, lives)
        except PomtrayError as error:
            return self._unanswered(effect, error.problem, asked_at)
        except Exception as error:  # noqa: BLE001 the end of a task
            self.happen(ProblemOccurred(self.now(), problem := defect(error)))
            return self._unanswered(effect, problem, asked_at)
        if word.problem is not None:
            _log.info("check of %s: %s, %s", effect.routes[0].name, word.verdict, word.problem.short())
        return verified_event(session, effect.routes, word, asked_at, self.now())

    async def try_route(self, effect: TryRoute) -> Event:
        """What the trial tells of the session counts as a check."""
        asked_at = self.now()
        trial = await (await self.client()).try_route(effect.session, effect.route)
        if trial.checked is not None:
            self.happen(verified_event(effect.session, (effect.route,), trial.checked, asked_at, self.now()))
        return RouteTried(self.now(), effect.route.name, trial.title, trial.text)

    async def share(self, effect: Share) -> Event:
        """Answered in any case: a queue may wait for it."""
        opened: frozenset[Origin] = frozenset()
        problem: Problem | None = None
        try:
            found = await (await self.client()).share(effect.session, effect.routes, effect.groups)
            opened, problem = found.origins, found.problem
            if found.listed is not None:
                self.happen(RoutesListed(self.now(), effect.session.issuer, found.listed))
        except Exception as error:  # noqa: BLE001 the end of a task
            problem = problem_of(error)
        if problem is not None:
            _log.info("further routes could not be asked for: %s", problem.short())
        return SessionShared(self.now(), effect.login, effect.session.id, opened, problem)

    async def revoke(self, effect: Revoke, secrets: Secrets) -> Event:
        """Answered in any case: what has no answer is asked no more."""
        try:
            undone = await (await self.client()).revoke(effect.session, effect.route, secrets)
        except Exception as error:  # noqa: BLE001 the end of a task
            undone = RevocationResult(Verdict.UNREACHABLE, problem=problem_of(error))
        if undone.problem is not None:
            _log.info("session of %s not ended at its server: %s", effect.route.name, undone.problem.short())
        return Revoked(self.now(), effect.session.id, undone.verdict, undone.taken, undone.problem)

    def _unanswered(self, effect: Verify, problem: Problem, asked_at: datetime) -> Verified:
        _log.info("check of %s failed: %s", effect.routes[0].name, problem.short())
        return Verified(self.now(), effect.session.id, Verdict.UNREACHABLE, problem=problem, asked_at=asked_at)
