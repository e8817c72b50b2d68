"""Times in words: never more than there is, and the moment at which the words change."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import pomtray
from pomtray.core.deadline import WallClock, about, age, age_changes_at, clock_time, countdown, earliest
from tests.core.built import HOUR, MINUTE, NOW, SECOND

TICK = timedelta(microseconds=1)
DAY = 24 * HOUR
UNITS = {"d": DAY, "h": HOUR, "m": MINUTE, "s": SECOND}
Text = Callable[[datetime, datetime], tuple[str, datetime | None]]
left = st.timedeltas(timedelta(), timedelta(days=400)) | st.timedeltas(timedelta(), timedelta(minutes=3))


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (-SECOND, "ended"),
        (timedelta(), "ended"),
        (TICK, "0 s"),
        (SECOND, "1 s"),
        (60 * SECOND - TICK, "59 s"),
        (MINUTE, "1 m"),
        (2 * MINUTE - TICK, "1 m"),
        (HOUR - TICK, "59 m"),
        (2 * HOUR + 14 * MINUTE + 59 * SECOND, "2 h 14 m"),
        (DAY - TICK, "23 h 59 m"),
        (DAY, "1 d 0 h"),
        (3 * DAY + 5 * HOUR + 59 * MINUTE, "3 d 5 h"),
    ],
)
def test_a_countdown_in_words(span: timedelta, text: str) -> None:
    assert countdown(NOW + span, NOW)[0] == text


@pytest.mark.parametrize(
    ("span", "text"),
    [
        (timedelta(), "end not known"),
        (SECOND, "≈ 1 m"),
        (3 * MINUTE - TICK, "≈ 2 m"),
        (HOUR - TICK, "≈ 59 m"),
        (14 * HOUR - SECOND, "≈ 13 h"),
    ],
)
def test_an_estimate_in_words(span: timedelta, text: str) -> None:
    assert about(NOW + span, NOW)[0] == text


def holds(text: Text, span: timedelta, part: float) -> None:
    """The same until `changes_at`, another then."""
    shown, changes_at = text(NOW + span, NOW)
    if changes_at is None:
        assert span <= timedelta()
        return
    assert NOW < changes_at <= NOW + span
    between = NOW + min((changes_at - NOW) * part, changes_at - NOW - TICK)
    assert text(NOW + span, between) == (shown, changes_at)
    assert text(NOW + span, changes_at - TICK) == (shown, changes_at)
    assert text(NOW + span, changes_at)[0] != shown


@given(left, st.floats(0, 1))
@example(TICK, 0.5)
@example(MINUTE, 0.5)
@example(DAY, 0.5)
@example(90 * SECOND, 0.5)
def test_the_words_stand_until_they_change(span: timedelta, part: float) -> None:
    holds(countdown, span, part)
    holds(about, span, part)


def parsed(text: str) -> timedelta:
    parts = re.findall(r"(\d+) ([dhms])", text)
    return sum((int(count) * UNITS[unit] for count, unit in parts), timedelta())


@given(left)
def test_a_countdown_never_says_more_than_there_is(span: timedelta) -> None:
    assert parsed(countdown(NOW + span, NOW)[0]) <= span


@given(left, left)
def test_a_countdown_only_falls(one: timedelta, other: timedelta) -> None:
    longer, shorter = max(one, other), min(one, other)
    assert parsed(countdown(NOW + longer, NOW)[0]) >= parsed(countdown(NOW + shorter, NOW)[0])


@given(st.timedeltas(timedelta(), timedelta(days=30)))
def test_a_countdown_wakes_no_oftener_than_its_unit(span: timedelta) -> None:
    _, first = countdown(NOW + span, NOW)
    _, second = countdown(NOW + span, first) if first else (None, None)
    if first and second:
        assert second - first >= (SECOND if NOW + span - first <= MINUTE else MINUTE) - TICK


ZONE = timezone(timedelta(hours=2))


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW, "11:00"),
        (NOW + 12 * HOUR, "23:00"),
        (NOW + 13 * HOUR, "Sun 00:00"),
        (NOW + 6 * DAY, "Fri 11:00"),
        (NOW + 7 * DAY, "2026-11-28 11:00"),
        (NOW - DAY, "Fri 11:00"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "9999-12-31 23:59"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01 02:00"),
    ],
)
def test_a_clock_time_is_told_in_the_persons_zone(at: datetime, text: str) -> None:
    assert clock_time(at, NOW, WallClock(ZONE)).rjust(16, "0") == text.rjust(16, "0")


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (NOW, "11:00 AM"),
        (NOW + HOUR, "12:00 PM"),
        (NOW + 12 * HOUR, "11:00 PM"),
        (NOW + 13 * HOUR, "Sun 12:00 AM"),
        (NOW + 7 * DAY, "2026-11-28 11:00 AM"),
    ],
)
def test_where_the_clock_has_twelve_hours_so_has_the_text(at: datetime, text: str) -> None:
    assert clock_time(at, NOW, WallClock(ZONE, twelve_hours=True)) == text


def test_weekdays_are_in_the_language_of_the_text() -> None:
    """`strftime` takes them from LC_TIME, which Qt sets: nothing asks it for a word."""
    sources = Path(pomtray.__path__[0]).rglob("*.py")
    assert [source.name for source in sources if re.search(r"strftime\(|:%[aAbBpcxXr]", source.read_text())] == []


@pytest.mark.parametrize(
    ("past", "text"),
    [
        (-HOUR, "just now"),
        (MINUTE - TICK, "just now"),
        (MINUTE, "1 m ago"),
        (HOUR - TICK, "59 m ago"),
        (47 * HOUR, "47 h ago"),
        (2 * DAY, "2 d ago"),
    ],
)
def test_an_age_in_words(past: timedelta, text: str) -> None:
    assert age(NOW - past, NOW) == text


def test_at_the_end_of_the_calendar_an_age_stays_as_it_is() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    for past in (timedelta(), MINUTE, HOUR, 3 * DAY):
        assert age_changes_at(last - past, last) == last


def test_the_earliest_is_the_first_that_is_still_to_come() -> None:
    assert earliest([None, NOW - SECOND, NOW, NOW + MINUTE, NOW + SECOND], NOW) == NOW + SECOND
    assert earliest([NOW, None], NOW) is None
    assert earliest([], NOW) is None
