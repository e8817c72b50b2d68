"""The proxies that are set now: by the environment, or where that names none by the desktop.

GNOME and what follows its settings (GIO's schema `org.gnome.system.proxy`) are asked with `gsettings`, which comes with
GLib; Plasma's are in `kioslaverc` (KIO, kprotocolmanager). Windows' registry and macOS' SystemConfiguration are read by
the standard library. A PAC file would have to be run: that it is not is told once.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pomtray.core.errors import Problem
from pomtray.core.network.proxy import Proxies, by_script, of_environment
from pomtray.desktop.processes.printing import printed
from pomtray.desktop.system.desktop_proxies import of_gnome, of_plasma, of_system, plasma_files

_PATIENCE: Final = 2.0
_KEPT_FOR: Final = 10.0
"""Seconds: many requests come at once, and a person who changes the desktop's settings tries again."""
_INTERNET_SETTINGS: Final = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings"
_GSETTINGS: Final = ("list-recursively", "org.gnome.system.proxy")


class DesktopProxies:
    """tell: gets what has to be said, once."""

    def __init__(self, tell: Callable[[Problem], None]) -> None:
        self._tell = tell
        self._told: set[str] = set()
        self._reading = asyncio.Lock()
        self._found = Proxies()
        self._read_at: float | None = None

    async def current(self) -> Proxies:
        """What is set now; never raises."""
        environment = of_environment(os.environ)
        if environment.settings:
            return environment
        found = await self._desktop()
        if found.automatic and found.automatic not in self._told:
            self._told.add(found.automatic)
            self._tell(by_script(found.automatic))
        if found.exempt_only:
            return found
        unread = (*found.unread, *environment.unread)
        return replace(found, exempt=(*found.exempt, *environment.exempt), unread=unread)

    async def _desktop(self) -> Proxies:
        async with self._reading:
            if self._read_at is None or time.monotonic() - self._read_at > _KEPT_FOR:
                self._found = await _read()
                self._read_at = time.monotonic()
            return self._found


async def _read() -> Proxies:
    if sys.platform in ("win32", "darwin"):
        return await asyncio.to_thread(_of_system)
    if "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":"):
        return await asyncio.to_thread(lambda: of_plasma(plasma_files(os.environ), os.environ))
    return await asyncio.to_thread(of_gnome, await _gsettings())


def _of_system() -> Proxies:
    """NOTE: `urllib.request.getproxies` reads nothing of the system where any variable is set, even `NO_PROXY`."""
    import urllib.request  # noqa: PLC0415 Linux has nothing to be read so, and commands wait for it

    addresses: dict[str, str] = {}
    direct: list[str] = []
    script: object = ""
    if sys.platform == "win32":
        addresses = urllib.request.getproxies_registry()  # type: ignore[attr-defined]
        direct = str(_registry("ProxyOverride") or "").split(";")
        script = _registry("AutoConfigURL")
    elif sys.platform == "darwin":
        from _scproxy import _get_proxy_settings  # type: ignore[import-not-found]  # noqa: PLC0415 macOS'

        addresses = urllib.request.getproxies_macosx_sysconf()  # type: ignore[attr-defined]
        direct = [str(entry) for entry in _get_proxy_settings().get("exceptions", ())]
    return of_system(addresses, direct, is_automatic=bool(script))


def _registry(name: str) -> object:
    """A value of Windows' Internet settings; "" where it is not set."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 Windows'

        with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _INTERNET_SETTINGS) as key:
            return winreg.QueryValueEx(key, name)[0]
    return ""


async def _gsettings() -> str:
    """What it prints; "" where it is not there, knows no such schema, or does not answer."""
    program = shutil.which("gsettings")
    if program is None:
        return ""
    return await printed(program, *_GSETTINGS, within=_PATIENCE) or ""
