"""JSON from elsewhere, read so that two programs cannot read it differently, and in bounded time on every Python."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Callable
from itertools import accumulate
from typing import Final, TypeVar

from pomtray.core.text import phrase, reason_of

LARGEST: Final = 1024 * 1024
"""Bytes."""
DEEPEST: Final = 32
"""Lists and objects within each other; a Pomerium's and a provider's answers have up to seven."""
MOST: Final = 20_000
"""Values, lists and objects among them: a Pomerium with 2,000 routes lists 16,000."""
_TEXT: Final = re.compile(rb'"[^"]*+"?')
_DIGITS: Final = 64
_STEPS: Final = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")
_NO_STEPS: Final = bytes(set(range(256)) - set(b"[{]}"))
T = TypeVar("T")


def read_object(text: bytes, *, largest: int = LARGEST, most: int = MOST) -> dict[str, object]:
    """The JSON object that `text` is: UTF-8, each name once, finite numbers (RFC 8259 §4, §8.1).

    A byte order mark before it is passed over, which §8.1 allows. `largest` in bytes, `most` in values; an object
    within bounds takes some 30 ms at worst, a text that is not is refused before it is parsed. Raises `ValueError`
    with a reason that quotes nothing of `text`.
    """
    _check_bounds(text, largest, most)
    try:
        value = json.loads(
            text.removeprefix(codecs.BOM_UTF8).decode(),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_finite,
        )
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise ValueError(phrase("it is not JSON")) from None
    if not isinstance(value, dict):
        raise ValueError(phrase("it is not a JSON object"))  # noqa: TRY004 one kind for "not readable"
    return value


def _check_bounds(text: bytes, largest: int, most: int) -> None:
    """Before the parser sees it: how deep that one goes, and what it does then, differs from Python to Python."""
    if len(text) > largest:
        raise ValueError(phrase("it is too large"))
    # Without its texts, of which no copies are made: a credential would be left lying in the heap. Right up to the
    # first `\` outside of one, where the parser stops.
    outside, count = _TEXT.subn(b"", text.replace(rb"\\", b"").replace(rb"\"", b""), count=2 * most)
    steps = outside.translate(_STEPS, _NO_STEPS)[: 2 * most]
    if max(accumulate(memoryview(steps).cast("b")), default=0) > DEEPEST:
        raise ValueError(phrase("it is nested too deeply"))
    if count == 2 * most or outside.count(b"[") + outside.count(b"{") + outside.count(b",") >= most:
        raise ValueError(phrase("it holds too many values"))


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(phrase("a name is there twice"))
    return found


def _whole(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(phrase("a number is too long"))
    return int(text)


def _finite(text: str) -> float:
    if len(text) > _DIGITS:
        raise ValueError(phrase("a number is too long"))
    if not math.isfinite(number := float(text)):
        raise ValueError(phrase("a number is not finite"))
    return number


def needed_text(said: dict[str, object], name: str) -> str:
    """Like the readers below: raises `ValueError`, which names the member, for another type."""
    value = text_or_empty(said, name)
    if not value:
        raise ValueError(phrase("it has no {name}", name=name))
    return value


def text_or_empty(said: dict[str, object], name: str) -> str:
    """Empty for null too: some write it for what they do not give."""
    value = said.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(phrase("its {name} is no text", name=name))
    return value or ""


def texts(said: dict[str, object], name: str) -> tuple[str, ...] | None:
    value = said.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(phrase("its {name} is no list of texts", name=name))
    return tuple(value)


def flag(said: dict[str, object], name: str) -> bool:
    value = said.get(name)
    if value is not None and not isinstance(value, bool):
        raise ValueError(phrase("its {name} is neither true nor false", name=name))
    return bool(value)


class OptionalMembers:
    """Members of an object that can be done without: one that is wrong counts as absent, and why is kept."""

    def __init__(self, said: dict[str, object]) -> None:
        self.reasons: dict[str, str] = {}
        """By the member's name."""
        self._said = said

    def read(self, name: str, reader: Callable[[dict[str, object], str], T], absent: T) -> T:
        """What `reader` makes of the member `name`; `absent` where it raises `ValueError`."""
        try:
            return reader(self._said, name)
        except ValueError as error:
            self.reasons[name] = reason_of(error)
            return absent
