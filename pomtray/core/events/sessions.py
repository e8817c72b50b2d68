"""What servers and providers said of a session."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta

from pomtray.core.domain.access import Refusal
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.session import End, Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.secret import Secret


@dataclass(frozen=True, slots=True)
class Verified:
    """The server was asked about a session; `session` is its id, an older one's answer changes nothing."""

    at: datetime
    session: str
    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    """By this computer's clock."""
    problem: Problem | None = None
    skew: timedelta | None = None
    """How far this computer's clock is ahead of the server's; None where it was not told."""
    heard: Mapping[Origin, Refusal | None] = field(default_factory=dict)
    """What routes that were asked too say to the session; None: they let it in."""
    asked_at: datetime | None = None
    """When the question was asked: what an answer says held then, however late it comes. None: just now."""
    partial: bool = False
    """More is to come in answer to this question: until when, and what the routes say."""
    request_id: str = ""
    """Of the answer (`pomerium.md` §3)."""
    shown: frozenset[Origin] = frozenset()
    """Routes that were asked with a bearer, and gave a clear answer."""


@dataclass(frozen=True, slots=True)
class SignInDoubted:
    """Somebody else may have answered the sign-in that gave this session, and nobody was asked (`pomerium.md` §9)."""

    at: datetime
    session: str


@dataclass(frozen=True, slots=True)
class SessionShared:
    """Which further routes a session opens; `session` is its id."""

    at: datetime
    login: LoginId
    session: str
    opened: frozenset[Origin]
    problem: Problem | None = None
    """Why it may open more than that: a route could not be asked."""


@dataclass(frozen=True, slots=True)
class RoutesListed:
    """What the routes API of an authenticate host lists, asked there with a live session (`pomerium.md` §9 rule 2b)."""

    at: datetime
    authenticate: Origin
    listed: frozenset[Origin]


@dataclass(frozen=True, slots=True)
class PortalRead:
    """What a Pomerium lists for a person by name."""

    at: datetime
    authenticate: Origin
    portal: Portal


@dataclass(frozen=True, slots=True)
class RouteTried:
    """The wish "Test this route" was carried out; title and text say what came of it."""

    at: datetime
    route: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Revoked:
    """The server was asked to end a session. `taken` and `problem`: as in `RevocationResult`."""

    at: datetime
    session: str
    verdict: Verdict
    taken: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Rotated:
    """The provider gave a new refresh token; the one before may be dead already. `session` is the session's id."""

    at: datetime
    login: LoginId
    session: str
    refresh: Secret


@dataclass(frozen=True, slots=True)
class Renewed:
    """The provider gave a new credential for a session."""

    at: datetime
    login: LoginId
    session: Session


@dataclass(frozen=True, slots=True)
class RenewalFailed:
    """It did not. `over`: it will not any more; else it may, a little later. `session` is the session's id."""

    at: datetime
    login: LoginId
    session: str
    problem: Problem
    over: bool
    refused: bool = False
    """A definite no, of which the second counts."""
    retry_for: timedelta | None = None
    """How long the provider asks to be left alone."""


SessionEvent = (
    Verified
    | SignInDoubted
    | SessionShared
    | PortalRead
    | RoutesListed
    | RouteTried
    | Revoked
    | Rotated
    | Renewed
    | RenewalFailed
)
