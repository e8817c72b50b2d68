"""The system's time zone, as it changes while the program runs.

`/etc/localtime` is the zone (localtime(5)). It is replaced by whoever sets another one; systemd-timedated tells that on
the system bus besides, for a machine on which no more files can be watched (org.freedesktop.timedate1(5)). Windows is
not asked, and `TZ` in the environment stays what it is.
"""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher

from pomtray.desktop.bus import Bus, BusError, Watched, connect

_log = logging.getLogger(__name__)
LOCALTIME: Final = Path("/etc/localtime")
_TIMEDATED: Final = Watched("org.freedesktop.timedate1", "org.freedesktop.DBus.Properties", "PropertiesChanged")


class ZoneWatch:
    """Tells between `start` and `close` that the zone is another; the C library knows it then.

    file: what the C library reads.
    """

    def __init__(self, on_change: Callable[[], None], *, file: Path = LOCALTIME) -> None:
        self._on_change = on_change
        self._file = file
        self._known = _contents(file)
        self._watcher: QFileSystemWatcher | None = None
        self._bus: Bus | None = None

    async def start(self) -> None:
        """Listen; a machine that does not tell is no error."""
        if sys.platform == "win32" or os.environ.get("TZ"):
            return
        self._watcher = QFileSystemWatcher()
        self._watcher.directoryChanged.connect(self._look)
        self._watcher.fileChanged.connect(self._look)
        self._watch()
        if sys.platform != "darwin":
            await self._start_bus()

    async def close(self) -> None:
        self._watcher = None
        if self._bus is not None:
            await self._bus.close()

    async def _start_bus(self) -> None:
        try:
            self._bus = await connect("SYSTEM", lambda _: self._look(), _TIMEDATED)
        except BusError as error:
            _log.info("nobody tells of another time zone: %s", error)

    def _watch(self) -> None:
        """The folder, in which the file is replaced, and the file, which may be written anew.

        NOTE: Qt goes on watching what a link led to before.
        """
        if self._watcher is not None:
            self._watcher.removePath(str(self._file))
            self._watcher.addPaths([str(place) for place in (self._file.parent, self._file) if place.exists()])

    def _look(self, _path: str = "") -> None:
        """What changed may be any file of that folder."""
        self._watch()
        found = _contents(self._file)
        if found != self._known:
            self._known = found
            time.tzset()
            self._on_change()


def _contents(file: Path) -> bytes:
    """The zone's rules; empty where there are none, which the C library takes for UTC."""
    try:
        return file.read_bytes()
    except OSError:
        return b""
