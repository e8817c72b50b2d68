"""A lock between processes, given back by the system when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_PAUSE: Final = 0.02
"""Seconds between two tries."""

if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int, *, wait: bool) -> None:
        while True:
            try:
                # LK_LOCK gives up after ten tries, a second apart.
                return msvcrt.locking(descriptor, msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    raise BlockingIOError from None
else:
    import fcntl

    def _lock(descriptor: int, *, wait: bool) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)


class FileLock:
    """Holds `path`, an empty file of its own: never the file it guards, because that one is replaced."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether the lock is ours, and on the file that others find."""
        if self._descriptor is None:
            return False
        try:
            return os.path.samestat(self._path.lstat(), os.fstat(self._descriptor))
        except OSError:
            return False

    def acquire(self, *, wait: bool) -> bool:
        """True once the lock is ours; False where somebody else holds it and `wait` is False. May block."""
        self.release()
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        try:
            _lock(descriptor, wait=wait)
        except BlockingIOError:
            os.close(descriptor)
            return False
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Closing gives the lock back. The file stays: removing it would let two holders in."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


@contextmanager
def in_turn(path: Path, patience: float) -> Iterator[None]:
    """One of those that replace the file at `path` after the other. It blocks.

    Who has not had its turn within so many seconds goes on without: a holder may hang. So it is where the file cannot
    be opened, and on Windows, where a locked file cannot be read.
    """
    until = time.monotonic() + patience
    while (descriptor := _turn(path)) is None and time.monotonic() < until:
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        if descriptor is not None and descriptor >= 0:
            os.close(descriptor)


def _turn(path: Path) -> int | None:
    """A descriptor to be closed at the end; None where it is another's turn, -1 where there are no turns."""
    if sys.platform == "win32":
        return -1
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError:
        return -1
    try:
        _lock(descriptor, wait=False)
        if os.path.samestat(os.fstat(descriptor), path.stat()):  # else the one before has replaced it meanwhile
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None
