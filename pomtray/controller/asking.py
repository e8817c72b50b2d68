"""Questions about sessions: each has an answer in any case, because a copy may wait for it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime

from pomtray.controller.defects import defect
from pomtray.controller.ports import SignInClient, Word
from pomtray.core.effects import TryRoute, Verify
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.events import Event, Tried, Troubled, Verified
from pomtray.core.session import Session, Verdict

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """`client` gives the one client, `happen` takes what is known before the rest."""

    client: Callable[[], Awaitable[SignInClient]]
    happen: Callable[[Event], None]
    now: Callable[[], datetime]

    async def verify(self, effect: Verify, asked_at: datetime) -> Event:
        session = effect.session

        def lives(word: Word) -> None:
            self.happen(replace(self._said(session, word, asked_at), partial=True))

        try:
            word = await (await self.client()).verify(session, effect.routes, lives)
        except PomtrayError as error:
            return self._unanswered(effect, error.problem, asked_at)
        except Exception as error:  # noqa: BLE001 the end of a task
            self.happen(Troubled(self.now(), problem := defect(error)))
            return self._unanswered(effect, problem, asked_at)
        if word.problem is not None:
            _log.info("check of %s: %s, %s", effect.routes[0].name, word.verdict, word.problem.short())
        return self._said(session, word, asked_at)

    async def try_route(self, effect: TryRoute) -> Event:
        """What the trial tells of the session counts as a check."""
        asked_at = self.now()
        trial = await (await self.client()).try_route(effect.session, effect.route)
        if trial.checked is not None:
            self.happen(self._said(effect.session, trial.checked, asked_at))
        return Tried(self.now(), effect.route.name, trial.title, trial.text)

    def _said(self, session: Session, word: Word, asked_at: datetime) -> Verified:
        said = (word.verdict, word.person, word.end, word.problem, word.skew, word.heard)
        return Verified(self.now(), session.id, *said, asked_at)

    def _unanswered(self, effect: Verify, problem: Problem, asked_at: datetime) -> Verified:
        _log.info("check of %s failed: %s", effect.routes[0].name, problem.short())
        return Verified(self.now(), effect.session.id, Verdict.UNREACHABLE, problem=problem, asked_at=asked_at)
