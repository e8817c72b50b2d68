"""What the system refuses, in words."""

from __future__ import annotations

from pathlib import Path

from pomtray.core.errors import Problem, Unavailable


def unavailable(title: str, error: OSError, path: Path, meaning: str) -> Unavailable:
    """The error that a part of the program cannot be had. `path`: what was wanted. `meaning`: what that leads to."""
    place, reason = error.filename2 or error.filename or path, reason_of(error)
    action = "Check its permissions and the free space."
    return Unavailable(Problem(f"{title}: {reason}", f"{place}: {reason}. {meaning}", action))


def reason_of(error: OSError) -> str:
    """What the system says: "Permission denied"."""
    return error.strerror or type(error).__name__
