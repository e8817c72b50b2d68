"""A wall clock for the program and the demo that can be set forward while both run."""

from __future__ import annotations

import mmap
import struct
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

_SOURCE = Path(__file__).with_name("wall_clock.c")
_AHEAD = struct.Struct("=q")


class WallClock:
    """`env` makes a program live by it; `now` is the same clock in this process. place: a folder for its files.

    libfaketime does the same, but takes a lock and reads a file in whichever thread asks for the time: programs that
    have many have crashed in it, or stood still.
    """

    def __init__(self, place: Path) -> None:
        self._ahead = timedelta()
        self._library = place / "wall_clock.so"
        subprocess.run(("gcc", "-shared", "-fPIC", "-O", "-Wall", "-Werror", "-o", self._library, _SOURCE), check=True)
        self._shared = place / "wall_clock"
        self._shared.write_bytes(bytes(_AHEAD.size))
        with self._shared.open("r+b") as file:
            self._memory = mmap.mmap(file.fileno(), _AHEAD.size)

    @property
    def env(self) -> dict[str, str]:
        return {"LD_PRELOAD": str(self._library), "TEST_WALL_CLOCK": str(self._shared)}

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def forward(self, by: timedelta) -> None:
        """Every program that lives by it has the new time on return."""
        self._ahead += by
        _AHEAD.pack_into(self._memory, 0, self._ahead // timedelta(microseconds=1) * 1000)
