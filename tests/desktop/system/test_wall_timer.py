"""Timers on the wall clock: the kernel's own, with its own clock, and the looks where there is none."""

from __future__ import annotations

import errno
import os
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from pomtray.desktop.system import wall_timer
from pomtray.desktop.system.alarm import Alarm
from pomtray.desktop.system.wall_timer import KernelTimer, LookingTimer

SETS_CLOCK = os.environ.get("POMTRAY_TEST_SET_CLOCK") == "1"
HOUR = timedelta(hours=1)
SOON = timedelta(milliseconds=30)


@pytest.fixture
def parent(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def due() -> list[datetime]:
    return []


@pytest.fixture
def timer(parent: QObject, due: list[datetime]) -> KernelTimer:
    return KernelTimer(lambda: due.append(now()), parent)


def now() -> datetime:
    return datetime.now(UTC)


def test_the_best_that_there_is_is_taken(parent: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(wall_timer.wall_timer(lambda: None, parent), KernelTimer)
    monkeypatch.setattr(sys, "platform", "freebsd13")
    assert isinstance(wall_timer.wall_timer(lambda: None, parent), LookingTimer)


def test_a_kernel_that_refuses_one_is_looked_after(parent: QObject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "CLOCK_REALTIME", 1234)
    assert isinstance(wall_timer.wall_timer(lambda: None, parent), LookingTimer)


def test_it_rings_once_at_its_instant(qtbot: QtBot, timer: KernelTimer, due: list[datetime]) -> None:
    at = now() + SOON
    assert timer.start(at, at - SOON) == SOON
    qtbot.waitUntil(lambda: bool(due))
    assert due[0] >= at
    qtbot.wait(30)
    assert len(due) == 1


@pytest.mark.parametrize("at", [datetime(1969, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])
def test_what_is_past_rings_at_once(qtbot: QtBot, timer: KernelTimer, due: list[datetime], at: datetime) -> None:
    assert timer.start(at, now()) == timedelta()
    qtbot.waitUntil(lambda: bool(due))


@pytest.mark.parametrize("at", [now() + HOUR, datetime.max.replace(tzinfo=UTC)])
def test_what_is_far_wakes_nobody(qtbot: QtBot, timer: KernelTimer, due: list[datetime], at: datetime) -> None:
    timer.start(at, now())
    assert timer.active
    qtbot.wait(50)
    assert not due


def test_stopped_or_started_anew_it_forgets_what_was_before(
    qtbot: QtBot, timer: KernelTimer, due: list[datetime]
) -> None:
    timer.start(now(), now())
    time.sleep(0.001)  # it has rung, and nobody has looked
    timer.stop()
    assert not timer.active
    qtbot.wait(30)
    timer.start(now(), now())
    timer.start(now() + HOUR, now())
    qtbot.wait(30)
    assert not due


def test_a_wait_that_the_kernel_gives_up_is_told(
    timer: KernelTimer, due: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As read(2) says it where the clock was set."""

    def read(descriptor: int, length: int) -> bytes:
        raise OSError(errno.ECANCELED, os.strerror(errno.ECANCELED))

    timer.start(now() + HOUR, now())
    monkeypatch.setattr(os, "read", read)
    timer._rang()
    assert due


@pytest.mark.skipif(not SETS_CLOCK, reason="POMTRAY_TEST_SET_CLOCK=1 sets the clock of this machine, to what it is")
def test_a_clock_that_is_set_ends_the_wait(qtbot: QtBot, timer: KernelTimer, due: list[datetime]) -> None:
    timer.start(now() + HOUR, now())
    qtbot.wait(30)
    assert not due
    time.clock_settime_ns(time.CLOCK_REALTIME, time.time_ns())
    qtbot.waitUntil(lambda: bool(due))


def test_it_goes_with_its_parent(qtbot: QtBot, due: list[datetime]) -> None:
    parent = QObject()
    timer = KernelTimer(lambda: due.append(now()), parent)
    descriptor = timer._descriptor
    timer.start(now() + SOON, now())
    shiboken6.delete(parent)
    del parent, timer
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    qtbot.wait(50)
    assert not due


def test_an_alarm_rings_by_it(qtbot: QtBot) -> None:
    rung: list[datetime] = []
    alarm = Alarm(lambda: rung.append(now()), now)
    at = now() + SOON
    alarm.arm(at)
    qtbot.waitUntil(lambda: bool(rung))
    assert rung[0] >= at
    assert not alarm.armed


@pytest.mark.parametrize("left", [timedelta(milliseconds=1), HOUR, timedelta(days=25), timedelta(days=90_000)])
def test_no_look_is_later_than_half_a_minute(parent: QObject, left: timedelta) -> None:
    timer = LookingTimer(lambda: None, parent)
    planned = timer.start(now() + left, now())
    assert 0 < timer._timer.interval() <= 30_000
    assert timedelta() < planned <= timedelta(seconds=30)
    assert timer.active
    timer.stop()
    assert not timer.active
