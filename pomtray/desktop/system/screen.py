"""Whether the screen is locked, as the desktop tells it; where nobody tells, it counts as unlocked.

Those who tell on Linux: logind, by the LockedHint of the session, and the screen savers that run. NOTE: logind's own
Lock signal is a wish, and a locker that obeys it (swaylock, i3lock) need not tell when it is gone: so it is not heard.
Windows and macOS are not asked.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable
from typing import Final

from pomtray.desktop.bus import Body, Bus, BusError, Peer, Signal, Watched, connect

_log = logging.getLogger(__name__)
_LOGIND: Final = "org.freedesktop.login1"
_SESSION: Final = "org.freedesktop.login1.Session"
_PROPERTIES: Final = "org.freedesktop.DBus.Properties"
_MANAGER: Final = Peer(_LOGIND, "/org/freedesktop/login1", "org.freedesktop.login1.Manager")
OWN_SESSION: Final = Peer(_LOGIND, "/org/freedesktop/login1/session/auto", _PROPERTIES)
"""The caller's session, or for a service of the person's own their graphical one (org.freedesktop.login1(5))."""
SAVERS: Final = tuple(f"org.{whose}.ScreenSaver" for whose in ("freedesktop", "gnome", "cinnamon", "mate", "xfce"))


def saver(name: str) -> Peer:
    """Where the screen saver of that name is asked."""
    return Peer(name, "/" + name.replace(".", "/"), name)


class ScreenWatch:
    """Tells between `start` and `close` when the screen is locked and unlocked.

    on_change: gets True at the start where it is locked, then the answer whenever it changes.
    """

    def __init__(self, on_change: Callable[[bool], None]) -> None:
        self._on_change = on_change
        self._locked: dict[str, bool] = {}
        """By who tells it."""
        self._told = False
        self._session = ""
        self._buses: list[Bus] = []

    async def start(self) -> None:
        """Listen; a machine without these buses is no error."""
        if sys.platform not in ("win32", "darwin"):
            await asyncio.gather(self._start_logind(), self._start_savers())

    async def close(self) -> None:
        for bus in self._buses:
            await bus.close()

    async def _start_logind(self) -> None:
        try:
            bus = await connect("SYSTEM", self._logind_told, Watched(_LOGIND, _PROPERTIES, "PropertiesChanged"))
            self._buses.append(bus)
            if bus.owned(_LOGIND):
                ((_, session),) = await bus.call(OWN_SESSION, "Get", "ss", _SESSION, "Id")
                (self._session,) = await bus.call(_MANAGER, "GetSession", "s", session)
                here = Peer(_LOGIND, self._session, _PROPERTIES)
                await bus.call(here, "Get", "ss", _SESSION, "LockedHint", replied=self._hint_read)
        except (BusError, TypeError, ValueError) as error:
            _log.info("logind does not tell whether the screen is locked: %s", error)

    def _hint_read(self, body: Body) -> None:
        match body:
            case ((_, bool(locked)),):
                self._say(_LOGIND, locked)

    def _logind_told(self, signal: Signal) -> None:
        if signal.path != self._session:
            return
        match signal.body:
            case (str(interface), {"LockedHint": (_, bool(locked))}, _) if interface == _SESSION:
                self._say(_LOGIND, locked)

    async def _start_savers(self) -> None:
        try:
            bus = await connect("SESSION", self._saver_told, *(Watched(name, name, "ActiveChanged") for name in SAVERS))
        except BusError as error:
            _log.info("screen savers are not heard: %s", error)
            return
        self._buses.append(bus)
        # Only who runs is asked: a call to a name that is not there could start a screen saver.
        await asyncio.gather(*(self._ask_saver(bus, name) for name in SAVERS if bus.owned(name)))

    async def _ask_saver(self, bus: Bus, name: str) -> None:
        try:
            await bus.call(saver(name), "GetActive", replied=lambda body: self._saver_read(name, body))
        except BusError as error:
            _log.info("%s does not say whether it is active: %s", name, error)

    def _saver_read(self, name: str, body: Body) -> None:
        match body:
            case (bool(active),):
                self._say(name, active)

    def _saver_told(self, signal: Signal) -> None:
        match (signal.member, signal.body):
            case ("ActiveChanged", (bool(active),)):
                self._say(signal.sender, active)
            case ("NameOwnerChanged", (str(name), _, _)):
                self._say(name, locked=False)

    def _say(self, who: str, locked: bool) -> None:  # noqa: FBT001 as it came
        self._locked[who] = locked
        now = any(self._locked.values())
        if now != self._told:
            self._told = now
            # From the loop: what goes wrong there must not end the connection.
            asyncio.get_running_loop().call_soon(self._on_change, now)
