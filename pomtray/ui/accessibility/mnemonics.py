"""Which letter Alt takes to a button or a field: no two of one window or menu have the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

_MARK: Final = re.compile("&(&|.)", re.DOTALL)
"""What Qt reads: `&&` is a sign, any other `&` stands before the letter."""


def letter(text: str) -> str:
    """The letter that `text` marks, "" for none."""
    found = next((match for match in _MARK.finditer(text) if match[1] != "&"), None)
    return found[1].casefold() if found else ""


def bare(text: str) -> str:
    """`text` without its mark; a `&` that is shown stays doubled."""
    return _MARK.sub(lambda match: match[0] if match[1] == "&" else match[1], text)


def mnemonics(texts: Sequence[str]) -> list[str]:
    """The same texts, each with a letter that no other has, where that can be.

    Marks that texts bring along stay with the first who has them. The others get the first letter of a word, or any;
    one that finds all of its letters taken gets that of another, who has a choice.
    """
    letters = _Letters(texts)
    for place in range(len(texts)):
        letters.seat(place, set())
    chosen = {place: sign for sign, place in letters.holders.items()}
    return [
        text if place in letters.fixed else _marked(bare(text), chosen.get(place, ""))
        for place, text in enumerate(texts)
    ]


class _Letters:
    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = [bare(text) for text in texts]
        self.holders: dict[str, int] = {}
        """Which text has a letter."""
        for place, text in enumerate(texts):
            if sign := letter(text):
                self.holders.setdefault(sign, place)
        self.fixed = set(self.holders.values())

    def seat(self, place: int, passed: set[str]) -> bool:
        """Find a letter for the text at `place`; `passed` have been tried in vain."""
        if place in self.fixed:
            return True
        signs = [self._texts[place][at].casefold() for at in _places(self._texts[place])]
        free = next((sign for sign in signs if sign not in self.holders), None)
        taken = free or next((sign for sign in signs if self._can_be_had(sign, passed)), None)
        if taken is not None:
            self.holders[taken] = place
        return taken is not None

    def _can_be_had(self, sign: str, passed: set[str]) -> bool:
        holder = self.holders[sign]
        if sign in passed or holder in self.fixed:
            return False
        passed.add(sign)
        return self.seat(holder, passed)


def _marked(text: str, sign: str) -> str:
    place = next((place for place in _places(text) if text[place].casefold() == sign), None)
    return text if place is None else f"{text[:place]}&{text[place:]}"


def _places(text: str) -> Iterator[int]:
    """Of letters and digits, those that begin a word first."""
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    starts = [place for place in places if place == 0 or not text[place - 1].isalnum()]
    yield from starts
    yield from places
