"""What is to be changed in the settings file, as values: the file's own words, key by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import TypeAlias

from pomtray.core.light_dataclass import dataclass

Value: TypeAlias = "str | bool | int | tuple[str, ...] | Mapping[str, Value]"
Keys = Mapping[str, Value]
"""What stands under one header."""


@dataclass(frozen=True, slots=True)
class AddRoutes:
    """After the routes that are there."""

    routes: Sequence[Keys]


@dataclass(frozen=True, slots=True)
class ChangeRoute:
    """In the route of that name. None takes a key away."""

    name: str
    keys: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class RemoveRoute:
    name: str


@dataclass(frozen=True, slots=True)
class ChangePreferences:
    """None takes a key away: it is as usual then."""

    keys: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class CopyRoute:
    """All that is said of one, under another name."""

    name: str
    fresh: str


@dataclass(frozen=True, slots=True)
class AddProvider:
    """After the providers that are there, or above the routes."""

    keys: Keys


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands, which may have no name."""

    table: str
    """"routes" or "providers"."""
    number: int
    """From 0."""
    was: Mapping[str, object] = field(repr=False)
    """All that it says. NOTE: what stands in a wrong place may be a secret."""


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """None takes a key away. The routes of a provider that gets another name follow it."""

    place: Place
    keys: Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class RemoveEntry:
    place: Place


@dataclass(frozen=True, slots=True)
class Several:
    """One after the other, all or none."""

    changes: Sequence[Single]


Single = AddProvider | ChangeEntry | RemoveEntry | AddRoutes | CopyRoute | ChangeRoute | RemoveRoute | ChangePreferences
Change = Single | Several


def plainly(value: Value) -> object:
    """As TOML's reader gives it: lists and dictionaries."""
    if isinstance(value, Mapping):
        return {key: plainly(each) for key, each in value.items()}
    return list(value) if isinstance(value, tuple) else value


@dataclass(frozen=True, slots=True)
class Patch:
    """The one piece in which two texts differ. It can be taken back as long as that piece is as it was left."""

    above: str
    """What stands before the piece, in both."""
    before: str
    after: str
    below: str

    @classmethod
    def between(cls, old: str, new: str) -> Patch:
        """What makes `new` of `old`."""
        start = _common(old, new)
        end = _common(old[start:][::-1], new[start:][::-1])
        return cls(old[:start], old[start : len(old) - end], new[start : len(new) - end], old[len(old) - end :])

    def undone(self, text: str) -> str | None:
        """`text` with `before` in place of `after`, also where one side has changed; None where it is not there."""
        begins, ends = text.startswith(self.above + self.after), text.endswith(self.after + self.below)
        if begins and (len(self.above) >= len(self.below) or not ends):
            return self.above + self.before + text[len(self.above + self.after) :]
        return text[: len(text) - len(self.after + self.below)] + self.before + self.below if ends else None


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    length = min(len(one), len(other))
    return next((place for place in range(length) if one[place] != other[place]), length)
