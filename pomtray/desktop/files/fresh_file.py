"""A new file: whole or not there, beside the one whose place it takes or where there is none."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path


def write(fresh: Path, data: bytes, *, sync: bool = False) -> None:
    """Make `fresh` anew, for this user only; what a crash left there goes. Raises `OSError`.

    sync: on return it is on the disk.
    """
    fresh.unlink(missing_ok=True)
    with _made(fresh, 0o600) as descriptor:
        _fill(descriptor, data, sync=sync)


def replace(path: Path, data: bytes) -> None:
    """Put a file that this user alone may read in the place of what is at `path`. Raises `OSError`; that stays then."""
    fresh = beside(path)
    fresh.unlink(missing_ok=True)
    with _made(fresh, 0o600) as descriptor:
        _fill(descriptor, data)
        fresh.replace(path)


def create(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Make `path`. Raises `OSError`, which is `FileExistsError` where something is there: a link to nowhere is, too.

    mode: what the umask leaves of it.
    """
    with _made(path, mode) as descriptor:
        _fill(descriptor, data)


def beside(path: Path) -> Path:
    """Where the next `path` is written. NOTE: always the same, so that crashes leave one and not many."""
    return path.with_name(f".{path.name}.new")


@contextlib.contextmanager
def _made(path: Path, mode: int) -> Iterator[int]:
    """Its descriptor, for who closes it. What fails within leaves nothing."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        yield descriptor
    except BaseException:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
        raise


def _fill(descriptor: int, data: bytes, *, sync: bool = False) -> None:
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
