"""The clock, in a zone that changes to summer time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pomtray.core.deadline import WallClock, clock_time
from pomtray.desktop.system import clock


@contextmanager
def living_in(place: str) -> Iterator[ZoneInfo]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", place)
        time.tzset()
        yield ZoneInfo(place)
    time.tzset()


@pytest.fixture
def berlin() -> Iterator[ZoneInfo]:
    with living_in("Europe/Berlin") as zone:
        yield zone


def test_now_is_aware_utc() -> None:
    before = datetime.now(UTC)
    assert before <= clock.now() <= datetime.now(UTC)
    assert clock.now().tzinfo is UTC


def test_every_instant_has_its_own_offset(berlin: ZoneInfo) -> None:
    start = datetime(2026, 3, 28, 12, tzinfo=UTC)
    for hours in range(0, 24 * 300, 7):
        at = start + timedelta(hours=hours)
        local, expected = at.astimezone(clock.zone()), at.astimezone(berlin)
        assert local.replace(tzinfo=None) == expected.replace(tzinfo=None)
        assert local.utcoffset() == expected.utcoffset()
        assert local.tzname() == expected.tzname()
        assert local == at


_LAST = datetime.max.replace(tzinfo=UTC)


@pytest.mark.parametrize("place", ["Pacific/Auckland", "Europe/Berlin", "UTC", "America/New_York", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("before", [timedelta(), timedelta(minutes=1), timedelta(hours=12), timedelta(days=1)])
def test_the_end_of_the_calendar_is_shown_everywhere(place: str, before: timedelta) -> None:
    """A server may name it; what the C library cannot tell is told in UTC."""
    with living_in(place):
        shown = clock_time(_LAST - before, datetime(2026, 11, 21, tzinfo=UTC), WallClock(clock.zone()))
    assert shown.startswith("9999-12-")


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_the_hour_that_comes_twice_is_told_apart(berlin: ZoneInfo, minute: int) -> None:
    for hour in (0, 1):
        at = datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
        local = at.astimezone(clock.zone())
        assert local.astimezone(UTC) == at
        assert f"{local:%H:%M}" == f"02:{minute:02}"


def test_an_end_after_the_change_shows_its_own_time(berlin: ZoneInfo) -> None:
    now = datetime(2026, 3, 28, 20, tzinfo=UTC)
    assert clock_time(now + timedelta(hours=10), now, WallClock(clock.zone())).endswith("08:00")


@pytest.mark.parametrize(
    ("pattern", "twelve"),
    [("HH:mm", False), ("h:mm AP", True), ("APh:mm", True), ("h:mm\u202fap", True), ("H 'Uhr am' mm", False)],
)
def test_a_pattern_with_a_part_of_the_day_has_twelve_hours(pattern: str, *, twelve: bool) -> None:
    assert clock.twelve_hours(pattern) is twelve


@pytest.mark.parametrize(("times", "hours"), [("en_US.UTF-8", True), ("de_DE.UTF-8", False), ("C", False)])
def test_hours_are_those_of_the_locale(times: str, *, hours: bool) -> None:
    code = "from pomtray.desktop.system import clock; print(clock.wall_clock().twelve_hours)"
    environment = {**os.environ, "LANG": "fr_FR.UTF-8", "LC_TIME": times}
    environment.pop("LC_ALL", None)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert run.stdout.strip() == str(hours)
