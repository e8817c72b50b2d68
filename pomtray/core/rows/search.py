"""Which rows a person looks for: by what is typed, by what they need, by tag."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from enum import StrEnum
from functools import cached_property
from itertools import compress
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.core.rows.row import Row
from pomtray.core.text import phrase
from pomtray.core.view.badge import Badge


class Kind(StrEnum):
    """What rows can be picked out by, besides a tag."""

    ALL = "all"
    NEEDS_YOU = "needs you"
    """It goes on only if the person does something: answers, mends, or signs in again."""
    ENDING = "ending soon"
    ENDED = "ended"
    FAVOURITES = "favourites"

    @property
    def word(self) -> str:
        """As it is told."""
        return _WORDS[self]


_WORDS: Final = {
    Kind.ALL: phrase("all"),
    Kind.NEEDS_YOU: phrase("needs you"),
    Kind.ENDING: phrase("ending soon"),
    Kind.ENDED: phrase("ended"),
    Kind.FAVOURITES: phrase("favourites"),
}
_BADGES: Final = {
    Kind.NEEDS_YOU: frozenset({Badge.ASKING, Badge.FAILED, Badge.REFUSED}),
    Kind.ENDING: frozenset({Badge.EXPIRING}),
    Kind.ENDED: frozenset({Badge.EXPIRED}),
}


def is_of(row: Row, kind: Kind) -> bool:
    if kind is Kind.ALL:
        return True
    if kind is Kind.FAVOURITES:
        return row.favourite
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
        return bool(self.among([row]))

    def among(self, rows: Sequence[Row], texts: Sequence[str] = (), keeping: Collection[str] = ()) -> list[Row]:
        """Those found, in their order. NOTE: it takes a thousand for each letter, and makes no tuple of each.

        texts: `text_of` each of them, where it is known. keeping: routes that stay whatever they have become.
        """
        if not self.is_narrow:
            return list(rows)
        found, known = list(rows), list(texts or map(text_of, rows))
        for word in self._words:
            flags = [word in text for text in known]
            found, known = list(compress(found, flags)), list(compress(known, flags))
        if self.kind is not Kind.ALL or self.tag:
            found = [row for row in found if is_of(row, self.kind) and (not self.tag or self.tag in row.tags)]
        if not keeping:
            return found
        wanted = {row.route for row in found} | set(keeping)
        return [row for row in rows if row.route in wanted]


def text_of(row: Row) -> str:
    """What is looked at for words."""
    return f"{row.route} {row.host} {' '.join(row.tags)} {row.person}".casefold()


def quickly(text: str, rows: Sequence[Row], most: int) -> list[Row]:
    """The first `most` that `text` finds: those whose names begin with it before all others, else in their order."""
    begun = text.strip().casefold()
    found = Search(text).among(rows)
    return sorted(found, key=lambda row: not row.route.casefold().startswith(begun))[:most]


def the_few(rows: Sequence[Row], most: int) -> tuple[Row, ...]:
    """Those that have room, in their order: what needs the person or ends soon, then favourites, then the others."""
    if len(rows) <= most:
        return tuple(rows)
    wanted = sorted(rows, key=lambda row: (not _presses(row), not row.favourite))[:most]
    names = {row.route for row in wanted}
    return tuple(row for row in rows if row.route in names)


_PRESSING: Final = _BADGES[Kind.NEEDS_YOU] | _BADGES[Kind.ENDING]


def _presses(row: Row) -> bool:
    return row.over or row.badge in _PRESSING


def counts(rows: Iterable[Row]) -> dict[Kind, int]:
    """How many rows are of each kind."""
    rows = list(rows)
    return {kind: sum(is_of(row, kind) for row in rows) for kind in Kind}


def tags(rows: Iterable[Row]) -> list[str]:
    """All that there are, by name."""
    return sorted({tag for row in rows for tag in row.tags}, key=lambda tag: (tag.casefold(), tag))
