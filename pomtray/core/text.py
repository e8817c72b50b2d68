"""Texts for people, as values that can be told in any language: the English one with what it was made of.

A `Text` is its English sentence, so whatever takes a text takes it. What was done to a text by f-string, `+` or `join`
is plain: `phrase`, `counted` and `joined` make texts of texts. `core/catalogue` words them.

    phrase("{route} has ended", route=name)
    counted("{count} route", "{count} routes", 3)
    joined(" · ", parts)

What stands in braces is a name and nothing else; a second text alone tells apart what English calls the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

_APART: Final = "\x04"
"""Between what tells apart and the text: as in GNU gettext's files."""


class Text(str):
    """What is said in English, and by which pattern it is said in other languages. It never changes."""

    __slots__ = ("key", "values")
    key: str
    """The pattern, with what tells it from others alike; "" where values stand side by side, after what is between."""
    values: Mapping[str, object]
    """What stands in its braces; texts may be among it."""

    def __copy__(self) -> Text:
        return self

    def __deepcopy__(self, _: object) -> Text:
        return self


_NOTHING: Final[Mapping[str, object]] = {}
CAPITAL: Final = "\x05"
"""Stands between the values of a text that begins with a capital letter in every language."""
_BETWEEN: Final = ""
"""Name of the value that stands between the others of a text without a pattern."""


def made(english: str, key: str, values: Mapping[str, object] = _NOTHING) -> Text:
    """A text of what is known of it."""
    text = Text(english)
    text.key = key
    text.values = values
    return text


def phrase(pattern: str, alike: str = "", /, **values: object) -> Text:
    """`pattern` with `values` in its braces. `alike`: what tells it from others of the same words."""
    text = Text(pattern.format_map(values) if values else pattern)
    text.key = f"{alike}{_APART}{pattern}" if alike else pattern
    text.values = values
    return text


def counted(one: str, more: str, count: int, alike: str = "", /, **values: object) -> Text:
    """`one` for a `count` of one, else `more`, with `values` and the count in the braces. `alike`: as in `phrase`."""
    values["count"] = count
    key = f"{alike}{_APART}{more}" if alike else more
    return made((one if count == 1 else more).format_map(values), key, values)


def joined(between: str, parts: Iterable[str], *, whole: bool = False) -> str:
    """Those that are not empty, with `between`, which is the same in all languages. `whole`: the empty ones too."""
    some = list(parts) if whole else [part for part in parts if part]
    if len(some) == 1:
        return some[0]
    values = {_BETWEEN: between, **{str(place): part for place, part in enumerate(some)}}
    return made(between.join(some), "", values)


def with_values(pattern: str, /, **values: object) -> str:
    """A text that was marked without the values for its braces, with them: for tables of texts."""
    key = pattern.key if isinstance(pattern, Text) else pattern
    return made(pattern.format_map(values), key, values)


def changed(text: str, change: Callable[[str], str]) -> str:
    """`text`, and all that was put into it, as `change` makes it."""
    if type(text) is not Text:
        return change(text)
    english = change(str(text))
    if english == text:
        return text
    values = {name: changed(value, change) if isinstance(value, str) else value for name, value in text.values.items()}
    return made(english, text.key, values)


def big(text: str) -> str:
    """`text` as a sentence begins."""
    return made(text[:1].upper() + text[1:], "", {_BETWEEN: CAPITAL, "0": text})


def small(text: str) -> str:
    """A title in the midst of an English sentence; other languages leave it as it is."""
    return made(text.lower(), text.key, text.values) if type(text) is Text else text.lower()


def reason_of(error: Exception) -> str:
    """What an error of ours was raised with. NOTE: `str` of it is English for good."""
    return error.args[0] if len(error.args) == 1 and isinstance(error.args[0], str) else str(error)
