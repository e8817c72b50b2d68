"""Where the window was: kept until the next start, and nothing is lost where it cannot be."""

from __future__ import annotations

import logging
from contextlib import suppress
from pathlib import Path
from typing import Final

from pomtray.desktop.files import fresh_file, private_folder

_log = logging.getLogger(__name__)
_LARGEST: Final = 4096


class WindowPlace:
    """One small file in the state folder, in the form that the window gives and takes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def kept(self) -> bytes:
        """What an earlier run has kept; empty where that cannot be known."""
        with suppress(OSError), self._path.open("rb") as file:
            return file.read(_LARGEST)
        return b""

    def keep(self, place: bytes) -> None:
        """Keep `place` instead of what was kept before."""
        try:
            private_folder.make(self._path.parent)
            fresh_file.replace(self._path, place)
        except OSError as error:
            _log.info("the window's place could not be kept: %s", error.strerror)
