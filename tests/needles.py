"""Many byte strings, looked for together in one pass over the content, however many they are.

A string of 15 bytes or more holds one whole aligned word of eight bytes wherever it stands in a content. So the words
that begin at the first eight bytes of every needle are known, each aligned word of the content is looked up among them,
and only where one is met the content is compared with the needles themselves. Nothing is missed: not what stands
inside of something longer, and not needles that overlap or hold one another.
"""

from __future__ import annotations

from collections.abc import Iterable

_WORD = 8
SHORTEST = 2 * _WORD - 1


class Needles:
    """Strings of `SHORTEST` bytes or more; ValueError for shorter ones."""

    def __init__(self, needles: Iterable[bytes]) -> None:
        self._needles = frozenset(needles)
        self._words: dict[int, set[tuple[int, int]]] = {}
        for needle in self._needles:
            self._learn(needle)

    def _learn(self, needle: bytes) -> None:
        if len(needle) < SHORTEST:
            raise ValueError(f"a needle has at least {SHORTEST} bytes")
        for offset in range(_WORD):
            (word,) = _words(needle[offset : offset + _WORD])
            self._words.setdefault(word, set()).add((offset, len(needle)))

    def within(self, content: bytes) -> bool:
        """Whether any of them stands anywhere in it."""
        words = _words(content)
        if self._words.keys().isdisjoint(words):
            return False
        places = enumerate(words)
        return any(self._stands_at(content, place * _WORD, word) for place, word in places if word in self._words)

    def _stands_at(self, content: bytes, at: int, word: int) -> bool:
        starts = ((at - offset, length) for offset, length in self._words[word] if at >= offset)
        return any(content[start : start + length] in self._needles for start, length in starts)


def _words(content: bytes) -> memoryview:
    return memoryview(content)[: len(content) // _WORD * _WORD].cast("Q")
