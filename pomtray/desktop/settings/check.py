"""What is wrong with a text for the settings file, before it is in the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pomtray.core.errors import SettingsError
from pomtray.core.settings.text import TextCheck, TextFault
from pomtray.desktop.settings import settings

_LINE: Final = re.compile(r"Line (\d+): ")


def text_in(path: Path) -> str:
    """What the settings file at `path` holds, each line ended by one character. Raises `SettingsError`. It blocks."""
    return with_plain_ends(settings.text_of(settings.data_in(path)))


def with_plain_ends(text: str) -> str:
    """`text` as a field on screen has it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def checked(text: str, path: Path) -> TextCheck:
    """What a reading of `text` in the place of the file at `path` would say. It blocks."""
    try:
        said = settings.parse(settings.text_of(text.encode(errors="replace")), path)
    except SettingsError as error:
        found = _LINE.match(error.problem.sentence)
        return TextCheck((TextFault(int(found[1]) if found else 1, error.problem.sentence),), counts=False)
    return TextCheck(tuple(TextFault(entry.line, entry.problem.sentence) for entry in said.refused))
