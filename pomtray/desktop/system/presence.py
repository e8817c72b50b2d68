"""Whether a person is at the screen: it is unlocked, theirs, and was touched a short while ago.

Somebody must say that the screen is unlocked, nobody that it is locked, and somebody when the last input was: where we
do not know, nobody is there, and no page is opened. Who is asked on Linux, at once, each for two seconds at most:

- logind about the session: in the foreground, not locked, not idle by the desktop's own word. That a hint is not set
  says little: KDE leaves IdleHint alone, swaylock and i3lock leave LockedHint alone.
- the screen savers that run. Their GetSessionIdleTime is not asked: GNOME's and MATE's give seconds, KDE's
  milliseconds, and on Wayland always 0 (KWin's `KWinIdleTimePoller::forcePollRequest`).
- when the last input was: Mutter's idle monitor, or the X server. Other Wayland compositors tell only those who listen
  beforehand (`idle`); those that tell nobody never see anybody.

A locker that tells nobody, such as i3lock, is noticed only by the missing input.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import plistlib
import re
import sys
from collections.abc import AsyncIterator, Collection, Iterable
from datetime import timedelta
from typing import Any, Literal
from xml.parsers.expat import ExpatError

from pomtray.core.light_dataclass import dataclass
from pomtray.desktop.bus import DAEMON, Body, Bus, BusError, Peer, connect
from pomtray.desktop.processes import stopping
from pomtray.desktop.processes.daemon_thread import DaemonThread
from pomtray.desktop.system.screen import OWN_SESSION, SAVERS, saver
from pomtray.desktop.system.x11_idle import x11_idle_for

_AWAY_AFTER = timedelta(minutes=5)
_ANSWER_FOR = 2.0
_MUTTER = Peer("org.gnome.Mutter.IdleMonitor", "/org/gnome/Mutter/IdleMonitor/Core", "org.gnome.Mutter.IdleMonitor")
_threads = DaemonThread("last-input")


@dataclass(frozen=True, slots=True)
class Sight:
    """What one witness says; None where it does not say."""

    away: bool | None = None
    """Locked, idle by the desktop's own word, or another person's session is in front."""
    idle_for: timedelta | None = None


async def is_present(away_after: timedelta = _AWAY_AFTER, heard: timedelta | None = None) -> bool:
    """Whether a person is at the screen; takes some two seconds at most.

    heard: for how long nobody has touched anything, where somebody has listened for that.
    """
    if sys.platform == "win32":
        return present([_windows()], away_after)
    if sys.platform == "darwin":
        return present([await _macos()], away_after)
    sights = await asyncio.gather(_logind(), _desktop(), _x11())
    return present([Sight(idle_for=heard), *(sight for several in sights for sight in several)], away_after)


def present(sights: Collection[Sight], away_after: timedelta) -> bool:
    """Whether the witnesses agree that a person is there."""
    away = {sight.away for sight in sights}
    idle = [sight.idle_for for sight in sights if sight.idle_for is not None]
    return True not in away and False in away and bool(idle) and max(idle) < away_after


async def _logind() -> Iterable[Sight]:
    async with _opened("SYSTEM") as bus:
        if bus is None:
            return ()
        body = await _answer(bus, OWN_SESSION, "GetAll", "s", "org.freedesktop.login1.Session")
    match body:
        case (dict(properties),):
            return (session_sight({name: value for name, (_, value) in properties.items()}),)
    return ()


def session_sight(session: dict[str, Any]) -> Sight:
    """What logind says. A text session's IdleHint is about its terminal, which a desktop started there never reads."""
    if "Active" not in session or "LockedHint" not in session:
        return Sight()
    graphical = session.get("Type") in ("x11", "wayland", "mir")
    return Sight(not session["Active"] or session["LockedHint"] or (graphical and session.get("IdleHint") is True))


async def _desktop() -> Iterable[Sight]:
    async with _opened("SESSION") as bus:
        if bus is None:
            return ()
        # Only who runs is asked: a call to a name that is not there could start a screen saver.
        match await _answer(bus, DAEMON, "ListNames"):
            case (list(names),):
                savers = (_screen_saver(bus, name) for name in SAVERS if name in names)
                monitors = (_mutter(bus) for name in (_MUTTER.name,) if name in names)
                return await asyncio.gather(*savers, *monitors)
    return ()


async def _screen_saver(bus: Bus, name: str) -> Sight:
    match await _answer(bus, saver(name), "GetActive"):
        case (bool(active),):
            return Sight(away=active)
    return Sight()


async def _mutter(bus: Bus) -> Sight:
    match await _answer(bus, _MUTTER, "GetIdletime"):
        case (int(milliseconds),):
            return Sight(idle_for=timedelta(milliseconds=milliseconds))
    return Sight()


async def _x11() -> Iterable[Sight]:
    """The X server, but not the one that runs inside a Wayland compositor: it sees its own windows' input only."""
    wayland = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("XDG_SESSION_TYPE") == "wayland"
    if wayland or not os.environ.get("DISPLAY"):
        return ()
    try:
        async with asyncio.timeout(_ANSWER_FOR):
            return (Sight(idle_for=await asyncio.wrap_future(_threads.submit(x11_idle_for))),)
    except TimeoutError:
        return ()


@contextlib.asynccontextmanager
async def _opened(which: Literal["SESSION", "SYSTEM"]) -> AsyncIterator[Bus | None]:
    """A bus, or None where there is none in time."""
    bus = None
    with contextlib.suppress(BusError, TimeoutError):
        async with asyncio.timeout(_ANSWER_FOR):
            bus = await connect(which, lambda _: None)
    try:
        yield bus
    finally:
        if bus is not None:
            await bus.close()


async def _answer(bus: Bus, peer: Peer, method: str, signature: str = "", *arguments: object) -> Body:
    try:
        return await bus.call(peer, method, signature, *arguments, within=_ANSWER_FOR)
    except BusError:
        return ()


class _LastInput(ctypes.Structure):
    """LASTINPUTINFO."""

    _fields_ = (("size", ctypes.c_uint32), ("ticks", ctypes.c_uint32))


def _windows() -> Sight:
    """GetLastInputInfo counts as GetTickCount does, in 32 bits of milliseconds.

    While the screen is locked the desktop that has the input is Winlogon's, which an ordinary program may not open.
    """
    if sys.platform != "win32":
        return Sight()
    user32, kernel32 = ctypes.windll.user32, ctypes.windll.kernel32
    user32.OpenInputDesktop.restype = ctypes.c_void_p
    desktop = user32.OpenInputDesktop(0, False, 1)  # noqa: FBT003 no flags, not inherited, DESKTOP_READOBJECTS
    if not desktop:
        return Sight(away=True)
    name = ctypes.create_unicode_buffer(64)
    named = user32.GetUserObjectInformationW(ctypes.c_void_p(desktop), 2, name, ctypes.sizeof(name), None)  # UOI_NAME
    user32.CloseDesktop(ctypes.c_void_p(desktop))
    last = _LastInput(ctypes.sizeof(_LastInput))
    if not named or not user32.GetLastInputInfo(ctypes.byref(last)):
        return Sight()
    idle = (kernel32.GetTickCount() - last.ticks) & 0xFFFFFFFF
    return Sight(name.value.lower() != "default", timedelta(milliseconds=idle))


async def _macos() -> Sight:
    """The I/O registry, which needs no permission: the root says whose screen it is, IOHIDSystem when it was used."""
    try:
        async with asyncio.timeout(_ANSWER_FOR):
            root = await _ioreg("-n", "Root", "-d1", "-a")
            return registry_sight(root, await _ioreg("-c", "IOHIDSystem"), os.getuid())
    except OSError:
        return Sight()


async def _ioreg(*arguments: str) -> bytes:
    pipe, nothing = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec("/usr/sbin/ioreg", *arguments, stdout=pipe, stderr=nothing)
    try:
        return (await process.communicate())[0]
    finally:
        stopping.kill(process)


def registry_sight(root: bytes, hid: bytes, person: int) -> Sight:
    """What `ioreg` says. `CGSSessionScreenIsLocked` is absent while unlocked; `HIDIdleTime` is in nanoseconds."""
    idle = re.search(rb'"HIDIdleTime" = (\d{1,20})', hid)
    try:
        sessions = plistlib.loads(root)["IOConsoleUsers"]
        mine = next(session for session in sessions if session["kCGSSessionUserIDKey"] == person)
    except (plistlib.InvalidFileException, ExpatError, LookupError, TypeError, StopIteration):
        return Sight()
    away = bool(mine.get("CGSSessionScreenIsLocked")) or not mine.get("kCGSSessionOnConsoleKey")
    return Sight(away, timedelta(microseconds=int(idle[1]) // 1000) if idle else None)
