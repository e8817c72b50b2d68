"""What a row offers: which action goes first, and which one Enter does."""

from __future__ import annotations

from pomtray.core.intent import Action
from pomtray.core.snapshot import Row
from pomtray.ui.words import ACTIONS, tr


def first(row: Row) -> tuple[Action, str]:
    """The one of Sign in, Cancel and Renew that the row has now, and what it is called."""
    if Action.CANCEL in row.actions:
        return Action.CANCEL, tr(ACTIONS[Action.CANCEL])
    if not row.renews:
        return Action.SIGN_IN, tr(ACTIONS[Action.SIGN_IN])
    asked = Action.SIGN_IN if Action.RENEW not in row.actions and Action.SIGN_IN in row.actions else Action.RENEW
    return asked, tr(ACTIONS[Action.RENEW])


def default(row: Row) -> Action | None:
    """What Enter does: copy where there is something to copy, else sign in. It never cancels."""
    if Action.COPY_HEADER in row.actions:
        return Action.COPY_HEADER
    action, _ = first(row)
    return action if action in row.actions and action is not Action.CANCEL else None
