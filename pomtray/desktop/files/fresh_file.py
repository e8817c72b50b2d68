"""A file that is written beside the one whose place it takes."""

from __future__ import annotations

import os
from pathlib import Path


def write(fresh: Path, data: bytes, *, sync: bool = False) -> None:
    """Make `fresh` anew, for this user only; what a crash left there goes. Raises `OSError`.

    sync: on return it is on the disk.
    """
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        if sync:
            file.flush()
            os.fsync(file.fileno())
