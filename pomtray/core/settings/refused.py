"""Entries of the settings file that do not count, each with what is wrong with it; the rest of the file counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase
from pomtray.core.view.notice import listed_names

GONE: Final = phrase("The settings file is gone")
UNREAD: Final = phrase("Settings cannot be read: {reason}")
"""Titles of what is wrong with the file, but not with what stands in it."""


@dataclass(frozen=True, slots=True)
class RefusedEntry:
    """A route, a provider, a preference, or what belongs to none of them."""

    table: str
    """"routes", "providers" or "preferences"; else the key that stands in their place."""
    number: int | None
    """Of the route or provider, from 1; None where there is one such table."""
    name: str
    """The route's or provider's as far as it is known, the key of a preference; "" for none."""
    line: int
    """On which it is to be mended, from 1."""
    problem: Problem
    stands_for: int = 1
    """How many entries it tells of: too many are told together."""

    @property
    def place(self) -> str:
        """`routes[2]`, `preferences`."""
        return self.table if self.number is None else f"{self.table}[{self.number}]"

    def may_be(self, route: str) -> bool:
        """Whether it may be the route of that name: that of a bad entry cannot always be read."""
        return self.is_route and (self.name in {"", route} or self.stands_for > 1)

    @property
    def is_route(self) -> bool:
        """A header that is none may be meant to be that of a route."""
        return self.table not in {"preferences", "providers"}

    @property
    def called(self) -> str:
        """By its name, or where it has none by its place."""
        return self.name or self.place


def problem_of(entries: Sequence[RefusedEntry]) -> Problem | None:
    """What is said of all of them; None for none. The title quotes nothing of the file: it is logged."""
    if not entries:
        return None
    if len(entries) == 1:
        return replace(entries[0].problem, title=phrase("1 entry of the settings is refused"))
    count = sum(entry.stands_for for entry in entries)
    names = listed_names([entry.called for entry in entries], count)
    action = phrase("Correct them and save the file; the rest of it counts. The list says what is wrong with each.")
    return Problem(
        phrase("{count} entries of the settings are refused", count=count),
        phrase("{names} do not count.", names=names),
        action,
    )
