"""Pauses as a compositor tells them, and how long ago the last input was then."""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from pomtray.desktop.system.idle import IdleWatch
from tests.controller.world import settled, until
from tests.desktop.compositor import Compositor, compositor, event

__all__ = ["compositor"]

NOTIFIER = 20
BEFORE_IT = "org_kde_kwin_idle"
IDLED, RESUMED = 0, 1
MINUTE = timedelta(minutes=1)


class Played:
    """A watch whose clock and compositor are the test's."""

    def __init__(self, compositor: Compositor) -> None:
        self.compositor = compositor
        self.now = 1000.0
        self.watch = IdleWatch(lambda: self.now)

    async def start(self, version: int = 1, name: str = "ext_idle_notifier_v1") -> None:
        self.compositor.has[name] = (NOTIFIER, version)
        await self.watch.start()

    async def say(self, opcode: int, *, after: float) -> None:
        self.now += after
        wanted = self.request()
        await self.compositor.send(event(struct.unpack_from("=I", wanted[2])[0], opcode))
        await settled()

    def request(self) -> tuple[int, int, bytes]:
        """The one for the notification: a new object, milliseconds, a seat."""
        (request,) = [one for one in self.compositor.requests if one[0] > 2 and len(one[2]) == 12]
        return request

    def idle_for(self, *, after: float = 0) -> timedelta | None:
        self.now += after
        return self.watch.idle_for()


@pytest.fixture
async def played(compositor: Compositor) -> AsyncIterator[Played]:
    made = Played(compositor)
    yield made
    await made.watch.close()


@pytest.mark.parametrize(("version", "opcode"), [(1, 1), (2, 2), (7, 2)])
async def test_a_pause_of_a_minute_is_asked_for(played: Played, version: int, opcode: int) -> None:
    """From the second version on whatever keeps the screen awake."""
    await played.start(version)
    _, asked, body = played.request()
    assert asked == opcode
    notification, milliseconds, seat = struct.unpack("=III", body)
    assert milliseconds == 60_000
    assert seat < notification  # libwayland takes ids only in the order in which they are made


async def test_one_before_it_is_asked_in_its_own_order_and_tells_the_same(played: Played) -> None:
    await played.start(name=BEFORE_IT)
    _, asked, body = played.request()
    notification, seat, milliseconds = struct.unpack("=III", body)
    assert (asked, milliseconds) == (0, 60_000)
    assert seat < notification
    await played.say(IDLED, after=90)
    assert played.idle_for(after=30) == 1.5 * MINUTE
    await played.say(RESUMED, after=600)
    assert played.idle_for(after=30) == timedelta()


async def test_the_newer_one_comes_first(played: Played) -> None:
    played.compositor.has[BEFORE_IT] = (NOTIFIER + 1, 1)
    await played.start(2)
    assert played.request()[1] == 2


async def test_what_was_before_is_not_known(played: Played) -> None:
    await played.start()
    assert played.idle_for(after=59) is None


async def test_nobody_since_the_beginning_is_not_known(played: Played) -> None:
    await played.start()
    await played.say(IDLED, after=60)
    assert played.idle_for(after=9000) is None


async def test_somebody_who_makes_no_pause_is_there(played: Played) -> None:
    await played.start()
    assert played.idle_for(after=70) == timedelta()


async def test_a_pause_counts_from_the_last_input(played: Played) -> None:
    await played.start()
    await played.say(IDLED, after=90)
    assert played.idle_for(after=30) == 1.5 * MINUTE
    await played.say(RESUMED, after=600)
    assert played.idle_for(after=30) == timedelta()


async def test_somebody_who_comes_back_is_there_at_once(played: Played) -> None:
    await played.start()
    await played.say(IDLED, after=60)
    await played.say(RESUMED, after=5)
    assert played.idle_for() == timedelta()
    await played.say(IDLED, after=60)
    assert played.idle_for(after=240) == 5 * MINUTE


async def test_a_compositor_that_tells_nobody(compositor: Compositor) -> None:
    watch = IdleWatch()
    await watch.start()
    assert watch.idle_for() is None
    await watch.close()


async def test_no_compositor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    watch = IdleWatch()
    await watch.start()
    assert watch.idle_for() is None
    await watch.close()


async def test_a_second_start_listens_no_second_time(played: Played) -> None:
    await played.start()
    await asyncio.gather(played.watch.start(), played.watch.start())
    played.request()


async def test_once_the_compositor_has_gone_nothing_is_known(played: Played) -> None:
    await played.start()
    await played.say(IDLED, after=90)
    assert played.compositor.client is not None
    played.compositor.client.close()
    await until(lambda: played.idle_for() is None)
