"""Which rows a person looks for: by what is typed, by what they need, by tag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from pomtray.core.badge import Badge
from pomtray.core.row import Row


class Kind(StrEnum):
    """What rows can be picked out by, besides a tag."""

    ALL = "all"
    NEEDS_YOU = "needs you"
    """It goes on only if the person does something: answers, mends, or signs in again."""
    ENDING = "ending soon"
    ENDED = "ended"


_BADGES: Final = {
    Kind.NEEDS_YOU: frozenset({Badge.ASKING, Badge.FAILED, Badge.REFUSED}),
    Kind.ENDING: frozenset({Badge.EXPIRING}),
    Kind.ENDED: frozenset({Badge.EXPIRED}),
}


def is_of(row: Row, kind: Kind) -> bool:
    if kind is Kind.ALL:
        return True
    return row.badge in _BADGES[kind] or (kind is Kind.NEEDS_YOU and row.over)


@dataclass(frozen=True)
class Search:
    """All that must hold of a row at once."""

    text: str = ""
    """Every word of it stands in the route's name, host, tags or person."""
    kind: Kind = Kind.ALL
    tag: str = ""
    """"": whichever."""

    @property
    def is_narrow(self) -> bool:
        """Whether it may leave out any row."""
        return bool(self._words or self.tag) or self.kind is not Kind.ALL

    @cached_property
    def _words(self) -> tuple[str, ...]:
        return tuple(self.text.casefold().split())

    def finds(self, row: Row) -> bool:
        if not is_of(row, self.kind) or (self.tag and self.tag not in row.tags):
            return False
        words = self._words
        if not words:
            return True
        text = f"{row.route} {row.host} {' '.join(row.tags)} {row.person}".casefold()
        return words[0] in text and all(word in text for word in words[1:])

    def among(self, rows: Sequence[Row], keeping: Collection[str] = ()) -> list[Row]:
        """Those found, in their order. keeping: routes that stay whatever they have become."""
        if not self.is_narrow:
            return list(rows)
        return [row for row in rows if row.route in keeping or self.finds(row)]


def counts(rows: Iterable[Row]) -> dict[Kind, int]:
    """How many rows are of each kind."""
    rows = list(rows)
    return {kind: sum(is_of(row, kind) for row in rows) for kind in Kind}


def tags(rows: Iterable[Row]) -> list[str]:
    """All that there are, by name."""
    return sorted({tag for row in rows for tag in row.tags}, key=lambda tag: (tag.casefold(), tag))
