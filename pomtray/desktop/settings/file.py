"""The settings file while the program runs: a saved change is taken up, a bad one is told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal, Slot

from pomtray.core.domain.route import Settings
from pomtray.core.errors import Problem, SettingsError
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase
from pomtray.desktop.processes.daemon_thread import DaemonThread
from pomtray.desktop.settings.problems import with_what_stays
from pomtray.desktop.settings.settings import read, write_example

_log = logging.getLogger(__name__)

_UNREAD: Final = Problem(
    phrase("Settings not read"), phrase("Reading the settings file failed."), phrase("The log says more.")
)
_KNOWN_FOR: Final = 5.0
_QUIET_FOR: Final = 150
"""Milliseconds: editors write, rename and touch in quick succession."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a reading came to."""

    said: Settings | Problem
    found: bool
    """There is a file, or was one in this run."""
    written: bool


class _Signals(QObject):
    """Carries what was read to Qt's thread.

    NOTE: the reading thread holds this and no more of us: a watcher that ended in another thread would hang there.
    """

    outcome = Signal(object)
    """`_Outcome`."""


class SettingsFile(QObject):
    """Watches one file and its folder, since editors replace files instead of writing into them.

    It is read in a thread, one reading at a time; the signals come in Qt's own.
    """

    changed = Signal(object)
    """`Settings` that differ from the last good ones, or that mend a refused file. Entries of it may be refused."""
    refused = Signal(object)
    """`Problem`; it says what stays in force, where there is something."""
    written = Signal()
    """There was no file, and now there is one with examples: the first start."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._outcome: object = None
        self._found = False
        self._thread = DaemonThread("settings")
        self._told = _Signals()
        self._is_reading = False
        self._is_stale = False
        """The file has changed since the reading under way began."""
        self._is_closed = False
        self._is_known = asyncio.Event()
        self.current = Settings()
        """The last good settings."""
        self._goes_on = False
        """There are such: the file could be read once."""
        self._watcher = QFileSystemWatcher(self)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_FOR)
        self._quiet.timeout.connect(self.take_up)
        self._watcher.fileChanged.connect(self._stirred)
        self._watcher.directoryChanged.connect(self._stirred)
        self._told.outcome.connect(self._take)

    def start(self) -> None:
        """Read the file and watch it from now on; says by signal what came of it."""
        self.take_up()

    async def known(self) -> None:
        """Wait until the file was read and that is told; for a disk that hangs only some seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KNOWN_FOR):
                await self._is_known.wait()

    async def reread(self) -> None:
        """Returns once what the file holds now is told; for a disk that hangs after some seconds."""
        self._is_known.clear()
        self.take_up()
        await self.known()

    def retry(self) -> None:
        """Read the file again where not all of it could be used: not everything that mends it is seen."""
        if isinstance(self._outcome, Problem) or self.current.refused:
            self.take_up()

    def take_up(self) -> None:
        """Read the file now, or once more where it is being read; silent where nothing has changed."""
        if self._is_closed:
            return
        self._watch()
        self._is_stale = self._is_reading
        if not self._is_reading:
            self._is_reading = True
            self._thread.submit(partial(_read, self._path, self._told, found=self._found))

    def close(self) -> None:
        """Say nothing any more; what is being read is left alone, a disk that hangs keeps nobody."""
        self._is_closed = True
        self._quiet.stop()

    @Slot(object)
    def _take(self, outcome: _Outcome) -> None:
        self._is_reading, self._found = False, outcome.found
        if self._is_closed:
            return
        if outcome.written:
            self.written.emit()
        if self._outcome != outcome.said:
            self._outcome = outcome.said
            self._tell(outcome.said)
        if self._is_stale:
            self.take_up()
        else:
            self._is_known.set()

    def _tell(self, said: Settings | Problem) -> None:
        if isinstance(said, Problem):
            self.refused.emit(with_what_stays(said) if self._goes_on else said)
        else:
            self.current, self._goes_on = said, True
            self.changed.emit(said)

    def _stirred(self, _path: str) -> None:
        self._watch()
        self._quiet.start()

    def _watch(self) -> None:
        """Watch what is there now: a replaced file is a new one, a link's target may lie elsewhere."""
        target = Path(os.path.realpath(self._path))
        folders = {_nearest(self._path.parent), _nearest(target.parent)}
        wanted = {str(place) for place in folders | {target} if os.access(place, os.R_OK)}
        watched = set(self._watcher.files()) | set(self._watcher.directories())
        missing = sorted(wanted - watched)
        if missing:
            self._watcher.addPaths(missing)


def _read(path: Path, told: _Signals, *, found: bool) -> None:
    """In the thread. The first start writes an example: one that removes the file later has a reason to."""
    written = False
    try:
        written = not found and write_example(path)
        found = True
        said: Settings | Problem = _work_out(read(path))
    except SettingsError as error:
        said = error.problem
    except Exception as error:  # noqa: BLE001 else no change would be read any more
        # NOTE: not its message, which may quote the file.
        _log.error("reading the settings failed: %s", type(error).__name__)
        said = _UNREAD
    told.outcome.emit(_Outcome(said, found, written))


def _work_out(settings: Settings) -> Settings:
    """What follows from each route is worked out once: here, where nobody waits for it."""
    for route in settings.routes:
        _ = route.served_as, route.host
    return settings


def _nearest(folder: Path) -> Path:
    """`folder`, or the nearest one above it that can be looked into; `folder` where there is none."""
    places = (folder, *folder.parents)
    return next((place for place in places if os.access(place, os.R_OK) and place.is_dir()), folder)
