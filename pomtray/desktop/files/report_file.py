"""A report in a file that this user alone may read, whole or not at all."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pomtray import __version__
from pomtray.core.errors import Problem, Unavailable
from pomtray.core.report import Report


def dated(report: Report) -> Report:
    """With the program, the computer's system and the time."""
    python = sys.version.split()[0]
    at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return replace(report, made=f"pomtray {__version__}, Python {python}, {platform.platform()}, {at}")


def write(path: Path, text: str) -> None:
    """Write `text`, in the place of what is there. It blocks for a moment. Raises `Unavailable`."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(number, "w", encoding="utf-8") as file:
                file.write(text)
            beside.replace(path)
        except BaseException:
            beside.unlink()
            raise
    except (OSError, ValueError) as error:
        raise Unavailable(_unwritten(path, error)) from None


def _unwritten(path: Path, error: OSError | ValueError) -> Problem:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else "that is no file's name"
    return Problem(
        "The report was not written", f"{path} cannot be written: {reason}.", "Choose another folder, and try again."
    )
