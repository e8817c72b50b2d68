"""How far a clock is off, by what a server says, and who is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pomtray.core.domain.session import End, EndSource, Verdict
from pomtray.core.intent import Action
from pomtray.core.protocol.skew import agreed, believed, in_our_time, measured, skew_advice, skew_text
from tests.core.built import HOUR, MINUTE, NOW, SECOND, a_session, a_world, signed_in


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
        (48 * HOUR - SECOND, "this clock is 47 h ahead of the server's"),
        (-400 * 24 * HOUR, "this clock is 400 d behind the server's"),
    ],
)
def test_only_what_matters_is_told(skew: timedelta, text: str) -> None:
    assert skew_text(skew) == text


@pytest.mark.parametrize(
    ("skew", "other", "used"),
    [
        (HOUR, HOUR, HOUR),
        (-HOUR, -HOUR + 30 * SECOND, -HOUR),
        (HOUR, HOUR + 31 * SECOND, timedelta()),
        (HOUR, -HOUR, timedelta()),
        (HOUR, None, timedelta()),
        (24 * HOUR, 24 * HOUR, 24 * HOUR),
        (-24 * HOUR - SECOND, -24 * HOUR, timedelta()),
    ],
)
def test_two_measurements_that_agree_are_believed_up_to_a_day(
    skew: timedelta, other: timedelta | None, used: timedelta
) -> None:
    assert agreed(skew, other) == used


def test_one_alone_is_believed_up_to_a_day_where_nothing_else_tells() -> None:
    assert [believed(skew) for skew in (None, HOUR, 25 * HOUR)] == [timedelta(), HOUR, timedelta()]


def test_what_helps_is_said_too() -> None:
    assert skew_advice(-61 * SECOND) == "This clock is 61 s behind the server's: set this computer's clock."
    assert skew_advice(30 * SECOND) == ""


def test_a_sign_in_tells_of_it() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    session = a_session()
    world.succeed(replace(session, check=replace(session.check, skew=2 * MINUTE)))
    assert world.notice().text.endswith("This clock is 2 m ahead of the server's: set this computer's clock.")


def test_a_check_measures_it_and_one_without_a_date_leaves_it() -> None:
    world = signed_in()
    assert world.verify(Verdict.LIVE, skew=3 * MINUTE) == ()
    note = "checked just now, this clock is 3 m ahead of the server's"
    assert world.row().note == note
    world.verify(Verdict.LIVE)
    assert world.row().note == note
    world.verify(Verdict.LIVE, skew=timedelta())
    assert world.row().note == "checked just now"
