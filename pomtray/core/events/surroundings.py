"""What files, clipboard, clock, network and desktop did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from pomtray.core.deadline import WallClock
from pomtray.core.domain.login import Login, LoginId
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Part, Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.secret import Secret
from pomtray.core.view.notice import Notice


@dataclass(frozen=True, slots=True)
class SettingsRead:
    at: datetime
    settings: Settings


@dataclass(frozen=True, slots=True)
class ChangeUndone:
    """The last change of the settings file was taken back: what they say now follows."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PlainTextDeleted:
    """Tokens that other programs had left in plain text: so many files are gone."""

    at: datetime
    count: int


@dataclass(frozen=True, slots=True)
class ServingBegan:
    """A route is served on this computer. address: what programs are given; place: its host and port."""

    at: datetime
    route: str
    number: int
    place: str
    address: Secret


@dataclass(frozen=True, slots=True)
class ServingEnded:
    """By itself. over: with the session."""

    at: datetime
    route: str
    number: int
    problem: Problem
    over: bool


@dataclass(frozen=True, slots=True)
class Impaired:
    """A part of the program cannot be had now: stands until it is `Restored`."""

    at: datetime
    part: Part
    problem: Problem


@dataclass(frozen=True, slots=True)
class Restored:
    """That part works."""

    at: datetime
    part: Part


@dataclass(frozen=True, slots=True)
class VaultOpened:
    """Sessions from the last run: asked about again before anybody trusts them."""

    at: datetime
    logins: Mapping[LoginId, Login]
    remembered: Remembered = field(default_factory=Remembered)


@dataclass(frozen=True, slots=True)
class Locked:
    """All is in the vault, and nothing has changed since."""

    at: datetime


@dataclass(frozen=True, slots=True)
class FoundLocked:
    """The vault is locked since an earlier run, or by a command: it is not read before somebody unlocks it."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LockRefused:
    """Something could not be put into the vault: it stays in memory."""

    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class UnlockRefused:
    """The vault was not opened."""

    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class SecretGiven:
    """A client secret for the vault; None: the provider refused the one that was there."""

    at: datetime
    provider: str
    secret: Secret | None


@dataclass(frozen=True, slots=True)
class ClipboardFilled:
    """It was read back: others can have it."""

    at: datetime
    clears_at: datetime
    notice: Notice
    session: str = ""
    """Id of the session that it opens; "" where it opens none."""
    route: str = ""
    """Name of the one that it is for."""


@dataclass(frozen=True, slots=True)
class ClipboardCleared:
    """What it says is not ours any more."""

    at: datetime


@dataclass(frozen=True, slots=True)
class ClipboardRefused:
    """It does not say what was put there."""

    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class ClipboardKept:
    """It still says what was to go from there."""

    at: datetime
    problem: Problem


@dataclass(frozen=True, slots=True)
class TimePassed:
    """The alarm rang or the clock was set."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Resumed:
    """The machine woke up or the network came back: what the server said before may be out of date."""

    at: datetime


@dataclass(frozen=True, slots=True)
class NetworkChanged:
    at: datetime
    online: bool


@dataclass(frozen=True, slots=True)
class ScreenChanged:
    at: datetime
    locked: bool


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The person's clock shows another zone."""

    at: datetime
    clock: WallClock


@dataclass(frozen=True, slots=True)
class PresenceChecked:
    """Whether somebody is at the screen: it is unlocked, and keyboard or pointer were used lately."""

    at: datetime
    login: LoginId
    there: bool


@dataclass(frozen=True, slots=True)
class PageOpened:
    """A page was to be shown in the browser. problem: why it was not."""

    at: datetime
    url: str
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ProblemOccurred:
    """Something small could not be done: the browser, the clipboard, a file."""

    at: datetime
    problem: Problem


SurroundingEvent = (
    SettingsRead
    | ChangeUndone
    | PlainTextDeleted
    | VaultOpened
    | FoundLocked
    | Locked
    | LockRefused
    | UnlockRefused
    | Impaired
    | Restored
    | SecretGiven
    | ClipboardFilled
    | ClipboardCleared
    | ClipboardRefused
    | ClipboardKept
    | TimePassed
    | Resumed
    | NetworkChanged
    | ScreenChanged
    | ClockSet
    | PageOpened
    | PresenceChecked
    | ProblemOccurred
    | ServingBegan
    | ServingEnded
)
