"""The settings file while the program runs: a saved change is taken up, a bad one is told."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from pomtray.core.errors import Problem, SettingsError
from pomtray.core.route import Settings
from pomtray.desktop.settings import read, write_example

_QUIET_FOR: Final = 150
"""Milliseconds: editors write, rename and touch in quick succession."""


class SettingsFile(QObject):
    """Watches one file and its folder, since editors replace files instead of writing into them."""

    changed = Signal(object)
    """`Settings` that differ from the last good ones, or that mend a refused file."""
    refused = Signal(object)
    """`Problem`: the last good settings stay in force."""
    written = Signal()
    """There was no file, and now there is one with examples: the first start."""

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._outcome: object = None
        self._found = False
        self.current = Settings()
        """The last good settings."""
        self._watcher = QFileSystemWatcher(self)
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_FOR)
        self._quiet.timeout.connect(self.take_up)
        self._watcher.fileChanged.connect(self._stirred)
        self._watcher.directoryChanged.connect(self._stirred)

    def start(self) -> None:
        """Read the file and watch it from now on; says by signal what came of it."""
        self.take_up()

    def retry(self) -> None:
        """Read the file again where it could not be used: not everything that mends it is seen."""
        if isinstance(self._outcome, Problem):
            self.take_up()

    def take_up(self) -> None:
        """Read the file now; silent where nothing has changed."""
        self._watch()
        try:
            if not self._found:
                self._find()
            settings = read(self._path)
        except SettingsError as error:
            if self._outcome != error.problem:
                self._outcome = error.problem
                self.refused.emit(error.problem)
            return
        if self._outcome != settings:
            self._outcome = self.current = settings
            self.changed.emit(settings)

    def _find(self) -> None:
        """The first start writes an example: one that removes the file later has a reason to."""
        written = write_example(self._path)
        self._found = True
        if written:
            self.written.emit()

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


def _nearest(folder: Path) -> Path:
    """`folder`, or the nearest one above it that can be looked into; `folder` where there is none."""
    places = (folder, *folder.parents)
    return next((place for place in places if os.access(place, os.R_OK) and place.is_dir()), folder)
