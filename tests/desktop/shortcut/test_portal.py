"""A desktop's portal that asks the person, as the specification has it, on a real bus."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
from jeepney import HeaderFields, Message

from pomtray.core.shortcut import Shortcut, ShortcutState
from pomtray.desktop.shortcut import GlobalShortcut
from tests.desktop.buses import Serve, Service, forge, serve, session_bus

__all__ = ["serve", "session_bus"]
NAME = "org.freedesktop.portal.Desktop"
PATH = "/org/freedesktop/portal/desktop"
SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
SESSION = f"{PATH}/session/1_1/pomtray"
WANTED = Shortcut.parse("Ctrl+Alt+P")


class Portal:
    """It gives keys to programs that it knows, once the person agrees, and keeps them."""

    def __init__(self) -> None:
        self.service: Service | None = None
        self.agrees = True
        self.is_early = False
        """Plasma 5.27: it takes keys with the session and at no other time."""
        self.kept: list[Any] = []
        self.seen: list[tuple[str, Any]] = []
        self.client = ""
        self._tasks: list[asyncio.Task[None]] = []

    def answers(self) -> dict[str, Any]:
        return {
            "Register": self._register,
            "CreateSession": self._create,
            "ListShortcuts": lambda message: self._later(message, {"shortcuts": ("a(sa{sv})", self.kept)}),
            "BindShortcuts": self._bind,
        }

    def _register(self, message: Message) -> tuple[str, tuple[()]]:
        self.client = message.header.fields[HeaderFields.sender]
        self.seen.append(("Register", message.body))
        return "", ()

    def _create(self, message: Message) -> tuple[str, tuple[str]]:
        _, keys = message.body[0]["shortcuts"]
        if self.is_early and not self.kept:
            self.kept = [(name, {**about, "trigger_description": ("s", "Ctrl+Alt+P")}) for name, about in keys]
        return self._later(message, {"session_handle": ("s", SESSION)})

    def _bind(self, message: Message) -> tuple[str, tuple[str]]:
        if self.agrees and not self.is_early:
            ((name, about),) = message.body[1]
            self.kept = [(name, {**about, "trigger_description": ("s", "Press Ctrl+Alt+P")})]
        return self._later(message, {"shortcuts": ("a(sa{sv})", self.kept)}, code=0 if self.agrees else 1)

    def _later(self, message: Message, results: dict[str, Any], code: int = 0) -> tuple[str, tuple[str]]:
        self.seen.append((message.header.fields[HeaderFields.member], message.body))
        sender = message.header.fields[HeaderFields.sender]
        handle = f"{PATH}/request/{sender[1:].replace('.', '_')}/{message.body[-1]['handle_token'][1]}"
        assert self.service
        told = self.service.emit(
            handle, "org.freedesktop.portal.Request", "Response", "ua{sv}", code, results, to=sender
        )
        self._tasks.append(asyncio.get_running_loop().create_task(told))
        return "o", (handle,)

    async def press(self, session: str = SESSION, token: str = "") -> None:
        assert self.service
        options = {"activation_token": ("s", token)} if token else {}
        await self.service.emit(PATH, SHORTCUTS, "Activated", "osta{sv}", session, "search", 1, options, to=self.client)


@pytest.fixture
async def portal(session_bus: str, serve: Serve, monkeypatch: pytest.MonkeyPatch) -> Portal:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    portal = Portal()
    portal.service = await serve(session_bus, NAME, portal.answers())
    return portal


@pytest.fixture
async def pressed() -> AsyncIterator[tuple[GlobalShortcut, asyncio.Queue[str]]]:
    seen: asyncio.Queue[str] = asyncio.Queue()
    key = GlobalShortcut(lambda: seen.put_nowait(os.environ.get("XDG_ACTIVATION_TOKEN", "")))
    yield key, seen
    await key.close()


Pressed = tuple[GlobalShortcut, "asyncio.Queue[str]"]


async def test_the_desktop_gives_the_key_once_and_tells_of_it(
    portal: Portal, pressed: Pressed, session_bus: str
) -> None:
    key, seen = pressed
    assert await key.want(WANTED) == (ShortcutState.ON, "Press Ctrl+Alt+P")
    assert portal.seen[0] == ("Register", ("pomtray", {}))
    _, (session, keys, parent, _) = portal.seen[-1]
    about = {"description": ("s", "Find a route"), "preferred_trigger": ("s", "CTRL+ALT+p")}
    assert (session, keys, parent) == (SESSION, [("search", about)], "")
    await forge(session_bus, PATH, SHORTCUTS, "Activated", "osta{sv}", SESSION, "search", 1, {})
    await portal.press(session="/other")
    await portal.press(token="let-in")
    async with asyncio.timeout(10):
        assert await seen.get() == "let-in"
    assert seen.empty()


async def test_a_key_that_the_desktop_has_kept_is_not_asked_for_again(portal: Portal, pressed: Pressed) -> None:
    key, _ = pressed
    await key.want(WANTED)
    portal.seen.clear()
    assert await key.want(WANTED) == (ShortcutState.ON, "Press Ctrl+Alt+P")
    assert [member for member, _ in portal.seen] == ["Register", "CreateSession", "ListShortcuts"]


async def test_a_desktop_that_takes_keys_with_the_session_only(portal: Portal, pressed: Pressed) -> None:
    portal.is_early = True
    assert await pressed[0].want(WANTED) == (ShortcutState.ON, "Ctrl+Alt+P")


async def test_a_no_is_a_no(portal: Portal, pressed: Pressed) -> None:
    portal.agrees = False
    assert await pressed[0].want(WANTED) == (ShortcutState.REFUSED, "")


async def test_a_desktop_without_such_keys_says_so(
    session_bus: str, serve: Serve, pressed: Pressed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert await pressed[0].want(WANTED) == (ShortcutState.NONE, "")
    await serve(session_bus, NAME)
    assert await pressed[0].want(WANTED) == (ShortcutState.NONE, "")
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
    assert await pressed[0].want(WANTED) == (ShortcutState.NONE, "")
    assert await pressed[0].want(None) == (ShortcutState.OFF, "")
