"""What the system refuses, in words."""

from __future__ import annotations

from pathlib import Path

from pomtray.core.errors import Problem, Unavailable
from pomtray.core.text import joined, phrase


def unavailable(title: str, error: OSError, path: Path, meaning: str) -> Unavailable:
    """The error that a part of the program cannot be had. `path`: what was wanted. `meaning`: what that leads to."""
    place, reason = error.filename2 or error.filename or path, reason_of(error)
    sentence = joined(" ", (joined("", (joined(": ", (str(place), reason)), ".")), meaning))
    action = phrase("Check its permissions and the free space.")
    return Unavailable(Problem(joined(": ", (title, reason)), sentence, action))


def reason_of(error: OSError) -> str:
    """What the system says: "Permission denied"."""
    return error.strerror or type(error).__name__
