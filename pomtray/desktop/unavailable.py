"""What the system refuses, in words."""

from __future__ import annotations

from pathlib import Path

from pomtray.core.errors import Problem, Unavailable
from pomtray.core.system_errors import said, said_of
from pomtray.core.text import joined, phrase


def unavailable(title: str, error: OSError, path: Path, meaning: str) -> Unavailable:
    """The error that a part of the program cannot be had. `path`: what was wanted. `meaning`: what that leads to."""
    sentence = joined(" ", (said_of(error, path), meaning))
    action = phrase("Check its permissions and the free space.")
    return Unavailable(Problem(joined(": ", (title, said(error))), sentence, action))
