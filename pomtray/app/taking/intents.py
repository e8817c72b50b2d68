"""What a person asks for, as an event for the rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Final

from pomtray.core import events as happened
from pomtray.core.deadline import tomorrow
from pomtray.core.intent import (
    Action,
    Answer,
    AnswerProgram,
    AppAction,
    KeepSecret,
    NoticeAction,
    RouteIntent,
    TakeConsent,
    VisibilityChanged,
)
from pomtray.core.model import locking
from pomtray.core.secret import Secret
from pomtray.core.view import notices
from pomtray.core.view.snapshot import Snapshot

_PAUSE_FOR = timedelta(hours=1)
_WISHES: Final[Mapping[AppAction, Callable[[datetime], happened.Event]]] = {
    AppAction.SIGN_IN_ALL: happened.SignInAllRequested,
    AppAction.SIGN_OUT_ALL: happened.SignOutAllRequested,
    AppAction.COPY_LAST: happened.LastCopyRequested,
    AppAction.TRY_AGAIN: happened.RetryRequested,
    AppAction.LOCK: happened.LockRequested,
    AppAction.UNLOCK: happened.UnlockRequested,
    AppAction.CANCEL_PROMPT: happened.PromptCancelled,
}


def event_of(intent: object, now: datetime, zone: tzinfo) -> happened.Event | None:  # noqa: C901 a table
    """None for what concerns no rule: windows, files, the end."""
    match intent:
        case RouteIntent():
            return happened.ActionRequested(now, intent)
        case Answer():
            return happened.QuestionAnswered(now, intent)
        case AnswerProgram(number, said):
            return happened.ProgramAnswered(now, number, said)
        case TakeConsent(consent, back):
            return happened.ConsentRestored(now, consent) if back else happened.ConsentTaken(now, consent)
        case KeepSecret(provider, text):
            return happened.SecretGiven(now, provider, Secret(text))
        case VisibilityChanged(shown):
            return happened.WindowShown(now, shown)
        case NoticeAction(notices.KEYRING, "try-again"):
            return happened.RetryRequested(now)
        case NoticeAction(locking.NOTICE, "unlock"):
            return happened.UnlockRequested(now)
        case NoticeAction(key, action):
            return happened.NoticeUsed(now, key, action)
        case AppAction():
            return _of_program(intent, now, zone)
        case _:
            return None


def takes_dialog(intent: object, snapshot: Callable[[], Snapshot]) -> bool:
    """Whether the window has something to ask or to show before anything is done."""
    match intent:
        case RouteIntent(Action.SIGN_OUT, route):
            return any(row.route == route and row.along for row in snapshot().rows)
        case RouteIntent(Action.PASTE, text="") | RouteIntent(Action.DETAILS | Action.BLOCKED):
            return True
        case (
            AppAction.SIGN_OUT_ALL | AppAction.NOTICES | AppAction.PREFERENCES | AppAction.PROVIDERS | AppAction.IMPORT
        ):
            return True
        case _:
            return False


def _of_program(action: AppAction, now: datetime, zone: tzinfo) -> happened.Event | None:
    if action in _WISHES:
        return _WISHES[action](now)
    match action:
        case AppAction.PAUSE_HOUR:
            return happened.NoticesPaused(now, now + _PAUSE_FOR)
        case AppAction.PAUSE_TOMORROW:
            return happened.NoticesPaused(now, tomorrow(now, zone))
        case AppAction.UNPAUSE:
            return happened.NoticesPaused(now, None)
        case _:
            return None
