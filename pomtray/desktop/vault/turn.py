"""Whose turn it is with the vault's sessions: the tray program's while it runs, else one command's after the other.

A refresh token that two programs use at once is lost to one of them; so whoever renews holds this.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from pomtray.desktop.files import private_folder
from pomtray.desktop.files.file_lock import FileLock
from pomtray.desktop.settings.mark import mark_of

_PAUSE: Final = 0.02
_LAST_PAUSE: Final = 0.2
"""Seconds between two tries, which grow: whoever waits looks for the other program's socket meanwhile."""

SIGNING_IN: Final = "signing-in"
TURNS: Final = (SIGNING_IN, "turn")
"""All kinds, in the order in which whoever wants several takes them."""


class Turn:
    """For the program of `config`. `name` tells several kinds of turns apart."""

    def __init__(self, config: Path, data_folder: Path, name: str = "turn") -> None:
        self._folder = data_folder
        self._lock = FileLock(data_folder / f"{name}-{mark_of(config)}.lock")

    async def take(self, patience: float, *, unless: Callable[[], bool] = lambda: False) -> bool:
        """False where it was somebody else's for so many seconds, or `unless` became true. Raises `OSError`."""
        private_folder.make(self._folder)
        loop = asyncio.get_running_loop()
        until, pause = loop.time() + patience, _PAUSE
        while not (self._lock.held or self._lock.acquire(wait=False)):
            if unless() or loop.time() >= until:
                return False
            await asyncio.sleep(pause)
            pause = min(2 * pause, _LAST_PAUSE)
        return True

    def give_back(self) -> None:
        """Harmless where it is not held."""
        self._lock.release()
