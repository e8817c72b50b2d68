"""What a sign-in needs of whoever runs it, and what that knows before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person, Session
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret


class Unlocks(Protocol):
    async def passphrase(self, file: str, *, again: bool) -> Secret:
        """What the person types in for the key in `file`; it is kept. again: one that was there does not open it.

        Raises `Cancelled` where none is given.
        """


class Hooks(Protocol):
    """What a sign-in needs of whoever runs it."""

    def stage(self, stage: Stage, host: str = "") -> None: ...

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        """Start the browser at our one-time address, or hand out the link itself; returns once that is done."""

    async def ask(self, question: Question) -> bool: ...

    async def pasted(self) -> str:
        """The next text that the person pastes."""

    def refused(self, problem: Problem) -> None:
        """What was pasted, or came from another browser, is no answer; the wait goes on."""

    def doubted(self, session: Session) -> None:
        """Somebody else may have answered the sign-in that gave `session`; nobody was asked (rule 5)."""

    async def may_end(self, session: Session) -> bool:
        """Whether no other attempt may be about to get `session` (rule 8)."""

    def ended(self, session: Session) -> None:
        """The server has ended `session` for this renewal."""

    def listed(self, authenticate: Origin, origins: frozenset[Origin]) -> None:
        """What the routes API of `authenticate` lists: to be kept for good (rule 2b)."""


class SignInContext(Protocol):
    """What the program knows before a sign-in."""

    @property
    def last_person(self) -> Person | None:
        """Who signed in to this login last."""

    @property
    def sessions(self) -> tuple[Session, ...]:
        """All sessions held, this login's own too: they may ask a Pomerium what it serves (rule 2b)."""

    @property
    def routes(self) -> tuple[Route, ...]:
        """What the person has configured: questions name routes as they do."""

    @property
    def pomeriums(self) -> Mapping[Origin, KnownPomerium]:
        """What is known for good, by authenticate host (rule 2)."""
