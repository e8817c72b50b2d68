"""What is said while the desktop's keyring asks the person."""

from __future__ import annotations

from typing import Final

from pomtray.core.errors import Problem, Prompt

ASKS: Final = Problem(
    "The keyring asks you",
    "Until you have answered, sessions are kept in memory only.",
    "Look for its window.",
    prompt=Prompt.OUT,
)
