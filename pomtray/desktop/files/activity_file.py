"""What happened, kept until the next starts: one small file of mode 0600, written and read by a thread of its own."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from pomtray.core.activity import ActivityEntry, kept, line, read_lines
from pomtray.desktop.files import fresh_file, private_folder
from pomtray.desktop.processes.daemon_thread import DaemonThread

_log = logging.getLogger(__name__)
_LARGEST: Final = 4 * 1024 * 1024
"""Bytes that are read."""
_TIDIED_EVERY: Final = 100
"""Writes after which what is too old, or too much, is left out."""
_SETTLES_FOR: Final = 1.0


class ActivityFile:
    """Nothing here blocks or raises: what cannot be kept is not, and the log says so once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = DaemonThread("activity")
        self._writes = 0
        self._told = False
        self._added = False

    def add(self, entries: Sequence[ActivityEntry], now: datetime) -> None:
        """Keep these too."""
        self._added = True
        self._thread.submit(lambda: self._guarded(entries, now))

    async def read(self, now: datetime) -> list[ActivityEntry]:
        """All that is kept, the oldest first, with what was added before."""
        return await asyncio.wrap_future(self._thread.submit(lambda: kept(self._entries(), now)))

    async def clear(self) -> None:
        await asyncio.wrap_future(self._thread.submit(lambda: self._path.unlink(missing_ok=True)))

    async def close(self) -> None:
        """What was added is written; a disk that hangs does not keep the program from ending."""
        if not self._added:
            return
        written = asyncio.wrap_future(self._thread.submit(lambda: None))
        await asyncio.wait([written], timeout=_SETTLES_FOR)

    def _guarded(self, entries: Sequence[ActivityEntry], now: datetime) -> None:
        try:
            self._add(entries, now)
        except OSError as error:
            if not self._told:
                self._told = True
                _log.info("what happened could not be kept: %s", error.strerror)

    def _add(self, entries: Sequence[ActivityEntry], now: datetime) -> None:
        if self._writes % _TIDIED_EVERY == 0:
            self._tidy(now)
        self._writes += 1
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
        with os.fdopen(os.open(self._path, flags, 0o600), "ab") as file:
            file.write(b"".join(map(line, entries)))

    def _tidy(self, now: datetime) -> None:
        private_folder.make(self._path.parent)
        if self._path.exists():
            fresh_file.replace(self._path, b"".join(map(line, kept(self._entries(), now))))

    def _entries(self) -> list[ActivityEntry]:
        try:
            with self._path.open("rb") as file:
                file.seek(max(0, self._path.stat().st_size - _LARGEST))
                return read_lines(file.read(_LARGEST))
        except OSError:
            return []
