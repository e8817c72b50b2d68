"""A time in seconds as a person writes it: `90`, `90 s`, `6 min`, `1 h 30 min`, `2 d`."""

from __future__ import annotations

import re
from typing import Final

_UNITS: Final = {"d": 86400, "h": 3600, "min": 60, "s": 1}
_LETTERS: Final = {"": 1, "m": 60, **_UNITS}
_PART: Final = re.compile(r" ?([0-9]{1,9}) ?([a-z]{0,3})")


def span_text(seconds: int) -> str:
    """In the largest units that say it exactly: 5400 is `1 h 30 min`, 0 is `0 s`."""
    parts = []
    for unit, size in _UNITS.items():
        count, seconds = divmod(seconds, size)
        parts += [f"{count} {unit}"] if count else []
    return " ".join(parts) or "0 s"


def span_seconds(text: str) -> int | None:
    """None where that is no time. A number alone is seconds; each unit stands once at most."""
    rest, total, units = text.strip().lower(), 0, set()
    while rest:
        part = _PART.match(rest)
        if part is None or part[2] not in _LETTERS or _LETTERS[part[2]] in units:
            return None
        units.add(_LETTERS[part[2]])
        total += int(part[1]) * _LETTERS[part[2]]
        rest = rest[part.end() :]
    return total if units else None
