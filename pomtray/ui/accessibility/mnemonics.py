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
    """The same texts, each with a letter that no other has, where one is left.

    Marks that texts bring along stay with the first who has them. The others get the first letter of a word, or any.
    """
    taken: set[str] = set()
    given: list[str] = []
    for text in texts:
        is_own = letter(text) not in taken | {""}
        given.append(text if is_own else bare(text))
        taken |= {letter(text)} if is_own else set()
    for place, text in enumerate(given):
        if not letter(text):
            given[place] = _marked(text, taken)
            taken.add(letter(given[place]))
    return given


def _marked(text: str, taken: set[str]) -> str:
    place = next((place for place in _places(text) if text[place].casefold() not in taken), None)
    return text if place is None else f"{text[:place]}&{text[place:]}"


def _places(text: str) -> Iterator[int]:
    """Of letters and digits, those that begin a word first."""
    places = [place for place, sign in enumerate(text) if sign.isalnum()]
    starts = [place for place in places if place == 0 or not text[place - 1].isalnum()]
    yield from starts
    yield from places
