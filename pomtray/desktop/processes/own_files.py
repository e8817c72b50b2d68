"""Whether the program is still the one that is installed: an update replaces its files while it runs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import pomtray
from pomtray.core.errors import Problem, Unavailable
from pomtray.core.text import phrase

UPDATED: Final = Problem(
    phrase("pomtray was updated"),
    phrase("Its files were replaced while it runs: what it loads from now on may not fit."),
    phrase("Quit and start it again to finish the update."),
)
_REMOVED: Final = Problem(
    phrase("pomtray was removed"), phrase("Its files are gone while it runs."), phrase("Quit it, or install it again.")
)


class OwnFiles:
    """Remembers at the start what it runs from: `file`, or what the program's own version stands in."""

    def __init__(self, file: Path | None = None) -> None:
        frozen = getattr(sys, "frozen", False)
        self._file = file or Path(sys.executable if frozen else pomtray.__file__)
        self._at_start = self._mark()

    def check(self) -> None:
        """Raises `Unavailable` once the files are others, or gone."""
        now = self._mark()
        if now != self._at_start:
            raise Unavailable(UPDATED if now else _REMOVED)

    def _mark(self) -> tuple[int, int, int] | None:
        """NOTE: a file that is written anew with the same text counts as replaced; that is rare and harmless."""
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_ino, found.st_size, found.st_mtime_ns
