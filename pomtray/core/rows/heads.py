"""Routes under their session: they stand together, and what they have in common is told once, above them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from itertools import pairwise

from pomtray.core.light_dataclass import dataclass
from pomtray.core.rows.row import Row
from pomtray.core.rows.shared import Shared


@dataclass(frozen=True, slots=True)
class Head:
    """Stands above the routes of one session."""

    above: str
    """Name of the first of them."""
    session: Shared | None
    """None where it has gone, and the place is held."""
    routes: int
    """How many of them are shown under it."""

    @property
    def route(self) -> str:
        """What tells it from others, and from rows: no route has such a name."""
        return f"\0{self.above}"


def together(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Routes of one session where the first of them stands, in the order of `rows`."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(_key(row) or f"\0{row.route}", []).append(row)
    return tuple(row for group in found.values() for row in group)


def headed(rows: Sequence[Row], holding: Collection[str] | None = None) -> list[Row | Head]:
    """`rows`, and a head above those whose session serves several routes.

    `holding`: names of the routes that have one now, where nothing may move; None: it may.
    """
    found: list[Row | Head] = []
    for start, end in pairwise(_starts(rows, holding or ())):
        first = rows[start]
        if (first.session and first.along) if holding is None else first.route in holding:
            found.append(Head(first.route, first.session, end - start))
        found += rows[start:end]
    return found


def _starts(rows: Sequence[Row], holding: Collection[str]) -> list[int]:
    """The places where groups begin, and the end.

    NOTE: a loop, and no list each: there may be a thousand, for each letter that is typed.
    """
    starts: list[int] = []
    before = ""
    for place, row in enumerate(rows):
        key = row.session.key if row.session else ""
        if not key or key != before or row.route in holding:
            starts.append(place)
        before = key
    return [*starts, len(rows)]


def _key(row: Row) -> str:
    return row.session.key if row.session else ""
