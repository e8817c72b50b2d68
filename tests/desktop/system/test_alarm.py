"""The alarm: a fake wall clock and a fake steady clock; no waiting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from pomtray.desktop.system.alarm import Alarm
from pomtray.desktop.system.wall_timer import LookingTimer

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


class Clocks:
    """The wall and the steady clock of a machine."""

    def __init__(self) -> None:
        self.wall = START
        self.steady = 100.0
        self.rung: list[datetime] = []
        self.stepped: list[datetime] = []

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.steady

    def ring(self) -> None:
        self.rung.append(self.wall)

    def step(self) -> None:
        self.stepped.append(self.wall)

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
    return made(clocks, on_step=clocks.step)


def made(clocks: Clocks, on_step: Callable[[], None] | None = None) -> Alarm:
    """The kernel's own timer knows no clock but its own (`test_wall_timer`)."""
    return Alarm(clocks.ring, clocks.now, on_step=on_step, monotonic=clocks.monotonic, timer=LookingTimer)


def test_no_timer_until_armed_and_none_when_disarmed(alarm: Alarm) -> None:
    assert not alarm.armed
    alarm.arm(START + MINUTE)
    assert alarm.armed
    alarm.arm(None)
    assert not alarm.armed


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


@pytest.mark.parametrize("jump", [timedelta(hours=8), timedelta(seconds=31), timedelta(hours=-3)])
def test_sleep_and_clock_steps_are_told_and_end_the_wait(alarm: Alarm, clocks: Clocks, jump: timedelta) -> None:
    alarm.arm(START + timedelta(days=1))
    clocks.passes(MINUTE / 2)
    clocks.jumps(jump)
    alarm.check()
    assert (clocks.stepped, clocks.rung, alarm.armed) == ([clocks.wall], [], False)


def test_a_step_past_the_time_is_told_as_a_step_alone(alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START + MINUTE)
    clocks.jumps(timedelta(hours=8))
    alarm.check()
    assert (clocks.stepped, clocks.rung) == ([clocks.wall], [])


def test_a_timer_that_comes_much_too_late_is_a_step(alarm: Alarm, clocks: Clocks) -> None:
    """Where the steady clock runs on in suspend (Windows), and in a process that was stopped."""
    alarm.arm(START + timedelta(days=1))
    clocks.passes(timedelta(hours=8))
    alarm.check()
    assert (clocks.stepped, clocks.rung) == ([clocks.wall], [])


def test_a_busy_loop_is_no_step(alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START + MINUTE / 2)
    clocks.passes(MINUTE - timedelta(seconds=1))
    alarm.check()
    assert (clocks.stepped, clocks.rung) == ([], [clocks.wall])


@pytest.mark.parametrize("jump", [timedelta(hours=8), timedelta(hours=-3)])
def test_who_arms_before_the_look_does_not_hide_a_step(
    qtbot: QtBot, alarm: Alarm, clocks: Clocks, jump: timedelta
) -> None:
    alarm.arm(START + timedelta(days=1))
    clocks.jumps(jump)
    alarm.arm(clocks.wall + MINUTE)
    alarm.arm(clocks.wall + 2 * MINUTE)
    assert not clocks.stepped
    qtbot.waitUntil(lambda: clocks.stepped == [clocks.wall])
    assert not alarm.armed
    alarm.arm(clocks.wall + MINUTE)
    alarm.check()
    assert (clocks.stepped, alarm.armed) == ([clocks.wall], True)


def test_what_happened_while_nothing_was_armed_is_not_told(alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START + MINUTE)
    alarm.arm(None)
    clocks.jumps(timedelta(hours=8))
    alarm.arm(clocks.wall + MINUTE)
    alarm.check()
    assert (clocks.stepped, clocks.rung) == ([], [])


@pytest.mark.parametrize("jump", [timedelta(seconds=6), timedelta(seconds=-6)])
def test_a_small_step_rings_early(alarm: Alarm, clocks: Clocks, jump: timedelta) -> None:
    alarm.arm(START + timedelta(days=1))
    clocks.passes(MINUTE / 2)
    clocks.jumps(jump)
    alarm.check()
    assert (clocks.stepped, clocks.rung) == ([], [clocks.wall])


def test_who_listens_to_rings_alone_hears_a_step_as_one(qtbot: QtBot, clocks: Clocks) -> None:
    plain = made(clocks)
    plain.arm(START + MINUTE)
    clocks.jumps(timedelta(hours=8))
    plain.check()
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

    again = Alarm(ring, clocks.now, monotonic=clocks.monotonic, timer=LookingTimer)
    again.arm(START)
    again.check()
    assert again.armed
    assert len(clocks.rung) == 1


def test_the_timer_itself_rings(qtbot: QtBot, alarm: Alarm, clocks: Clocks) -> None:
    alarm.arm(START - MINUTE)
    qtbot.waitUntil(lambda: clocks.rung == [START])
    assert not alarm.armed
