"""Text from elsewhere made safe to show (`pomerium.md` §9 rule 10), and names kept apart from the text around them.

Our texts are read from left to right. A name with letters that are read from right to left takes along what stands
beside it: after an Arabic name "13 h 59 m" is shown as "h 59 m 13". So such a name is isolated (Unicode Standard Annex
#9, FSI … PDI), with a mark for the direction of the text before and after it: who finds the direction of a line by its
first letter, as Pango does, looks into isolates too. Where a text has several lines, a long word may break (ZWSP), so
that it makes no window wide, and a number stays with its unit. What is copied or logged has none of these characters.
"""

from __future__ import annotations

import re
from typing import Final

from pomtray.core.text import changed

_NAMES: Final = 20
_NAME: Final = 60
"""Characters."""
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_RIGHT_TO_LEFT: Final = {"R", "AL", "AN"}
LEFT_TO_RIGHT, ISOLATED, OVER = "\u200e", "\u2068", "\u2069"
"""LRM, FSI and PDI."""
BREAK: Final = "\u200b"
"""ZWSP: a line may end here."""
NO_BREAK: Final = "\u00a0"
"""A space that no line ends at."""
_MARKS: Final = frozenset((LEFT_TO_RIGHT, ISOLATED, OVER))
_MARK: Final = re.compile(f"[{LEFT_TO_RIGHT}{ISOLATED}{OVER}{BREAK}]")
_LONG: Final = re.compile(r"\S{25,}")
_NUMBER: Final = re.compile(r"(?<![^\s(])(?:≈ )?\d+(?:[.:,]\d+)* (?=[^\W\d_])")
"""With the space before its unit, or before what it counts: "5 min", "≈ 13 h", "5:30 PM", "3 routes"."""
_PIECE: Final = re.compile(r"(.{4,11}?[./_@-](?![./_@-])|.{12})(?=.)")


def plain(text: object, limit: int = 120) -> str:
    """`text` on one line, without control and bidirectional characters, at most `limit` characters."""
    return _one_line(text, limit, frozenset()) if isinstance(text, str) else ""


def isolated(name: str) -> str:
    """`name` as it stands in a text of ours: itself where all of it is read from left to right."""
    if name.isascii():
        return name
    import unicodedata  # noqa: PLC0415 names in ASCII need none of its tables

    if not any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in name):
        return name
    return f"{LEFT_TO_RIGHT}{ISOLATED}{unmarked(name)}{OVER}{LEFT_TO_RIGHT}"


def foreign(text: object, limit: int = 120) -> str:
    """Text from elsewhere as it stands in a text of ours."""
    return isolated(plain(text, limit))


def composed(text: str, limit: int) -> str:
    """A text of ours as `plain` makes it; what isolates the names in it stays."""
    return _one_line(text, limit, _MARKS)


def foreign_names(value: object) -> tuple[str, ...]:
    """The texts of a list from elsewhere, as `foreign` makes them: what is no text left out, twenty at most."""
    names = value[:_NAMES] if isinstance(value, list) else []
    return tuple(name for name in (foreign(name, _NAME) for name in names) if name)


def unmarked(text: str) -> str:
    """`text` to be copied or logged: without what isolates the names in it, or says where lines end."""
    return text if text.isascii() else changed(text, _without_marks)


def in_lines(text: str) -> str:
    """`text` as a label shows it that has little room: `kept_together`, and long words may end a line within.

    Those are words of more than 24 characters.
    """
    return _LONG.sub(lambda word: _PIECE.sub(rf"\1{BREAK}", word[0]), kept_together(text))


def kept_together(text: str) -> str:
    """`text` as it is shown where it may have several lines: none ends between a number and its unit."""
    return _NUMBER.sub(lambda number: number[0].replace(" ", NO_BREAK), text)


def shortened(name: str, most: int) -> str:
    """`name` where it has one line: beyond `most` characters the middle is left out, as names differ at both ends."""
    half = (most - 1) // 2
    return name if len(name) <= most else f"{name[:half].rstrip()}…{name[-half:].lstrip()}"


def _without_marks(text: str) -> str:
    return _MARK.sub("", text).replace(NO_BREAK, " ")


def _one_line(text: str, limit: int, kept: frozenset[str]) -> str:
    begun = text[: limit * 4]
    shown = " ".join((begun if begun.isprintable() else _shown(begun, kept)).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _shown(text: str, kept: frozenset[str]) -> str:
    import unicodedata  # noqa: PLC0415 as above

    spaced = (" " if char in "\t\r\n" else char for char in text)
    return "".join(char for char in spaced if char in kept or unicodedata.category(char) not in _HIDDEN)
