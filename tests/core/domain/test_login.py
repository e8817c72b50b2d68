"""What a state means at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.core.domain.login import (
    Attempt,
    Failed,
    Phase,
    SignedIn,
    SignedOut,
    SigningIn,
    State,
    is_live,
    phase,
    session_of,
)
from pomtray.core.domain.session import EndSource
from tests.core.built import HOUR, MINUTE, NOW, PROBLEM, SECOND, a_session

HOUR_LONG = a_session(lasts=HOUR)
ESTIMATED = a_session(lasts=HOUR, source=EndSource.ESTIMATE)
OPEN = a_session(lasts=None)
ATTEMPT = Attempt(1, NOW, NOW + 6 * MINUTE)
LATE = timedelta(days=400)


@pytest.mark.parametrize(
    ("state", "after", "expected"),
    [
        (SignedOut(), timedelta(), Phase.SIGNED_OUT),
        (SigningIn(ATTEMPT), timedelta(), Phase.SIGNING_IN),
        (SigningIn(ATTEMPT, HOUR_LONG), timedelta(), Phase.SIGNING_IN),
        (SignedIn(HOUR_LONG), -HOUR, Phase.ACTIVE),
        (SignedIn(HOUR_LONG), 54 * MINUTE - SECOND, Phase.ACTIVE),
        (SignedIn(HOUR_LONG), 54 * MINUTE, Phase.EXPIRING),
        (SignedIn(HOUR_LONG), HOUR - SECOND, Phase.EXPIRING),
        (SignedIn(HOUR_LONG), HOUR, Phase.EXPIRED),
        (SignedIn(HOUR_LONG.ended(NOW)), timedelta(), Phase.EXPIRED),
        (SignedIn(ESTIMATED), LATE, Phase.EXPIRING),
        (SignedIn(ESTIMATED.ended(NOW)), timedelta(), Phase.EXPIRED),
        (SignedIn(OPEN), LATE, Phase.ACTIVE),
        (Failed(PROBLEM, NOW), timedelta(), Phase.FAILED),
        (Failed(PROBLEM, NOW, HOUR_LONG), timedelta(), Phase.ACTIVE),
        (Failed(PROBLEM, NOW, HOUR_LONG), 54 * MINUTE, Phase.EXPIRING),
        (Failed(PROBLEM, NOW, HOUR_LONG), HOUR, Phase.FAILED),
    ],
)
def test_a_phase_is_derived_from_the_time(state: State, after: timedelta, expected: Phase) -> None:
    assert phase(state, NOW + after) is expected


def test_an_estimated_or_unknown_end_ends_nothing() -> None:
    assert is_live(ESTIMATED, NOW + LATE)
    assert is_live(OPEN, NOW + LATE)
    assert not is_live(HOUR_LONG, NOW + HOUR)


def test_the_session_of_a_state() -> None:
    assert session_of(SignedOut()) is None
    states = SignedIn(OPEN), SigningIn(ATTEMPT, OPEN), Failed(PROBLEM, NOW, OPEN)
    assert all(session_of(state) is OPEN for state in states)
