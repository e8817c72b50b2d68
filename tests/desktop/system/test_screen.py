"""The lock screen: services that speak as logind and screen savers do, on private buses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from pomtray.desktop.system.screen import SAVERS, ScreenWatch
from tests.desktop.buses import Serve, Service, forge, serve, session_bus, system_bus

__all__ = ["serve", "session_bus", "system_bus"]

LOGIND, GNOME = "org.freedesktop.login1", "org.gnome.ScreenSaver"
OURS, ANOTHERS = "/org/freedesktop/login1/session/_32", "/org/freedesktop/login1/session/_37"
LOCKED, UNLOCKED = True, False
PROPERTIES, SESSION = "org.freedesktop.DBus.Properties", "org.freedesktop.login1.Session"


class Desk:
    """The buses of a desktop, what runs on them, and what was told of the screen."""

    def __init__(self, serve: Serve, system_bus: str, session_bus: str) -> None:
        self._serve, self.system_bus, self.session_bus = serve, system_bus, session_bus
        self.told: asyncio.Queue[bool] = asyncio.Queue()
        self.watch = ScreenWatch(self.told.put_nowait)

    async def logind(self, *, locked: bool = False) -> Service:
        def get(message: Any) -> Any:
            value = ("s", "2") if message.body[1] == "Id" else ("b", locked)
            return "v", (value,)

        answers: dict[str, Callable[[Any], Any]] = {"Get": get, "GetSession": lambda _: ("o", (OURS,))}
        service: Service = await self._serve(self.system_bus, LOGIND, answers)
        return service

    async def saver(self, name: str = GNOME, *, active: bool = False) -> Service:
        service: Service = await self._serve(self.session_bus, name, {"GetActive": lambda _: ("b", (active,))})
        return service

    async def next(self) -> bool:
        async with asyncio.timeout(10):
            return await self.told.get()

    async def nothing_more(self, service: Service) -> None:
        """What was sent so far has been heard once this comes."""
        await change(service, ANOTHERS, locked=True)
        await asyncio.sleep(0.05)
        assert self.told.empty()


@pytest.fixture
async def desk(serve: Serve, system_bus: str, session_bus: str) -> AsyncIterator[Desk]:
    made = Desk(serve, system_bus, session_bus)
    yield made
    await made.watch.close()


async def change(service: Service, path: str, **hints: bool) -> None:
    changed = {name: ("b", value) for name, value in {"LockedHint": hints["locked"]}.items()}
    await service.emit(path, PROPERTIES, "PropertiesChanged", "sa{sv}as", SESSION, changed, [])


def saved(name: str) -> tuple[str, str, str, str]:
    return "/" + name.replace(".", "/"), name, "ActiveChanged", "b"


async def test_logind_tells_of_our_session(desk: Desk) -> None:
    logind = await desk.logind()
    await desk.watch.start()
    await change(logind, ANOTHERS, locked=True)
    await change(logind, OURS, locked=True)
    await change(logind, OURS, locked=True)
    await change(logind, OURS, locked=False)
    assert [await desk.next(), await desk.next()] == [True, False]
    await desk.nothing_more(logind)


@pytest.mark.parametrize("name", SAVERS)
async def test_every_screen_saver_can_tell(desk: Desk, name: str) -> None:
    await desk.watch.start()
    saver = await desk.saver(name)
    for active in (True, False):
        await saver.emit(*saved(name), active)
        assert await desk.next() is active


@pytest.mark.parametrize("by", ["logind", "a screen saver"])
async def test_locked_from_the_start(desk: Desk, by: str) -> None:
    await desk.logind(locked=by == "logind")
    await desk.saver(active=by != "logind")
    await desk.watch.start()
    assert await desk.next()


async def test_unlocked_once_nobody_says_that_it_is_locked(desk: Desk) -> None:
    logind, saver = await desk.logind(locked=True), await desk.saver(active=True)
    await desk.watch.start()
    assert await desk.next()
    await change(logind, OURS, locked=False)
    await desk.nothing_more(logind)
    await saver.emit(*saved(GNOME), UNLOCKED)
    assert not await desk.next()


async def test_a_screen_saver_that_ends_locks_nothing_any_more(desk: Desk) -> None:
    saver = await desk.saver(active=True)
    await desk.watch.start()
    assert await desk.next()
    await saver.close()
    assert not await desk.next()


async def test_what_others_say_is_not_heard(desk: Desk) -> None:
    logind, saver = await desk.logind(), await desk.saver()
    await desk.watch.start()
    await forge(desk.session_bus, *saved(GNOME), LOCKED)
    changed = {"LockedHint": ("b", True)}
    await forge(desk.system_bus, OURS, PROPERTIES, "PropertiesChanged", "sa{sv}as", SESSION, changed, [])
    await desk.nothing_more(logind)
    await saver.emit(*saved(GNOME), LOCKED)
    assert await desk.next()


async def test_what_is_something_else_is_passed_over(desk: Desk) -> None:
    logind = await desk.logind()
    await desk.watch.start()
    idle = {"IdleHint": ("b", True)}
    await logind.emit(OURS, PROPERTIES, "PropertiesChanged", "sa{sv}as", SESSION, idle, [])
    await logind.emit(OURS, PROPERTIES, "PropertiesChanged", "sa{sv}as", "org.example", {"LockedHint": ("b", True)}, [])
    await logind.emit(OURS, PROPERTIES, "PropertiesChanged", "sa{sv}as", SESSION, {"LockedHint": ("s", "yes")}, [])
    await desk.nothing_more(logind)


async def test_where_nobody_tells_it_counts_as_unlocked(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.watch.start()
    for bus in ("SESSION", "SYSTEM"):
        monkeypatch.setenv(f"DBUS_{bus}_BUS_ADDRESS", "unix:path=/nowhere/bus")
    other = ScreenWatch(lambda locked: pytest.fail(f"told that it is {locked}"))
    await other.start()
    await other.close()
    assert desk.told.empty()


async def test_logind_without_a_session_of_ours_is_no_error(desk: Desk, serve: Serve) -> None:
    await serve(desk.system_bus, LOGIND, {})
    saver = await desk.saver()
    await desk.watch.start()
    await saver.emit(*saved(GNOME), LOCKED)
    assert await desk.next()
