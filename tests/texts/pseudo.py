"""A language that shows what is marked: texts stand in brackets, and what is put into them in others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from pomtray.core.catalogue import Catalogue, worded
from pomtray.core.text import Text


class Pseudo(Catalogue):
    """⟦You have ⟨3⟩ routes⟧. It has the plural of every text, for it has every text."""

    def __init__(self) -> None:
        super().__init__("en", {})

    def word(self, text: Text) -> str:
        if not text.key:
            between, *parts = text.values.values()
            return str(between).join(worded(str(part) if type(part) is not Text else part, self) for part in parts)
        pattern = text.key.rpartition("\x04")[2]
        return f"⟦{pattern.format_map(self.told(text)) if text.values else pattern}⟧"

    def told(self, text: Text) -> dict[str, object]:
        told = super().told(text)
        return {name: told[name] if type(value) is Text else f"⟨{value}⟩" for name, value in text.values.items()}


_TEXT = re.compile("⟦[^⟦⟧]*⟧")
_DATA = re.compile("⟨([^⟨⟩]*)⟩")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def unmarked(shown: str, data: Iterable[str]) -> list[str]:
    """The words in a text told in the pseudo language that no text of ours has, nor any of `data`."""
    found = [*_DATA.findall(shown), _without_texts(_DATA.sub("", shown))]
    for known in sorted(data, key=len, reverse=True):
        found = [piece.replace(known, "") for piece in found]
    return [word for piece in found for word in _LETTERS.findall(piece)]


def _without_texts(shown: str) -> str:
    while (fewer := _TEXT.sub("", shown)) != shown:
        shown = fewer
    return shown


def texts_in(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a value, through tuples, mappings and dataclasses, with where it stands."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield path, value
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from texts_in(item, path)
    elif isinstance(value, dict):
        for item in value.values():
            yield from texts_in(item, path)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            name = f"{type(value).__name__}.{field.name}"
            yield from texts_in(getattr(value, field.name), name)
