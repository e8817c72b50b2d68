"""Which action goes first."""

from __future__ import annotations

from typing import Any

import pytest

from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action
from pomtray.core.rows.choice import default_action, primary, quick
from pomtray.core.view.snapshot import Row

_COPY, _IN, _ANEW = Action.COPY_HEADER, Action.SIGN_IN, Action.RENEW
_WHY, _ADDRESS = Action.BLOCKED, Action.COPY_ADDRESS


def row(phase: Phase, *actions: Action, **changes: Any) -> Row:
    return Row(
        "app", "https://app", (), phase, "", "", "", "", HeaderForm.POMERIUM, frozenset({_WHY, *actions}), **changes
    )


@pytest.mark.parametrize(
    ("shown", "button", "enter"),
    [
        (row(Phase.SIGNED_OUT, _IN, _ANEW), _IN, _IN),
        (row(Phase.EXPIRED, _IN, _ANEW, renews=True), _ANEW, _ANEW),
        (row(Phase.ACTIVE, _IN, _ANEW, _COPY, renews=True), _COPY, _COPY),
        (row(Phase.EXPIRING, _IN, _ANEW, _COPY, renews=True), _ANEW, _COPY),
        (row(Phase.EXPIRING, _IN, _COPY, renews=True), _COPY, _COPY),
        (row(Phase.EXPIRING, _IN, _ANEW, _COPY), _IN, _COPY),
        (row(Phase.SIGNING_IN, Action.CANCEL, _COPY), Action.CANCEL, _COPY),
        (row(Phase.SIGNING_IN, Action.CANCEL), Action.CANCEL, None),
        (row(Phase.ACTIVE, _IN, _COPY, closed=True), _WHY, _COPY),
        (row(Phase.FAILED, _IN, _ANEW), _IN, _IN),
        (row(Phase.SIGNED_OUT, Action.MEND, refused=True), Action.MEND, Action.MEND),
        (row(Phase.SIGNED_OUT, _COPY, locked=True), _COPY, _COPY),
        (row(Phase.ACTIVE, _COPY, Action.SERVE), _COPY, _COPY),
        (row(Phase.ACTIVE, _COPY, Action.SERVE, tunnel=True), Action.SERVE, Action.SERVE),
        (row(Phase.ACTIVE, _COPY, _ADDRESS, Action.STOP_SERVING, tunnel=True), _ADDRESS, _ADDRESS),
        (row(Phase.ACTIVE, _COPY, Action.STOP_SERVING, tunnel=True), None, None),
        (row(Phase.SIGNED_OUT, _IN, tunnel=True), _IN, _IN),
        (row(Phase.EXPIRED, _IN, _ADDRESS, Action.STOP_SERVING, tunnel=True), _IN, _IN),
        (row(Phase.ACTIVE, _COPY, Action.SERVE, tunnel=True, closed=True), _WHY, Action.SERVE),
    ],
)
def test_the_button_and_enter(shown: Row, button: Action | None, enter: Action | None) -> None:
    assert (primary(shown), default_action(shown)) == (button, enter)


def test_a_click_in_a_short_menu_does_what_enter_does_but_where_the_row_asks() -> None:
    """A question is shown in the window: a click must answer none."""
    assert quick(row(Phase.ACTIVE, _IN, _COPY)) is _COPY
    assert quick(row(Phase.SIGNED_OUT, _IN)) is _IN
    assert quick(row(Phase.SIGNING_IN, Action.CANCEL, _COPY, asks=True)) is None
