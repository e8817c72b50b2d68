"""Texts told in a language: what is shown goes through here at the last moment, and nowhere before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, Final, TypeVar

from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import CAPITAL, Text

_T = TypeVar("_T")


def _two_forms(count: int) -> int:
    return 0 if count == 1 else 1


PLURALS: Final[Mapping[str, Callable[[int], int]]] = {"de": _two_forms, "en": _two_forms}
"""Which of its forms a language has for a count, in the order of Qt's translations (Qt Linguist, "Numerus")."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A language's texts. `patterns`: by the key of a text, of what is counted all forms."""

    language: str
    """As its file is called: "de"."""
    patterns: Mapping[str, str | list[str]]

    def word(self, text: Text) -> str:
        """`text` and those in it; what the language has no words for stays English."""
        if not text.key:
            between, *parts = map(str, self.told(text).values())
            shown = between.join(_ended_once(parts) if between == "" else parts)
            return shown[:1].upper() + shown[1:] if between == CAPITAL else shown
        pattern = self.patterns.get(text.key)
        if pattern is None:
            return str(text)
        if isinstance(pattern, list):
            pattern = pattern[PLURALS[self.language](_count(text))]
        if not text.values:
            return pattern
        told = self.told(text)
        return _with_one_stop(
            pattern.format_map(told), [told[name] for name, it in text.values.items() if type(it) is Text]
        )

    def told(self, text: Text) -> dict[str, object]:
        """What stands in the braces of `text`."""
        return {name: self.word(value) if type(value) is Text else value for name, value in text.values.items()}


def _with_one_stop(said: str, told: Iterable[object]) -> str:
    """What ends with an abbreviation ("5 Min.") ends a sentence too, where its pattern has a full stop after it."""
    for part in map(str, told):
        if part.endswith("."):
            said = said.replace(f"{part}.", part)
    return said


def _ended_once(parts: Sequence[str]) -> list[str]:
    """The same of a full stop that stands by itself after one."""
    return [part for before, part in zip(("", *parts), parts, strict=False) if part != "." or not before.endswith(".")]


def _count(text: Text) -> int:
    count = text.values["count"]
    return count if isinstance(count, int) else 0


def worded(text: str, catalogue: Catalogue | None) -> str:
    """`text` in that language; what is no `Text` has none. None: English."""
    return catalogue.word(text) if catalogue is not None and type(text) is Text else text


def all_worded(value: _T, catalogue: Catalogue | None) -> _T:
    """The same for every text in a value, through tuples, mappings and dataclasses."""
    return value if catalogue is None else _all_worded(value, catalogue)


def _all_worded(value: Any, catalogue: Catalogue) -> Any:
    """NOTE: what holds no text is given back as it is, and not made anew."""
    if type(value) is Text:
        return catalogue.word(value)
    if isinstance(value, str | Enum | type):
        return value
    if isinstance(value, tuple | list):
        items = [_all_worded(item, catalogue) for item in value]
        return type(value)(items) if _differ(items, value) else value
    if isinstance(value, dict):
        items = [_all_worded(item, catalogue) for item in value.values()]
        return dict(zip(value, items, strict=True)) if _differ(items, value.values()) else value
    return _worded_members(value, catalogue) if is_dataclass(value) else value


def _worded_members(value: Any, catalogue: Catalogue) -> Any:
    members = {field.name: getattr(value, field.name) for field in fields(value)}
    found = {name: _all_worded(member, catalogue) for name, member in members.items()}
    changed = {name: member for name, member in found.items() if member is not members[name]}
    return replace(value, **changed) if changed else value


def _differ(items: Iterable[object], before: Iterable[object]) -> bool:
    return any(item is not was for item, was in zip(items, before, strict=True))
