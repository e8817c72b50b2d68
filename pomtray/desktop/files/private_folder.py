"""Folders that are this user's alone."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def make(folder: Path) -> None:
    """Make `folder`, and what is above it, where it is not there. Raises `OSError`, which tells what is in the way."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except FileExistsError as error:
        place = Path(str(error.filename))
        place.stat()  # a link that leads nowhere, or in a circle, is told as that
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(place)) from error


def is_private(folder: Path) -> bool:
    """Whether `folder` is there, belongs to this user, and is closed to everybody else."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
