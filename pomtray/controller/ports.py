"""What the controller needs of the world, as narrow as it can be said."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import field
from datetime import datetime
from typing import Protocol

from pomtray.core.check_result import CheckResult as CheckResult  # noqa: PLC0414 a port is made of it
from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import FromCommand, InEnvironment, Provider
from pomtray.core.domain.route import Preferences, Route
from pomtray.core.domain.session import Person, RevocationResult, Session
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.report import Report, Step
from pomtray.core.secret import Secret
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.core.view.notice import Notice
from pomtray.core.view.snapshot import Snapshot


class Progress(Protocol):
    """How a sign-in talks to the person while it runs."""

    def stage(self, stage: Stage, host: str = "") -> None: ...

    async def open_browser(self, start_url: str, sign_in_url: str) -> None: ...

    async def ask(self, question: Question) -> bool: ...

    async def pasted(self) -> str: ...

    def refused(self, problem: Problem) -> None:
        """What the person pasted is no answer; the wait goes on."""

    def doubted(self, session: Session) -> None:
        """Somebody else may have answered the sign-in that gave `session`, and nobody was asked. Also afterwards."""

    async def may_end(self, session: Session) -> bool:
        """Whether no other attempt may be about to get `session` (`pomerium.md` §9 rule 8)."""
        ...

    def ended(self, session: Session) -> None:
        """The server has ended `session` for this renewal."""

    def listed(self, authenticate: Origin, origins: frozenset[Origin]) -> None:
        """What the routes API of an authenticate host lists: to be kept for good (`pomerium.md` §9 rule 2b)."""

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        """What to enter on another device, and where (RFC 8628)."""

    async def secret(self, provider: Provider) -> Secret: ...

    def secret_refused(self, provider: Provider) -> None: ...

    async def keep(self, refresh: Secret) -> None: ...

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        """Of the client certificate's key in `file`; again: the one that was there does not open it."""
        ...


class Secrets(Protocol):
    """Where client secrets come from."""

    async def secret(self, provider: Provider) -> Secret:
        """The client secret. Raises `PomtrayError` where there is none to be had."""
        ...

    def secret_refused(self, provider: Provider) -> None:
        """The provider does not take it."""


class RefreshTokenKeeper(Secrets, Protocol):
    """What a silent renewal needs besides: a safe place for what is rotated."""

    async def keep(self, refresh: Secret) -> None:
        """Put a new refresh token into the vault; returns once it is there, or cannot be."""


@dataclass(frozen=True, slots=True)
class SignInContext:
    """What a sign-in must know of the others (`pomerium.md` §9 rules 1 and 2)."""

    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()
    pomeriums: Mapping[Origin, KnownPomerium] = field(default_factory=dict)
    """By authenticate host."""
    routes: tuple[Route, ...] = ()
    """What is configured."""


class OpenedRoutes(Protocol):
    """What else a session opens."""

    @property
    def origins(self) -> frozenset[Origin]: ...

    @property
    def listed(self) -> frozenset[Origin] | None:
        """What the authenticate host that issued it lists; None where that was not asked or did not answer."""

    @property
    def problem(self) -> Problem | None:
        """Why one of the routes could not be asked."""


class Trial(Protocol):
    """What came of "Test this route", in words."""

    @property
    def title(self) -> str: ...

    @property
    def text(self) -> str: ...

    @property
    def checked(self) -> CheckResult | None:
        """What it tells of the session; None where it tells nothing."""
        ...


class SignInClient(Protocol):
    """Pomeriums and identity providers, asked over the network. Every call raises `PomtrayError` and nothing else."""

    async def sign_in(
        self, wish: BeginSignIn, preferences: Preferences, hooks: Progress, known: SignInContext
    ) -> Session: ...

    async def renew(self, session: Session, route: Route, keeper: RefreshTokenKeeper) -> Session:
        """The session with a new credential. Raises `GrantEnded` where the provider gives none any more."""
        ...

    async def verify(
        self, session: Session, routes: Sequence[Route], lives: Callable[[CheckResult], None]
    ) -> CheckResult:
        """Whether the session lives, and what those of its routes say that have to be asked.

        `lives`: may be told that it does before the rest is known.
        """
        ...

    async def share(self, session: Session, routes: Sequence[Route], groups: Collection[str]) -> OpenedRoutes:
        """Which of `routes` the session opens too; it is sent nowhere else (`pomerium.md` §9 rule 1)."""
        ...

    async def try_route(self, session: Session, route: Route) -> Trial:
        """What the route answered."""
        ...

    async def examine(
        self, route: Route, session: Session | None, tell: Callable[[Step], None], heard: Callable[[CheckResult], None]
    ) -> Report:
        """Why the route is blocked; `tell` gets each step as it is done, `heard` what that tells of the session."""
        ...

    async def revoke(self, session: Session, route: Route, secrets: Secrets) -> RevocationResult:
        """ENDED once the server no longer knows the session, UNREACHABLE where it gave no answer."""
        ...

    async def listed(self, session: Session) -> tuple[Offer, ...] | None:
        """What its Pomerium lists for the person; None where that tells nothing. Never raises."""
        ...

    async def recognise(self, origin: Origin) -> Recognised:
        """What that address is, asked without a credential. Never raises."""
        ...

    async def close(self) -> None: ...


class Vault(Protocol):
    async def load(self) -> bytes | None: ...

    async def obstacle(self) -> Problem | None:
        """What the keyring has to ask the person before anything can be kept; None where it need not, or they said no.

        Raises `VaultError` where asking would not help.
        """

    async def ask_again(self) -> None:
        """The person takes a no back."""

    async def unlock(self) -> None:
        """Have the keyring ask the person; returns once they have agreed. Cancelled, it takes the question back."""

    async def decline(self) -> None:
        """The person does not want to be asked."""

    def cancel(self) -> None:
        """Take back what the keyring asks now, as if the person had said no."""

    async def probe(self) -> None:
        """Raises `VaultError` where it is plain already that a save would fail."""

    async def save(self, data: bytes) -> None: ...

    async def is_locked(self) -> bool:
        """Whether no program is to use what is in it, until somebody unlocks it."""
        ...

    async def mark_locked(self) -> None:
        """Let every program know. Raises `VaultError` where that cannot be."""

    async def mark_open(self) -> None:
        """Raises `VaultError` where others still take it for locked."""


class Clipboard(Protocol):
    """Calls are answered in the order in which they come."""

    async def put(self, secret: str, until: datetime) -> None:
        """Returns once others can read it there. Raises `PomtrayError` where they cannot."""
        ...

    async def clear(self) -> None:
        """Returns once it says nothing of ours any more. Raises `PomtrayError` where it still does."""
        ...

    async def clear_left_over(self) -> None:
        """The same for what an earlier run has left there."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    """The world, port by port."""

    client: Callable[[], Awaitable[SignInClient]]
    """Made when first needed: importing the HTTP client takes longer than showing the tray."""
    vault: Vault
    clipboard: Clipboard
    open_page: Callable[[str, tuple[str, ...]], Awaitable[None]]
    """Open a URL with an argv template, or with the default browser where that is empty."""
    serve: Callable[[Route, int, Callable[[str], None]], Awaitable[tuple[bool, Problem]]]
    """Serve a route at that port, 0 for any, and tell the address. At the end: whether by the session's, and why."""
    let_go: Callable[[], Awaitable[None]]
    """End what works for us and may hold a credential; it is begun anew when it is needed."""
    fetch_secret: Callable[[InEnvironment | FromCommand], Awaitable[Secret]]
    is_present: Callable[[], Awaitable[bool]]
    """Whether somebody is at the screen."""
    notify: Callable[[Mapping[str, Notice]], None]
    publish: Callable[[Snapshot], None]
    arm: Callable[[datetime | None], None]
    now: Callable[[], datetime]
