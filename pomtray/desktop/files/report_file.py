"""A report in a file that this user alone may read, whole or not at all."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pomtray import __version__
from pomtray.core.errors import Problem, Unavailable
from pomtray.core.report import Report
from pomtray.core.system_errors import said
from pomtray.core.text import phrase
from pomtray.desktop.files import fresh_file


def dated(report: Report) -> Report:
    """With the program, the computer's system and the time."""
    import platform  # noqa: PLC0415 seldom needed, and large

    python = sys.version.split()[0]
    at = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    return replace(
        report,
        made=phrase(
            "pomtray {version}, Python {python}, {platform}, {at}",
            version=__version__,
            python=python,
            platform=platform.platform(),
            at=at,
        ),
    )


def write(path: Path, text: str) -> None:
    """Write `text`, in the place of what is there. It blocks for a moment. Raises `Unavailable`."""
    try:
        fresh_file.replace(path, text.encode())
    except (OSError, ValueError) as error:
        raise Unavailable(_unwritten(path, error)) from None


def _unwritten(path: Path, error: OSError | ValueError) -> Problem:
    reason = said(error) if isinstance(error, OSError) else phrase("that is no file's name")
    return Problem(
        phrase("The report was not written"),
        phrase("{path} cannot be written: {reason}.", path=path, reason=reason),
        phrase("Choose another folder, and try again."),
    )
