"""When a session counts as expiring."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.renewal import expiring_at, warning_for
from tests.core.built import HOUR, MINUTE, NOW, SECOND, a_session


@pytest.mark.parametrize(
    ("lifetime", "warning"),
    [
        (-MINUTE, timedelta()),
        (timedelta(), timedelta()),
        (MINUTE, 30 * SECOND),
        (3 * MINUTE, 90 * SECOND),
        (4 * MINUTE, 2 * MINUTE),
        (20 * MINUTE, 2 * MINUTE),
        (HOUR, 6 * MINUTE),
        (150 * MINUTE, 15 * MINUTE),
        (14 * HOUR, 15 * MINUTE),
    ],
)
def test_how_long_before_the_end(lifetime: timedelta, warning: timedelta) -> None:
    assert warning_for(lifetime) == warning


@given(st.timedeltas(timedelta(), timedelta(days=400)))
def test_a_warning_comes_in_the_second_half_of_the_life(lifetime: timedelta) -> None:
    assert timedelta() <= warning_for(lifetime) <= lifetime / 2 + timedelta(microseconds=1)


def test_the_instant() -> None:
    assert expiring_at(a_session(lasts=HOUR)) == NOW + 54 * MINUTE
    assert expiring_at(a_session(lasts=None)) is None
