"""The portal that says whether windows are dark: a service that speaks as it does, on a private bus."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from pomtray.desktop.shell.appearance import AppearanceWatch
from tests.desktop.buses import Serve, Service, serve, session_bus

__all__ = ["serve", "session_bus"]

PORTAL, PATH, SETTINGS = (
    "org.freedesktop.portal.Desktop",
    "/org/freedesktop/portal/desktop",
    "org.freedesktop.portal.Settings",
)
APPEARANCE, SCHEME = "org.freedesktop.appearance", "color-scheme"
ANY, DARK, LIGHT = 0, 1, 2


class Desk:
    def __init__(self, serve: Serve, bus: str) -> None:
        self._serve, self._bus = serve, bus
        self.told: asyncio.Queue[bool | None] = asyncio.Queue()
        self.watch = AppearanceWatch(self.told.put_nowait)

    async def portal(self, scheme: Any) -> Service:
        service: Service = await self._serve(self._bus, PORTAL, {"Read": lambda _: ("v", (("v", ("u", scheme)),))})
        return service

    async def next(self) -> bool | None:
        async with asyncio.timeout(10):
            return await self.told.get()


@pytest.fixture
async def desk(serve: Serve, session_bus: str) -> AsyncIterator[Desk]:
    made = Desk(serve, session_bus)
    yield made
    await made.watch.close()


async def change(portal: Service, value: tuple[str, Any], space: str = APPEARANCE, key: str = SCHEME) -> None:
    await portal.emit(PATH, SETTINGS, "SettingChanged", "ssv", space, key, value)


@pytest.mark.parametrize(("scheme", "dark"), [(DARK, True), (LIGHT, False)])
async def test_the_portal_says_what_is_preferred(desk: Desk, scheme: int, *, dark: bool) -> None:
    await desk.portal(scheme)
    await desk.watch.start()
    assert await desk.next() is dark


@pytest.mark.parametrize("scheme", [ANY, 3])
async def test_no_preference_is_not_told(desk: Desk, scheme: int) -> None:
    await desk.portal(scheme)
    await desk.watch.start()
    assert desk.told.empty()


async def test_a_switch_is_told_once(desk: Desk) -> None:
    portal = await desk.portal(ANY)
    await desk.watch.start()
    for value in (DARK, DARK, ANY):
        await change(portal, ("u", value))
    assert [await desk.next(), await desk.next()] == [True, None]
    assert desk.told.empty()


async def test_other_settings_and_other_types_change_nothing(desk: Desk) -> None:
    portal = await desk.portal(DARK)
    await desk.watch.start()
    await change(portal, ("u", LIGHT), key="contrast")
    await change(portal, ("u", LIGHT), space="org.kde.kdeglobals")
    await change(portal, ("s", "prefer-light"))
    assert [await desk.next(), await desk.next()] == [True, None]
    assert desk.told.empty()


async def test_one_that_starts_later_is_heard(desk: Desk) -> None:
    await desk.watch.start()
    portal = await desk.portal(DARK)
    await change(portal, ("u", DARK))
    assert await desk.next() is True


async def test_without_a_bus_it_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    await desk.watch.start()
    assert desk.told.empty()


async def test_on_gnome_a_portal_that_cannot_be_started_is_no_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "ubuntu:GNOME")
    await desk.watch.start()
    assert desk.told.empty()
