"""What a program and its worker say to each other of sign-ins and sessions: the port `SignInClient`, as values.

News are not answered. What a sign-in asks the program, and what it tells it, names the call that it belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta

from pomtray import __version__
from pomtray.core.begin_sign_in import BeginSignIn
from pomtray.core.domain.access import Refusal
from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import End, Person, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.report import Step
from pomtray.core.secret import Secret
from pomtray.pair.vault_messages import VaultPlace


@dataclass(frozen=True, slots=True)
class Handshake:
    """The first word: what the worker is for. demo: this computer counts as one domain. version: of who begins."""

    vault: VaultPlace | None = None
    demo: bool = False
    version: str = __version__


@dataclass(frozen=True, slots=True)
class Ping:
    """Whether it is there."""


@dataclass(frozen=True, slots=True)
class Warm:
    """Somebody looks: load what a sign-in needs."""


@dataclass(frozen=True, slots=True)
class AskWhetherIdle:
    """Whether the worker is needed no more."""


@dataclass(frozen=True, slots=True)
class IdleAnswer:
    """None: it is not. Else for how long it is still: a keyring that knows this process."""

    stays_for: timedelta | None = None


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """What holds until it is told anew. passphrases: by `core.tls.passphrase_name`."""

    settings: Settings = field(default_factory=Settings)
    passphrases: Mapping[str, Secret] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SignIn:
    wish: BeginSignIn
    preferences: Preferences
    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()
    pomeriums: Mapping[Origin, KnownPomerium] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()


@dataclass(frozen=True, slots=True)
class Renew:
    session: Session
    route: Route


@dataclass(frozen=True, slots=True)
class Verify:
    session: Session
    routes: tuple[Route, ...]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The server's word on a session: the port of that name."""

    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    problem: Problem | None = None
    skew: timedelta | None = None
    heard: Mapping[Origin, Refusal | None] = field(default_factory=dict)
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    session: Session
    routes: tuple[Route, ...]
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class OpenedRoutes:
    """What else a session opens: the port of that name."""

    origins: frozenset[Origin]
    listed: frozenset[Origin] | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class TryRoute:
    session: Session
    route: Route


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of it: the port of that name."""

    title: str
    text: str
    checked: CheckResult | None = None


@dataclass(frozen=True, slots=True)
class Examine:
    """Why the route is blocked. session: what is held for it; None for nothing."""

    route: Route
    session: Session | None = None


@dataclass(frozen=True, slots=True)
class Revoke:
    session: Session
    route: Route


@dataclass(frozen=True, slots=True)
class List:
    """What its Pomerium lists for the person."""

    session: Session


@dataclass(frozen=True, slots=True)
class Recognise:
    origin: Origin


@dataclass(frozen=True, slots=True)
class OpenBrowser:
    start_url: str
    sign_in_url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ask:
    question: Question


@dataclass(frozen=True, slots=True)
class AwaitPaste:
    """The next text that the person pastes."""


@dataclass(frozen=True, slots=True)
class MayEnd:
    session: Session


@dataclass(frozen=True, slots=True)
class ClientSecret:
    provider: Provider


@dataclass(frozen=True, slots=True)
class Passphrase:
    file: str
    again: bool


@dataclass(frozen=True, slots=True)
class KeepRefreshToken:
    refresh: Secret


@dataclass(frozen=True, slots=True)
class ReachedStage:
    stage: Stage
    host: str = ""


@dataclass(frozen=True, slots=True)
class PasteRefused:
    problem: Problem


@dataclass(frozen=True, slots=True)
class SignInDoubted:
    """By its id; belongs to no call, since that is over."""

    session: str


@dataclass(frozen=True, slots=True)
class SessionEnded:
    session: Session


@dataclass(frozen=True, slots=True)
class RoutesListed:
    authenticate: Origin
    origins: frozenset[Origin]


@dataclass(frozen=True, slots=True)
class DeviceCode:
    user_code: str
    verification_uri: str
    complete: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class SecretRefused:
    provider: Provider


@dataclass(frozen=True, slots=True)
class SessionConfirmed:
    word: CheckResult


@dataclass(frozen=True, slots=True)
class SessionChecked:
    """What an examination tells of the session."""

    word: CheckResult


@dataclass(frozen=True, slots=True)
class StepDone:
    """Of an examination."""

    step: Step


@dataclass(frozen=True, slots=True)
class KeptPort:
    """The port of a sign-in that is over: its sockets are on the channel. state: what workers say of it."""

    port: int
    left: timedelta
    state: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class GiveUpPort:
    """Another sign-in needs it."""

    port: int


@dataclass(frozen=True, slots=True)
class ProxyProblem:
    """What has to be said of the proxies."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line for the log. It holds no credential."""

    logger: str
    level: int
    line: str
