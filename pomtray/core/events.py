"""What happened: every value that `model.step` takes. `at` is when, aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pomtray.core.errors import Problem
from pomtray.core.intent import Answer, RouteIntent
from pomtray.core.login import Login, LoginId, Question, Stage
from pomtray.core.origin import Origin
from pomtray.core.remembered import Remembered
from pomtray.core.route import Settings
from pomtray.core.secret import Secret
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
    """An attempt failed. `dead`: the id of the session that it got, and that was over already."""

    at: datetime
    login: LoginId
    attempt: int
    problem: Problem
    dead: str = ""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A renewal did not end the session before: another attempt may be about to get that very session."""

    at: datetime
    login: LoginId
    attempt: int


@dataclass(frozen=True, slots=True)
class CodeShown:
    """What to enter on another device, and where (RFC 8628)."""

    at: datetime
    login: LoginId
    attempt: int
    code: str
    url: str


@dataclass(frozen=True, slots=True)
class SecretGiven:
    """A client secret for the vault; None: the provider refused the one that was there."""

    at: datetime
    provider: str
    secret: Secret | None


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


@dataclass(frozen=True, slots=True)
class PersonLookedFor:
    """Whether somebody is at the screen: it is unlocked, and keyboard or pointer were used lately."""

    at: datetime
    login: LoginId
    there: bool


@dataclass(frozen=True, slots=True)
class Paused:
    """Notices about sessions are not wanted until then; None: they are again."""

    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    at: datetime
    online: bool


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
    session: str
    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    """By this computer's clock."""
    problem: Problem | None = None
    skew: timedelta | None = None
    """How far this computer's clock is ahead of the server's; None where it was not told."""


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
    | HeldBack
    | CodeShown
    | SecretGiven
    | Rotated
    | Renewed
    | RenewalFailed
    | PersonLookedFor
    | Paused
    | NetworkChanged
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
