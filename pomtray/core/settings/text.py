"""What is wrong with the text of a settings file, by its lines."""

from __future__ import annotations

from pomtray.core.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class TextFault:
    line: int
    """From 1."""
    sentence: str


@dataclass(frozen=True, slots=True)
class TextCheck:
    """What a reading of a text came to."""

    faults: tuple[TextFault, ...] = ()
    """In the text's order."""
    counts: bool = True
    """False: none of it can be used, and the last good settings would stay in force."""
