"""Who draws the menu: watchers that name their items as AppIndicator, Plasma and others do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from pomtray.core.view.menu_shape import TrayHost
from pomtray.desktop.shell.tray_host import TrayHostWatch
from tests.desktop.buses import Serve, Service, forge, serve, session_bus

__all__ = ["serve", "session_bus"]

WATCHER, PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
GNOMES, PLASMAS, NAMED = ":1.9@/StatusNotifierItem", ":1.9/StatusNotifierItem", "org.kde.StatusNotifierItem-12-1"


class Desk:
    """A session bus, the watchers on it, and what was told of the host."""

    def __init__(self, serve: Serve, session_bus: str) -> None:
        self._serve, self.bus = serve, session_bus
        self.told: asyncio.Queue[TrayHost] = asyncio.Queue()
        self.came: asyncio.Queue[bool] = asyncio.Queue()
        self.watch = TrayHostWatch(self.told.put_nowait, self.came.put_nowait)

    async def watcher(self, *items: Any) -> Service:
        service: Service = await self._serve(self.bus, WATCHER, {"Get": lambda _: ("v", (("as", list(items)),))})
        return service

    async def next(self) -> TrayHost:
        async with asyncio.timeout(10):
            return await self.told.get()


@pytest.fixture
async def desk(serve: Serve, session_bus: str) -> AsyncIterator[Desk]:
    made = Desk(serve, session_bus)
    yield made
    await made.watch.close()


async def register(watcher: Service, item: str) -> None:
    await watcher.emit(PATH, WATCHER, "StatusNotifierItemRegistered", "s", item)


async def test_it_is_read_where_the_icon_was_there_first(desk: Desk) -> None:
    await desk.watcher(NAMED, GNOMES)
    await desk.watch.start()
    assert await desk.next() is TrayHost.APP_INDICATOR


async def test_it_is_heard_when_the_icon_comes(desk: Desk) -> None:
    watcher = await desk.watcher()
    await desk.watch.start()
    await register(watcher, GNOMES)
    assert await desk.next() is TrayHost.APP_INDICATOR


async def test_hosts_come_and_go(desk: Desk) -> None:
    await desk.watch.start()
    gnome = await desk.watcher()
    await register(gnome, GNOMES)
    assert await desk.next() is TrayHost.APP_INDICATOR
    await register(gnome, NAMED)
    await gnome.close()
    plasma = await desk.watcher()
    await register(plasma, PLASMAS)
    assert await desk.next() is TrayHost.PANEL
    assert desk.told.empty(), "a name without a path tells nothing"


async def test_others_are_not_heard(desk: Desk) -> None:
    watcher = await desk.watcher(PLASMAS)
    await desk.watch.start()
    await forge(desk.bus, PATH, WATCHER, "StatusNotifierItemRegistered", "s", GNOMES)
    await register(watcher, PLASMAS)
    await asyncio.sleep(0.05)
    assert desk.told.empty()


@pytest.mark.parametrize("answer", [None, ("v", (("s", GNOMES),)), ("v", (("ai", [1]),))])
async def test_an_answer_that_makes_no_sense_tells_nothing(desk: Desk, serve: Serve, answer: Any) -> None:
    answers = {} if answer is None else {"Get": lambda _: answer}
    await serve(desk.bus, WATCHER, answers)
    await desk.watch.start()
    assert desk.told.empty()


async def test_without_a_bus_nobody_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    told: list[bool] = []
    watch = TrayHostWatch(print, told.append)
    await watch.start()
    await watch.close()
    assert told == [False]


async def test_a_watcher_that_is_there_is_told_at_the_start(desk: Desk) -> None:
    await desk.watcher()
    await desk.watch.start()
    assert desk.came.get_nowait() is True


async def test_each_watcher_and_each_host_that_comes_is_told(desk: Desk) -> None:
    await desk.watch.start()
    assert desk.came.get_nowait() is False
    watcher = await desk.watcher()
    async with asyncio.timeout(10):
        assert await desk.came.get() is True
        await watcher.emit(PATH, WATCHER, "StatusNotifierHostRegistered", "")
        assert await desk.came.get() is True
    await watcher.close()
    await asyncio.sleep(0.05)
    assert desk.came.empty(), "one that goes is Qt's business"
