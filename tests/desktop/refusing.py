"""What is said of a settings file of which something is refused."""

from __future__ import annotations

from pathlib import Path

from pomtray.core.errors import Problem, SettingsError
from pomtray.desktop.settings import settings


def refusal(text: str, path: Path) -> Problem:
    """Of the first entry that is refused, or of the file as a whole."""
    try:
        refused = [entry.problem for entry in settings.parse(text, path).refused]
    except SettingsError as error:
        refused = [error.problem] if error.__cause__ is None else []
    assert refused, "nothing is refused, or with what may quote the file"
    return refused[0]
