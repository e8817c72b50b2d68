"""Whether it is the right person who signed in (`pomerium.md` §9 rule 5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from pomtray.core.domain.login import Question
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person, Session
from pomtray.core.errors import Cancelled
from pomtray.signin import words
from pomtray.signin.callback.finished import DoubtfulSession
from pomtray.signin.callback.listener import Listener


class Hooks(Protocol):
    """Whom to ask, and to tell."""

    async def ask(self, question: Question) -> bool: ...

    def doubted(self, session: Session) -> None:
        """Somebody else may have answered the sign-in that gave `session`; nobody was asked."""


@dataclass(slots=True)
class Confirming:
    """Who it is in one sign-in."""

    route: Route
    hooks: Hooks
    last: Person | None
    confirmed: Person | None = None
    """Who the person said they are."""

    async def confirm(self, person: Person, *, with_cookie: bool, exposed: bool = False) -> None:
        """Ask where it may be somebody else, but not twice. Raises `Cancelled` where the person says no.

        `with_cookie`: the answer came with our cookie. `exposed`: that proves nothing, others have it too.
        """
        if person == self.confirmed:
            return
        question = self._question(person, with_cookie=with_cookie, exposed=exposed)
        if question is None:
            return
        if not await self.hooks.ask(question):
            raise Cancelled(question.declined())
        self.confirmed = person

    def _question(self, person: Person, *, with_cookie: bool, exposed: bool) -> Question | None:
        other = self.last if self.last is not None and self.last.user != person.user else None
        if not with_cookie:
            return words.other_browser(self.route, person, other)
        if exposed:
            return words.opened_twice(self.route, person, other)
        return words.other_person(self.route, person, other) if other is not None else None

    def watch(self, listener: Listener[Any], session: Session) -> None:
        """Without a yes: when somebody else asks `listener` for the start address now, the person hears of it."""
        if self.confirmed is None:
            doubtful = DoubtfulSession(session.id, words.answered_by_another(self.route, session))
            listener.doubt(doubtful, lambda _: self.hooks.doubted(session))
