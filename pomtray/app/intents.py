"""What a person asks for, as an event for the rules."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

from pomtray.core import events as happened
from pomtray.core import notices
from pomtray.core.deadline import tomorrow
from pomtray.core.intent import Action, Answer, AppAction, Looked, NoticeAction, RouteIntent
from pomtray.core.snapshot import Snapshot

_PAUSE_FOR = timedelta(hours=1)


def event_of(intent: object, now: datetime, zone: tzinfo) -> happened.Event | None:
    """None for what concerns no rule: windows, files, the end."""
    match intent:
        case RouteIntent():
            return happened.Wished(now, intent)
        case Answer():
            return happened.Answered(now, intent)
        case Looked(shown):
            return happened.WindowShown(now, shown)
        case NoticeAction(notices.KEYRING, "try-again"):
            return happened.AnotherTryWished(now)
        case NoticeAction(key, action):
            return happened.NoticeUsed(now, key, action)
        case AppAction():
            return _of_program(intent, now, zone)
        case _:
            return None


def takes_dialog(intent: object, snapshot: Snapshot) -> bool:
    """Whether the window has something to ask or to show before anything is done."""
    match intent:
        case RouteIntent(Action.SIGN_OUT, route):
            return any(row.route == route and row.along for row in snapshot.rows)
        case RouteIntent(Action.PASTE, text="") | RouteIntent(Action.DETAILS):
            return True
        case AppAction.SIGN_OUT_ALL | AppAction.NOTICES | AppAction.PREFERENCES | AppAction.IMPORT:
            return True
        case _:
            return False


def _of_program(action: AppAction, now: datetime, zone: tzinfo) -> happened.Event | None:
    match action:
        case AppAction.SIGN_IN_ALL:
            return happened.AllWished(now)
        case AppAction.SIGN_OUT_ALL:
            return happened.SignOutAllWished(now)
        case AppAction.COPY_LAST:
            return happened.LastCopyWished(now)
        case AppAction.TRY_AGAIN:
            return happened.AnotherTryWished(now)
        case AppAction.CANCEL_PROMPT:
            return happened.PromptCancelled(now)
        case AppAction.PAUSE_HOUR:
            return happened.Paused(now, now + _PAUSE_FOR)
        case AppAction.PAUSE_TOMORROW:
            return happened.Paused(now, tomorrow(now, zone))
        case AppAction.UNPAUSE:
            return happened.Paused(now, None)
        case _:
            return None
