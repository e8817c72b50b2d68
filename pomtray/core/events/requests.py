"""What the person asked for."""

from __future__ import annotations

from datetime import datetime, timedelta

from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Answer, RouteIntent
from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class ActionRequested:
    """A person asked for something of one route."""

    at: datetime
    intent: RouteIntent


@dataclass(frozen=True, slots=True)
class CredentialRequested:
    """Another program wants the credential of a route, with so much left of it: what it rests on is asked for."""

    at: datetime
    route: str
    least: timedelta
    form: HeaderForm | None = None
    """In which it is handed out; None: in the route's own."""


@dataclass(frozen=True, slots=True)
class SignInAllRequested:
    """The wish "Sign in to N routes"."""

    at: datetime


@dataclass(frozen=True, slots=True)
class SignOutAllRequested:
    at: datetime
    gone: bool = False
    """Sessions of routes that the settings no longer have as well: nothing of them is to be kept."""


@dataclass(frozen=True, slots=True)
class LastCopyRequested:
    at: datetime


@dataclass(frozen=True, slots=True)
class RetryRequested:
    """What could not be had is to be tried again, with a prompt where that takes one."""

    at: datetime


@dataclass(frozen=True, slots=True)
class PromptCancelled:
    """What the keyring asks now is to be taken back."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LockRequested:
    """Nothing is to be in memory any more."""

    at: datetime


@dataclass(frozen=True, slots=True)
class UnlockRequested:
    at: datetime


@dataclass(frozen=True, slots=True)
class QuestionAnswered:
    at: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class NoticeUsed:
    """A button of a notice was pressed."""

    at: datetime
    key: str
    action: str


@dataclass(frozen=True, slots=True)
class NoticesPaused:
    """Notices about sessions are not wanted until then; None: they are again."""

    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class MenuOpened:
    """Hosts do not say reliably when a menu closes, so its countdowns tick for a limited time."""

    at: datetime


@dataclass(frozen=True, slots=True)
class WindowShown:
    at: datetime
    shown: bool


RequestEvent = (
    ActionRequested
    | SignInAllRequested
    | SignOutAllRequested
    | LastCopyRequested
    | CredentialRequested
    | RetryRequested
    | PromptCancelled
    | LockRequested
    | UnlockRequested
    | QuestionAnswered
    | NoticeUsed
    | NoticesPaused
    | MenuOpened
    | WindowShown
)
