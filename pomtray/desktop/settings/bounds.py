"""What is refused of a settings file before `tomllib` sees it, which pays for some texts by the square of their length.

20 KB of `a.a.a…` took 384 MiB. Dotted names, and what lies within each other, are counted in one pass over the text.
"""

from __future__ import annotations

import re
from typing import Final

from pomtray.core.text import phrase

_PARTS: Final = 8
_LEVELS: Final = 8
"""Both more than any setting has."""
_LONGEST_WORD: Final = 512
"""Characters without quotes. Python turns digits into a number by the square of their count, and stops at 640 or so."""
TOKEN: Final = re.compile(
    r"""
    \#[^\n]*+
    | \"{3} (?: [^"\\]++ | \\. | "(?!"") )*+ (?: "{3,5}+ | \\? \Z )
    | '{3} (?: [^']++ | '(?!'') )*+ (?: '{3,5}+ | \Z )
    | " (?: [^"\\\n]++ | \\[^\n] )*+ "?
    | ' [^'\n]*+ '?
    | (?P<mark> [\n.,=\[\]{}] )
    | (?P<word> [^\s\#"'.,=\[\]{}]++ )
    | [^\S\n]++
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
"""A comment, a text (to the end of the line or the file where nothing closes it), a mark, a word, space; linear."""


def check_bounds(text: str) -> None:
    """Raises `ValueError`, which quotes nothing and names the line, where `text` is not to be parsed."""
    counted = _Counted()
    for token in TOKEN.finditer(text):
        expected = counted.too_much(token)
        if expected:
            raise ValueError(phrase("Line {line}: {why}", line=text.count(chr(10), 0, token.start()) + 1, why=expected))


class _Counted:
    """Where the pass has come to."""

    def __init__(self) -> None:
        self._dots = 0
        self._levels = 0
        self._is_fresh = True
        """Nothing but space stands before on this line."""
        self._is_header = False
        """The brackets of `[[routes]]` are none that something lies within, and one may be missing."""

    def too_much(self, token: re.Match[str]) -> str:
        """What is wrong, "" where all is well."""
        mark = token["mark"]
        if mark == "\n":
            self._dots, self._is_fresh, self._is_header = 0, True, False
            return ""
        if mark is not None:
            self._count(mark)
        elif len(token["word"] or "") > _LONGEST_WORD:
            return phrase("a word without quotes is too long")
        self._is_fresh = self._is_fresh and token[0].isspace()
        if self._dots >= _PARTS:
            return phrase("a name has too many parts")
        return phrase("it is nested too deeply") if self._levels > _LEVELS else ""

    def _count(self, mark: str) -> None:
        self._dots = self._dots + 1 if mark == "." else 0
        if self._is_header:
            return
        if mark == "[" and self._is_fresh and self._levels == 0:
            self._is_header = True
        elif mark in "[{":
            self._levels += 1
        elif mark in "]}":
            self._levels = max(0, self._levels - 1)
