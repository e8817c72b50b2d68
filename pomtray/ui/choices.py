"""What is offered of the program, and what is asked before something is done."""

from __future__ import annotations

from typing import Final

from pomtray.core.domain.lock import Lock
from pomtray.core.errors import Missing, Part, Prompt
from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.wording import tr
from pomtray.ui.words.signing_out import sign_out_all, sign_out_of

_IN_SHORT: Final = {
    AppAction.TRY_AGAIN,
    AppAction.CANCEL_PROMPT,
    AppAction.UNPAUSE,
    AppAction.SEARCH,
    AppAction.SIGN_OUT_ALL,
    AppAction.LOCK,
    AppAction.UNLOCK,
    AppAction.QUIT,
}


def row_of(snapshot: Snapshot, route: str) -> Row | None:
    """The row of the route of that name."""
    return next((row for row in snapshot.rows if row.route == route), None)


def sign_out_question(asked: RouteIntent | AppAction, snapshot: Snapshot) -> tuple[str, str] | None:
    """What is asked before signing out, and what a yes does; None where there is nothing to sign out of."""
    out = [row for row in snapshot.rows if Action.SIGN_OUT in row.actions]
    if not isinstance(asked, RouteIntent):
        return sign_out_all(snapshot.live_count, [row.route for row in out]) if snapshot.live_count else None
    row = next((row for row in out if row.route == asked.route), None)
    return sign_out_of(row, [one.route for one in out if one.shares == row.shares and one is not row]) if row else None


def remedy(missing: Missing) -> tuple[AppAction, str]:
    """What can be done about a part that cannot be had, and what that is called."""
    if missing.part is Part.SETTINGS:
        return AppAction.SETTINGS_FILE, tr("Open the settings file")
    match missing.problem.prompt:
        case Prompt.OUT:
            return AppAction.CANCEL_PROMPT, tr("Stop waiting")
        case Prompt.DUE:
            return AppAction.TRY_AGAIN, tr("Continue…")
        case _:
            return AppAction.TRY_AGAIN, tr("Try again")


def is_offered(action: AppAction, snapshot: Snapshot, *, short: bool = False) -> bool:
    """Whether the menus show one of `words.SESSION_ACTIONS` or `APP_ACTIONS` now; a short one leaves out most."""
    if short and action not in _IN_SHORT:
        return action is AppAction.ADD and not snapshot.rows
    match action:
        case AppAction.TRY_AGAIN | AppAction.CANCEL_PROMPT:
            vault = (missing for missing in snapshot.trouble if missing.part is Part.VAULT)
            return any(remedy(missing)[0] is action for missing in vault)
        case AppAction.PAUSE_HOUR | AppAction.PAUSE_TOMORROW:
            return not snapshot.paused and not snapshot.lock.is_shut
        case AppAction.SEARCH:
            return bool(snapshot.rows)
        case AppAction.NOTICES:
            return bool(snapshot.past)
        case AppAction.UNPAUSE:
            return bool(snapshot.paused)
        case AppAction.SIGN_OUT_ALL:
            return snapshot.live_count > 0
        case AppAction.LOCK:
            return snapshot.lock is Lock.OPEN and not snapshot.no_lock
        case AppAction.UNLOCK:
            return snapshot.lock is Lock.LOCKED
        case _:
            return True
