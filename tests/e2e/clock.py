"""A wall clock for the program and the demo that can be set forward while both run (libfaketime)."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path


class WallClock:
    """`env` makes a program live by it; `now` is the same clock in this process."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._ahead = timedelta()
        self._write()

    @property
    def env(self) -> dict[str, str]:
        library = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._place),
            # WORKAROUND for libfaketime 0.9.10: without a cache each call in each thread reads the file, and now and
            # then one crashes in doing so (a copy of the line, from nowhere). So it is read once a second at most.
            "FAKETIME_CACHE_DURATION": "0",
            # Only the wall clock jumps, as it does on a resume from sleep.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            # WORKAROUND for libfaketime 0.9.10: its "fix" ends every wait on the true monotonic clock at once. Python's
            # threads wait so for one another, and two busy ones came to a near standstill.
            "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        }

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def forward(self, by: timedelta) -> None:
        """Returns when every program that lives by it has the new time."""
        self._ahead += by
        self._write()
        time.sleep(1 - time.time() % 1)

    def _write(self) -> None:
        fresh = self._place.with_suffix(".new")
        fresh.write_text(f"+{int(self._ahead.total_seconds())}")
        fresh.replace(self._place)
