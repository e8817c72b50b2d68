"""Presence: services that speak as logind, screen savers and Mutter do, on private buses, and a real X server."""

from __future__ import annotations

import plistlib
import subprocess
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from pomtray.desktop.bus import Bus, Peer
from pomtray.desktop.system import presence
from pomtray.desktop.system.presence import Sight, is_present, present, registry_sight, session_sight
from pomtray.desktop.system.screen import SAVERS
from tests.desktop.buses import Serve, Service, display, serve, session_bus, system_bus

__all__ = ["display", "serve", "session_bus", "system_bus"]

LIMIT = timedelta(minutes=5)
MINUTE = timedelta(minutes=1)
HERE = {"Active": ("b", True), "LockedHint": ("b", False), "IdleHint": ("b", False), "Type": ("s", "wayland")}
LOGIND, MUTTER, GNOME = "org.freedesktop.login1", "org.gnome.Mutter.IdleMonitor", "org.gnome.ScreenSaver"


class Desktop:
    """What runs on the buses of a desktop."""

    def __init__(self, serve: Serve, system_bus: str, session_bus: str) -> None:
        self._serve = serve
        self._system_bus = system_bus
        self._session_bus = session_bus

    async def logind(self, **changed: tuple[str, Any]) -> Service:
        properties = {**HERE, **changed}
        service: Service = await self._serve(self._system_bus, LOGIND, {"GetAll": lambda _: ("a{sv}", (properties,))})
        return service

    async def runs(self, name: str, **answers: Callable[[Any], Any]) -> Service:
        service: Service = await self._serve(self._session_bus, name, answers)
        return service

    async def screen_saver(self, name: str, *, active: bool) -> Service:
        return await self.runs(name, GetActive=lambda _: ("b", (active,)))

    async def mutter(self, idle_for: timedelta) -> Service:
        return await self.runs(MUTTER, GetIdletime=lambda _: ("t", (idle_for // timedelta(milliseconds=1),)))


@pytest.fixture
def desktop(serve: Serve, system_bus: str, session_bus: str, monkeypatch: pytest.MonkeyPatch) -> Desktop:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(presence, "_ANSWER_FOR", 60.0)  # a busy machine is no witness that does not answer
    return Desktop(serve, system_bus, session_bus)


@pytest.mark.parametrize(("heard", "there"), [(timedelta(), True), (6 * MINUTE, False), (None, False)])
async def test_who_has_listened_says_when_that_was(desktop: Desktop, heard: timedelta | None, *, there: bool) -> None:
    """As on Plasma, where nobody who only asks now is told."""
    await desktop.logind()
    assert await is_present(heard=heard) is there


async def test_somebody_else_who_says_that_nobody_is_there_counts_more(desktop: Desktop) -> None:
    await desktop.logind()
    await desktop.mutter(9 * MINUTE)
    assert not await is_present(heard=timedelta())


async def test_unlocked_and_used_a_minute_ago(desktop: Desktop) -> None:
    logind, saver = await desktop.logind(), await desktop.screen_saver(GNOME, active=False)
    mutter = await desktop.mutter(MINUTE)
    assert await is_present()
    assert await logind.call() == ("GetAll", "s", ("org.freedesktop.login1.Session",))
    assert (await saver.call())[0] == "GetActive"
    assert (await mutter.call())[0] == "GetIdletime"


async def test_idle_too_long(desktop: Desktop) -> None:
    await desktop.logind()
    await desktop.mutter(LIMIT)
    assert not await is_present()


@pytest.mark.parametrize("name", SAVERS)
async def test_every_screen_saver_can_say_that_the_screen_is_locked(desktop: Desktop, name: str) -> None:
    await desktop.logind()
    await desktop.mutter(MINUTE)
    await desktop.screen_saver(name, active=True)
    assert not await is_present()


@pytest.mark.parametrize("changed", [{"LockedHint": ("b", True)}, {"Active": ("b", False)}, {"IdleHint": ("b", True)}])
async def test_logind_can_say_that_nobody_is_there(desktop: Desktop, changed: dict[str, tuple[str, Any]]) -> None:
    await desktop.logind(**changed)
    await desktop.mutter(MINUTE)
    assert not await is_present()


async def test_a_screen_saver_alone_can_say_that_it_is_unlocked(desktop: Desktop) -> None:
    await desktop.screen_saver("org.freedesktop.ScreenSaver", active=False)
    await desktop.mutter(MINUTE)
    assert await is_present()


async def test_without_anybody_there_is_nobody(desktop: Desktop) -> None:
    assert not await is_present()


async def test_without_a_word_about_input_there_is_nobody(desktop: Desktop) -> None:
    await desktop.logind()
    await desktop.screen_saver("org.freedesktop.ScreenSaver", active=False)
    assert not await is_present()


async def test_without_a_word_about_the_lock_there_is_nobody(desktop: Desktop) -> None:
    await desktop.mutter(MINUTE)
    assert not await is_present()


async def test_without_a_bus_there_is_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    for bus in ("SESSION", "SYSTEM"):
        monkeypatch.setenv(f"DBUS_{bus}_BUS_ADDRESS", "unix:path=/nowhere/bus")
    assert not await is_present()


async def test_who_does_not_run_is_not_called(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call could start a screen saver."""
    called: list[str] = []
    answer = presence._answer

    async def recorded(bus: Bus, peer: Peer, *arguments: Any) -> Any:
        called.append(peer.name)
        return await answer(bus, peer, *arguments)

    monkeypatch.setattr(presence, "_answer", recorded)
    await desktop.logind()
    await desktop.screen_saver(GNOME, active=False)
    await is_present()
    assert sorted(called) == ["org.freedesktop.DBus", LOGIND, GNOME]


async def test_who_refuses_or_talks_nonsense_is_passed_over(desktop: Desktop) -> None:
    await desktop.logind()
    await desktop.mutter(MINUTE)
    await desktop.runs("org.freedesktop.ScreenSaver")  # GNOME's, which inhibits only
    await desktop.runs("org.mate.ScreenSaver", GetActive=lambda _: ("s", ("no",)))
    assert await is_present()


async def test_who_never_answers_is_passed_over(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "_ANSWER_FOR", 3.0)
    await desktop.logind()
    await desktop.mutter(MINUTE)
    await desktop.runs(GNOME, GetActive=lambda _: None)
    assert await is_present()


@pytest.mark.parametrize(
    ("sights", "there"),
    [
        ([], False),
        ([Sight()], False),
        ([Sight(away=False)], False),
        ([Sight(idle_for=MINUTE)], False),
        ([Sight(away=False, idle_for=MINUTE)], True),
        ([Sight(away=False), Sight(idle_for=MINUTE), Sight()], True),
        ([Sight(away=False), Sight(away=True), Sight(idle_for=MINUTE)], False),
        ([Sight(away=False), Sight(idle_for=MINUTE), Sight(idle_for=LIMIT)], False),
        ([Sight(away=False), Sight(idle_for=LIMIT - MINUTE / 60)], True),
    ],
)
def test_how_witnesses_are_weighed(*, sights: list[Sight], there: bool) -> None:
    assert present(sights, LIMIT) is there


@pytest.mark.parametrize(
    ("changed", "away"),
    [
        ({}, False),
        ({"Type": "tty", "IdleHint": True}, False),  # startx: the hint is about the terminal
        ({"Type": "x11", "IdleHint": True}, True),
        ({"Type": "tty", "LockedHint": True}, True),
        ({"Active": False}, True),
    ],
)
def test_what_logind_says(*, changed: dict[str, Any], away: bool) -> None:
    assert session_sight({name: value for name, (_, value) in HERE.items()} | changed) == Sight(away)


def test_half_an_answer_of_logind_is_none() -> None:
    assert session_sight({"IdleHint": False}) == Sight()


async def test_on_x11_the_server_says_when_the_last_input_was(
    desktop: Desktop, display: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("XDG_SESSION_TYPE", raising=False)
    await desktop.logind()
    subprocess.run(["xdotool", "mousemove", "5", "5"], check=True)
    assert await is_present()
    assert not await is_present(away_after=timedelta(0))


@pytest.mark.parametrize(("name", "value"), [("WAYLAND_DISPLAY", "wayland-0"), ("XDG_SESSION_TYPE", "wayland")])
async def test_the_x_server_inside_wayland_is_not_asked(
    desktop: Desktop, display: str, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("DISPLAY", display)
    monkeypatch.setenv(name, value)
    await desktop.logind()
    assert not await is_present()


async def test_an_x_server_that_is_gone_is_passed_over(desktop: Desktop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":4242")
    await desktop.logind()
    await desktop.mutter(MINUTE)
    assert await is_present()


HID = b"""
  | +-o IOHIDSystem  <class IOHIDSystem, id 0x100000282, registered, matched>
  |     {
  |       "HIDIdleTime" = 4500000000
  |       "HIDPointerAcceleration" = 49152
"""


def registry(*sessions: dict[str, Any]) -> bytes:
    return plistlib.dumps({"IOConsoleUsers": list(sessions)})


FRONT = {"kCGSSessionUserIDKey": 501, "kCGSSessionOnConsoleKey": True}
OTHER = {"kCGSSessionUserIDKey": 502, "kCGSSessionOnConsoleKey": False, "CGSSessionScreenIsLocked": True}


@pytest.mark.parametrize(
    ("root", "sight"),
    [
        (registry(FRONT), Sight(away=False, idle_for=timedelta(seconds=4.5))),
        (registry(OTHER, FRONT), Sight(away=False, idle_for=timedelta(seconds=4.5))),
        (registry(FRONT | {"CGSSessionScreenIsLocked": True}), Sight(away=True, idle_for=timedelta(seconds=4.5))),
        (registry(FRONT | {"kCGSSessionOnConsoleKey": False}), Sight(away=True, idle_for=timedelta(seconds=4.5))),
        (registry(OTHER), Sight()),
        (registry(), Sight()),
        (plistlib.dumps({}), Sight()),
        (plistlib.dumps([]), Sight()),
        (b"", Sight()),
        (b"<plist>", Sight()),
    ],
)
def test_what_the_registry_of_macos_says(root: bytes, sight: Sight) -> None:
    assert registry_sight(root, HID, 501) == sight


def test_a_registry_without_input_says_nothing_of_it() -> None:
    assert registry_sight(registry(FRONT), b"", 501) == Sight(away=False)
