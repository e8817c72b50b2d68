"""Which of the actions that a row has goes first: on its button, by Enter, in a menu."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pomtray.core.intent import Action
from pomtray.core.rows.row import Row
from pomtray.core.view.badge import Badge


def primary_action(row: Row) -> Action | None:
    """The one of Sign in, Cancel, Renew and mending that the row has now; None where renewing gains nothing."""
    wanted = Action.RENEW if row.renews else Action.SIGN_IN
    return next((action for action in (Action.CANCEL, wanted, Action.MEND) if action in row.actions), None)


def default_action(row: Row) -> Action | None:
    """What Enter does: copy where there is something to copy, else sign in. It never cancels.

    A TCP route is connected first; then there is its local address to copy.
    """
    if Action.COPY_HEADER in row.actions:
        return _of_tunnel(row) if row.tunnel else Action.COPY_HEADER
    action = primary_action(row)
    return None if action is Action.CANCEL else action


def _of_tunnel(row: Row) -> Action | None:
    """None for the moment until it is known where it listens."""
    if Action.STOP_SERVING in row.actions:
        return Action.COPY_ADDRESS if Action.COPY_ADDRESS in row.actions else None
    return Action.SERVE if Action.SERVE in row.actions else Action.COPY_HEADER


def quick(row: Row) -> Action | None:
    """What a click on the row does in a short menu; None: it shows the row in the window, as where that asks."""
    return None if row.asks else default_action(row)


def beside(row: Row) -> tuple[Action, ...]:
    """What goes with what the row is doing for some minutes: a sign-in that is waited for, or something copied.

    NOTE: a code to enter is shown apart, with what goes with it.
    """
    wanted: tuple[Action, ...] = (Action.CLEAR,)
    if Action.CANCEL in row.actions:
        wanted = (Action.CANCEL,) if row.device else _WHILE_WAITING
    return tuple(action for action in wanted if action in row.actions)


def told_beside(having: Sequence[Row], at: str) -> Row | None:
    """The row whose `beside` is shown, of those `having` any: the one that a person is `at`, or else the first."""
    return next((row for row in having if row.route == at), having[0] if having else None)


_WHILE_WAITING: Final = (Action.PAGE, Action.COPY_LINK, Action.PASTE, Action.CANCEL)


def primary(row: Row) -> Action | None:
    """What the row's one button does: as Enter, or what its state wants first."""
    if row.badge is Badge.CLOSED:
        return Action.BLOCKED
    gains = row.badge is Badge.EXPIRING and Action.RENEW in row.actions
    return primary_action(row) if gains or Action.CANCEL in row.actions else default_action(row)
