"""What the controller needs of the world, as narrow as it can be said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pomtray.core.errors import Problem
from pomtray.core.login import Question, Stage
from pomtray.core.notice import Notice
from pomtray.core.origin import Origin
from pomtray.core.route import Preferences, Route
from pomtray.core.session import End, Person, Session, Verdict
from pomtray.core.snapshot import Snapshot


class Progress(Protocol):
    """How a sign-in talks to the person while it runs."""

    def stage(self, stage: Stage, host: str = "") -> None: ...

    async def open_browser(self, start_url: str, sign_in_url: str) -> None: ...

    async def ask(self, question: Question) -> bool: ...

    async def pasted(self) -> str: ...

    def refused(self, problem: Problem) -> None:
        """What the person pasted is no answer; the wait goes on."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a sign-in must know of the others (`pomerium.md` §9 rules 1 and 2)."""

    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()


class Word(Protocol):
    """The server's word on a session."""

    @property
    def verdict(self) -> Verdict: ...

    @property
    def person(self) -> Person | None: ...

    @property
    def end(self) -> End | None: ...

    @property
    def problem(self) -> Problem | None: ...


class Pomerium(Protocol):
    """A Pomerium, asked over the network. Every call raises `PomtrayError` and nothing else."""

    async def sign_in(self, route: Route, preferences: Preferences, hooks: Progress, known: Known) -> Session: ...

    async def verify(self, session: Session, route: Route) -> Word: ...

    async def share(self, session: Session, routes: Sequence[Route], groups: Collection[str]) -> frozenset[Origin]:
        """Which of `routes` the session opens too; it is sent nowhere else (`pomerium.md` §9 rule 1)."""
        ...

    async def try_route(self, session: Session, route: Route) -> tuple[str, bool]:
        """What the route answered, in words, and whether it let us in."""
        ...

    async def revoke(self, session: Session, route: Route) -> Verdict:
        """ENDED once the server no longer knows the session, UNREACHABLE where it gave no answer."""
        ...

    async def close(self) -> None: ...


class Vault(Protocol):
    async def load(self) -> bytes | None: ...

    async def save(self, data: bytes) -> None: ...


class Clipboard(Protocol):
    def put(self, secret: str, until: datetime) -> None: ...

    def clear(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The world, port by port."""

    pomerium: Callable[[], Awaitable[Pomerium]]
    """Made when first needed: importing the HTTP client takes longer than showing the tray."""
    vault: Vault
    clipboard: Clipboard
    open_page: Callable[[str, tuple[str, ...]], Awaitable[None]]
    """Open a URL with an argv template, or with the default browser where that is empty."""
    notify: Callable[[Mapping[str, Notice]], None]
    publish: Callable[[Snapshot], None]
    arm: Callable[[datetime | None], None]
    now: Callable[[], datetime]
