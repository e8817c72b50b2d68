"""What is said while the desktop's keyring asks the person."""

from __future__ import annotations

from typing import Final

from pomtray.core.errors import Problem, Prompt
from pomtray.core.text import phrase

ASKS: Final = Problem(
    phrase("The keyring asks you"),
    phrase("Until you have answered, sessions are kept in memory only."),
    phrase("Look for its window."),
    prompt=Prompt.OUT,
)
