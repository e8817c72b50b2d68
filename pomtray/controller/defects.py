"""A fault of our own, told so that it can be reported."""

from __future__ import annotations

import logging

from pomtray.core.errors import Problem

_log = logging.getLogger(__name__)


def defect(error: Exception) -> Problem:
    """NOTE: only the type's name: the text of a foreign exception may hold a URL with a token."""
    _log.error("unexpected %s", type(error).__name__)
    return Problem(
        "Something went wrong inside pomtray",
        f"An unexpected {type(error).__name__} ended this step.",
        "Please report it with the log file.",
    )
