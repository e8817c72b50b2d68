"""A text that is written down and read again is the same, in every language."""

from __future__ import annotations

import json

import pytest

from pomtray.core.text import Text, counted, joined, phrase
from pomtray.core.written_text import form_of, text_of
from tests.texts.pseudo import Pseudo

ENDS = phrase("{route} ends in {left}.", route="wiki", left=phrase("{hours} h", hours=3))
NESTED = joined(" ", (ENDS, counted("1 x", "{count} x", 2)))


@pytest.mark.parametrize("text", ["", "wiki", phrase("ended"), NESTED])
def test_it_is_the_same_again(text: str) -> None:
    again = text_of(json.loads(json.dumps(form_of(text))))
    assert (again, type(again)) == (text, type(text))
    if isinstance(text, Text) and isinstance(again, Text):
        assert Pseudo().word(again) == Pseudo().word(text)


@pytest.mark.parametrize(
    "form", [None, 1, [], ["a"], ["a", "b"], ["a", 1, {}], [1, "b", {}], ["a", "b", []], ["a", "b", {"c": None}]]
)
def test_nothing_else_is_read(form: object) -> None:
    with pytest.raises(TypeError):
        text_of(form)
