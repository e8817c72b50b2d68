"""Texts as values: English as they stand, and told in other languages with all that is in them."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from enum import StrEnum

from pomtray.core.catalogue import Catalogue, all_worded, worded
from pomtray.core.text import Text, counted, joined, phrase

GERMAN = Catalogue(
    "de",
    {
        "{route} has ended": "{route} ist beendet",
        "{count} routes": ["eine Route", "{count} Routen"],
        "Open": "Öffnen",
        "as a state\x04Open": "offen",
        "in {left}": "in {left}",
        "{count} h": ["{count} Std.", "{count} Std."],
    },
)


class Kind(StrEnum):
    OPEN = "Open"


@dataclass(frozen=True, slots=True)
class Shown:
    title: str
    lines: tuple[str, ...]
    more: dict[str, str]
    kind: Kind = Kind.OPEN
    number: int = 3
    inner: Shown | None = None


def test_a_text_is_its_english_sentence() -> None:
    text = phrase("{route} has ended", route="wiki")
    assert text == "wiki has ended"
    assert hash(text) == hash("wiki has ended")
    assert {text: 1}["wiki has ended"] == 1
    assert counted("1 route", "{count} routes", 1) == "1 route"
    assert counted("1 route", "{count} routes", 2) == "2 routes"
    assert phrase("100 % {sure}") == "100 % {sure}"
    assert phrase("Open", "as a state") == "Open"


def test_it_stays_itself_when_copied() -> None:
    text = phrase("{route} has ended", route="wiki")
    for same in (copy.copy(text), copy.deepcopy(text)):
        assert (type(same), same, same.key, same.values) == (Text, text, text.key, text.values)


def test_it_has_room_for_nothing_more() -> None:
    assert not hasattr(phrase("Open"), "__dict__")


def test_it_is_told_in_another_language() -> None:
    assert worded(phrase("{route} has ended", route="{wiki}"), GERMAN) == "{wiki} ist beendet"
    assert worded(phrase("Open"), GERMAN) == "Öffnen"
    assert worded(phrase("Open", "as a state"), GERMAN) == "offen"
    assert worded("Open", GERMAN) == "Open"
    assert worded(Kind.OPEN, GERMAN) == "Open"


def test_what_is_counted_has_the_forms_of_the_language() -> None:
    assert [worded(counted("1 route", "{count} routes", count), GERMAN) for count in (0, 1, 2)] == [
        "0 Routen",
        "eine Route",
        "2 Routen",
    ]


def test_texts_in_a_text_are_told_too() -> None:
    left = counted("{count} h", "{count} h", 3)
    assert worded(phrase("in {left}", left=left), GERMAN) == "in 3 Std."
    parts = joined(" · ", ("", "wiki", phrase("Open"), joined(", ", (left, left))))
    assert parts == "wiki · Open · 3 h, 3 h"
    assert worded(parts, GERMAN) == "wiki · Öffnen · 3 Std., 3 Std."
    assert type(joined(" ", ("", phrase("Open")))) is Text
    assert joined(" ", ()) == ""


def test_what_a_language_has_no_words_for_stays_english() -> None:
    assert worded(phrase("{route} is new", route="wiki"), GERMAN) == "wiki is new"
    assert worded(phrase("Open"), None) == "Open"


def test_a_value_is_told_with_all_that_is_in_it() -> None:
    inner = Shown("wiki", (), {})
    shown = Shown(phrase("Open"), ("a", phrase("Open")), {"Open": phrase("Open")}, inner=inner)
    told = all_worded(shown, GERMAN)
    assert told == Shown("Öffnen", ("a", "Öffnen"), {"Open": "Öffnen"}, inner=inner)
    assert told.inner is inner
    assert all_worded(shown, None) is shown
    assert all_worded([phrase("Open"), 1, None], GERMAN) == ["Öffnen", 1, None]
