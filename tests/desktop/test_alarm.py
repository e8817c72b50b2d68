"""The alarm: a fake wall clock and a fake steady clock; no waiting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from pomtray.desktop.alarm import Alarm

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Clocks:
    """The wall and the steady clock of a machine."""

    def __init__(self) -> None:
        self.wall = START
        self.steady = 100.0
        self.rung: list[datetime] = []

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def ring(self) -> None:
        self.rung.append(self.wall)

    def passes(self, span: timedelta) -> None:
        self.wall += span
        self.steady += span.total_seconds()

    def jumps(self, span: timedelta) -> None:
        self.wall += span


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def alarm(qtbot: QtBot, clocks: Clocks) -> Alarm:
    return Alarm(clocks.ring, clocks.now, monotonic=clocks.monotonic)


def test_no_timer_until_armed_and_none_when_disarmed(alarm: Alarm) -> None:
    assert not alarm.armed
    alarm.arm(START + MINUTE)
    assert alarm.armed
    alarm.arm(None)
    assert not alarm.armed


@pytest.mark.parametrize("left", [timedelta(milliseconds=1), MINUTE, timedelta(days=25), timedelta(days=90_000)])
def test_no_step_is_longer_than_half_a_minute(alarm: Alarm, left: timedelta) -> None:
    alarm.arm(START + left)
    assert 0 < alarm._timer.interval() <= 30_000


def test_it_rings_once_when_the_time_has_come(alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START + MINUTE)
    clocks.passes(MINUTE / 2)
    alarm.check()
    assert not clocks.rung
    assert alarm.armed
    clocks.passes(MINUTE / 2)
    alarm.check()
    alarm.check()
    assert clocks.rung == [START + MINUTE]
    assert not alarm.armed


@pytest.mark.parametrize("jump", [timedelta(hours=8), timedelta(seconds=6), timedelta(hours=-3)])
def test_sleep_and_clock_steps_ring_early(alarm: Alarm, clocks: Clocks, jump: timedelta) -> None:
    alarm.arm(START + timedelta(days=1))
    clocks.passes(MINUTE / 2)
    clocks.jumps(jump)
    alarm.check()
    assert clocks.rung == [clocks.wall]


def test_a_clock_that_drifts_by_seconds_does_not(alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START + timedelta(days=1))
    clocks.passes(MINUTE / 2)
    clocks.jumps(timedelta(seconds=4))
    alarm.check()
    assert not clocks.rung


def test_disarmed_it_stays_silent(alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START + MINUTE)
    alarm.arm(None)
    clocks.jumps(timedelta(days=2))
    alarm.check()
    assert not clocks.rung


def test_who_is_rung_may_arm_again(qtbot: QtBot, clocks: Clocks) -> None:
    def ring() -> None:
        clocks.ring()
        again.arm(clocks.wall + MINUTE)

    again = Alarm(ring, clocks.now, monotonic=clocks.monotonic)
    again.arm(START)
    again.check()
    assert again.armed
    assert len(clocks.rung) == 1


def test_the_timer_itself_rings(qtbot: QtBot, alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START - MINUTE)
    qtbot.waitUntil(lambda: clocks.rung == [START])
    assert not alarm.armed
