"""How far a clock is off, by what a server says, and who is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pomtray.core.session import End, EndSource, Verdict
from pomtray.core.skew import in_our_time, measured, skew_text
from tests.core.built import HOUR, MINUTE, NOW, SECOND, signed_in


@pytest.mark.parametrize(
    ("ahead", "skew"),
    [
        (timedelta(), timedelta()),
        (5 * SECOND, timedelta()),
        (-5 * SECOND, timedelta()),
        (6 * SECOND, 6 * SECOND),
        (-2 * HOUR, -2 * HOUR),
    ],
)
def test_whole_seconds_and_the_way_are_no_skew(ahead: timedelta, skew: timedelta) -> None:
    assert measured(NOW, NOW + ahead) == skew


def test_without_a_date_nothing_is_known() -> None:
    assert measured(None, NOW) is None


LAST = End(datetime.max.replace(tzinfo=UTC), EndSource.SERVER)


@pytest.mark.parametrize(
    ("end", "skew", "ours"),
    [
        (End(NOW, EndSource.SERVER), HOUR, End(NOW + HOUR, EndSource.SERVER)),
        (End(NOW, EndSource.TOKEN), -HOUR, End(NOW - HOUR, EndSource.TOKEN)),
        (End(NOW, EndSource.SERVER), None, End(NOW, EndSource.SERVER)),
        (End(NOW, EndSource.SERVER), timedelta(), End(NOW, EndSource.SERVER)),
        (End(None, EndSource.UNKNOWN), HOUR, End(None, EndSource.UNKNOWN)),
        (None, HOUR, None),
        (LAST, HOUR, LAST),
    ],
)
def test_a_servers_end_is_told_by_our_clock(end: End | None, skew: timedelta | None, ours: End | None) -> None:
    assert in_our_time(end, skew) == ours


@pytest.mark.parametrize(
    ("skew", "text"),
    [
        (30 * SECOND, ""),
        (-30 * SECOND, ""),
        (31 * SECOND, "this clock is 31 s ahead of the server's"),
        (-119 * SECOND, "this clock is 119 s behind the server's"),
        (2 * MINUTE, "this clock is 2 m ahead of the server's"),
        (2 * HOUR - SECOND, "this clock is 119 m ahead of the server's"),
        (-2 * HOUR, "this clock is 2 h behind the server's"),
    ],
)
def test_only_what_matters_is_told(skew: timedelta, text: str) -> None:
    assert skew_text(skew) == text


def test_a_check_measures_it_and_one_without_a_date_leaves_it() -> None:
    world = signed_in()
    assert world.verify(Verdict.LIVE, skew=3 * MINUTE) == ()
    note = "checked just now, this clock is 3 m ahead of the server's"
    assert world.row().note == note
    world.verify(Verdict.LIVE)
    assert world.row().note == note
    world.verify(Verdict.LIVE, skew=timedelta())
    assert world.row().note == "checked just now"
