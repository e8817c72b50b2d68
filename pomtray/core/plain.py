"""Text from elsewhere made safe to show (`pomerium.md` §9 rule 10)."""

from __future__ import annotations

import unicodedata

_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def plain(text: object, limit: int = 120) -> str:
    """`text` on one line, without control and bidirectional characters, at most `limit` characters."""
    if not isinstance(text, str):
        return ""
    begun = text[: limit * 4]
    shown = " ".join((begun if begun.isprintable() else _shown(begun)).split())
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _shown(text: str) -> str:
    spaced = (" " if char in "\t\r\n" else char for char in text)
    return "".join(char for char in spaced if unicodedata.category(char) not in _HIDDEN)
