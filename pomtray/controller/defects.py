"""What ended a task, in words; a fault of our own so that it can be reported."""

from __future__ import annotations

import logging

from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.text import phrase

_log = logging.getLogger(__name__)


def problem_of(error: Exception) -> Problem:
    """What was told with `error`, or that it is a defect."""
    return error.problem if isinstance(error, PomtrayError) else defect(error)


def defect(error: Exception) -> Problem:
    """NOTE: only the type's name: the text of a foreign exception may hold a URL with a token."""
    _log.error("unexpected %s", type(error).__name__)
    return Problem(
        phrase("Something went wrong inside pomtray"),
        phrase("An unexpected {name} ended this step.", name=type(error).__name__),
        phrase("Please report it with the log file."),
    )
