"""A key by the desktop's portal (XDG Desktop Portal, org.freedesktop.portal.GlobalShortcuts).

The desktop asks the person, and keeps the answer: a key that it lists already is not asked for again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Any, Final

from pomtray.core.plain import plain
from pomtray.core.shortcut import Shortcut
from pomtray.desktop.bus import Body, Bus, BusError, Peer, Signal, Watched, connect

_NAME: Final = "org.freedesktop.portal.Desktop"
_PATH: Final = "/org/freedesktop/portal/desktop"
_SHORTCUTS: Final = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST: Final = "org.freedesktop.portal.Request"
_PORTAL: Final = Peer(_NAME, _PATH, _SHORTCUTS)
_REGISTRY: Final = Peer(_NAME, _PATH, "org.freedesktop.host.portal.Registry")
_ID: Final = "search"
_APP: Final = "pomtray"
_ABOUT: Final = "Find a route"
_PATIENCE: Final = 300.0
"""Seconds that the person has to answer the desktop."""
_LONGEST: Final = 80


class Refused(Exception):
    """The person said no, or took the key away."""


class PortalShortcut:
    """on_pressed: gets the token with which a window may come to the front, "" where there is none."""

    def __init__(self, on_pressed: Callable[[str], None]) -> None:
        self._on_pressed = on_pressed
        self._bus: Bus | None = None
        self._session = ""
        self._answers: dict[str, asyncio.Future[Body]] = {}

    async def bind(self, wanted: Shortcut) -> str:
        """Have the key; what the desktop calls it. Raises `Refused` and `BusError`."""
        watched = (Watched(_NAME, _REQUEST, "Response"), Watched(_NAME, _SHORTCUTS, "Activated"))
        self._bus = bus = await connect("SESSION", self._on_signal, *watched)
        await self._register(bus)
        about = {"description": ("s", _ABOUT), "preferred_trigger": ("s", wanted.for_portal)}
        keys = [(_ID, about)]
        # WORKAROUND for Plasma 5.27: it takes keys here only, and asks nobody. Others pass over what they do not know.
        more = {"session_handle_token": ("s", _APP), "shortcuts": ("a(sa{sv})", keys)}
        made = await self._asked(bus, "CreateSession", "a{sv}", **more)
        self._session = str(_value(made, "session_handle"))
        listed = await self._asked(bus, "ListShortcuts", "oa{sv}", self._session)
        if (trigger := _trigger(listed)) is None:
            listed = await self._asked(bus, "BindShortcuts", "oa(sa{sv})sa{sv}", self._session, keys, "")
            trigger = _trigger(listed)
        if trigger is None:
            raise Refused
        return trigger or str(wanted)

    async def close(self) -> None:
        """The session ends with the connection."""
        bus, self._bus = self._bus, None
        if bus is not None:
            await bus.close()

    async def _register(self, bus: Bus) -> None:
        """Say who we are: newer portals give keys to no unknown program. Older ones do not know the question."""
        try:
            await bus.call(_REGISTRY, "Register", "sa{sv}", _APP, {})
        except BusError:
            return

    async def _asked(self, bus: Bus, method: str, signature: str, *arguments: Any, **more: Any) -> dict[str, Any]:
        options = {"handle_token": ("s", f"pomtray_{secrets.token_hex(8)}"), **more}
        (handle,) = await bus.call(_PORTAL, method, signature, *arguments, options)
        try:
            async with asyncio.timeout(_PATIENCE):
                body = await self._answer(str(handle))
        except TimeoutError:
            raise BusError(f"nobody answers {method}") from None
        match body:
            case (0, dict(results)):
                return results
            case _:
                raise Refused

    def _answer(self, handle: str) -> asyncio.Future[Body]:
        return self._answers.setdefault(handle, asyncio.get_running_loop().create_future())

    def _on_signal(self, signal: Signal) -> None:
        """NOTE: an answer may come before the call's own reply says which request it is about."""
        match (signal.member, signal.body):
            case ("Response", body) if not (answer := self._answer(signal.path)).done():
                answer.set_result(body)
            case ("Activated", (str(session), str(shortcut), _, dict(options))):
                if session == self._session and shortcut == _ID:
                    token = _value(options, "activation_token")
                    asyncio.get_running_loop().call_soon(self._on_pressed, token if isinstance(token, str) else "")


def _value(results: dict[str, Any], key: str) -> object:
    match results.get(key):
        case (_, value):
            return value
        case _:
            return ""


def _trigger(results: dict[str, Any]) -> str | None:
    """What our key is called; None where it is not bound."""
    listed = _value(results, "shortcuts")
    for each in listed if isinstance(listed, list) else ():
        match each:
            case (str(name), dict(about)) if name == _ID:
                return plain(_value(about, "trigger_description"), _LONGEST)
    return None
