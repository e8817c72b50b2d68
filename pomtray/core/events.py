"""What happened: every value that `model.step` takes. `at` is when, aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pomtray.core.errors import Problem
from pomtray.core.intent import Answer, RouteIntent
from pomtray.core.login import Login, LoginId, Question, Stage
from pomtray.core.origin import Origin
from pomtray.core.remembered import Remembered
from pomtray.core.route import Settings
from pomtray.core.session import End, Person, Session, Verdict


@dataclass(frozen=True, slots=True)
class SettingsRead:
    at: datetime
    settings: Settings


@dataclass(frozen=True, slots=True)
class SettingsRefused:
    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class VaultOpened:
    """Sessions from the last run: asked about again before anybody trusts them."""

    at: datetime
    logins: Mapping[LoginId, Login]
    remembered: Remembered = field(default_factory=Remembered)


@dataclass(frozen=True, slots=True)
class VaultSaved:
    at: datetime


@dataclass(frozen=True, slots=True)
class VaultFailed:
    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class Wished:
    """A person asked for something of one route."""

    at: datetime
    intent: RouteIntent


@dataclass(frozen=True, slots=True)
class AllWished:
    """The wish "Sign in to N routes"."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SignOutAllWished:
    at: datetime


@dataclass(frozen=True, slots=True)
class LastCopyWished:
    at: datetime


@dataclass(frozen=True, slots=True)
class Answered:
    at: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class NoticeUsed:
    """A button of a notice was pressed."""

    at: datetime
    key: str
    action: str


@dataclass(frozen=True, slots=True)
class MenuOpened:
    """Hosts do not say reliably when a menu closes, so its countdowns tick for a limited time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WindowShown:
    at: datetime
    shown: bool


@dataclass(frozen=True, slots=True)
class Reached:
    """An attempt got further."""

    at: datetime
    login: LoginId
    attempt: int
    stage: Stage
    host: str = ""


@dataclass(frozen=True, slots=True)
class QuestionAsked:
    at: datetime
    login: LoginId
    attempt: int
    question: Question


@dataclass(frozen=True, slots=True)
class Succeeded:
    at: datetime
    login: LoginId
    attempt: int
    session: Session


@dataclass(frozen=True, slots=True)
class FellThrough:
    """An attempt failed."""

    at: datetime
    login: LoginId
    attempt: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class LinkReady:
    """The sign-in link that the person asked for. Whoever has it can answer the attempt."""

    at: datetime
    login: LoginId
    attempt: int
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Verified:
    """The server was asked about a session; `session` is its id, an older one's answer changes nothing."""

    at: datetime
    login: LoginId
    session: str
    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Shared:
    """Which further routes a session opens; `session` is its id."""

    at: datetime
    login: LoginId
    session: str
    opened: frozenset[Origin]


@dataclass(frozen=True, slots=True)
class Tried:
    """The wish "Test this route" was carried out; `text` says what the route answered."""

    at: datetime
    route: str
    text: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Revoked:
    """The server was asked to end a session: ENDED where it no longer knows it, UNREACHABLE where it did not answer."""

    at: datetime
    session: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ClipboardFilled:
    at: datetime
    clears_at: datetime


@dataclass(frozen=True, slots=True)
class ClipboardCleared:
    at: datetime


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The alarm rang or the clock was set."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """The machine woke up or the network came back: what the server said before may be out of date."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Troubled:
    """Something small could not be done: the browser, the clipboard, a file."""

    at: datetime
    problem: Problem


Event = (
    SettingsRead
    | SettingsRefused
    | VaultOpened
    | VaultSaved
    | VaultFailed
    | Wished
    | AllWished
    | SignOutAllWished
    | LastCopyWished
    | Answered
    | NoticeUsed
    | MenuOpened
    | WindowShown
    | Reached
    | QuestionAsked
    | Succeeded
    | FellThrough
    | LinkReady
    | Verified
    | Shared
    | Tried
    | Revoked
    | ClipboardFilled
    | ClipboardCleared
    | TimePassed
    | Resumed
    | Troubled
)
