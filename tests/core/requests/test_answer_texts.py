"""An answer's texts go beside it, and come back into it: what says something else than the answer is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pomtray.core.requests.answer_texts import texts_of, with_texts
from pomtray.core.text import Text, joined, phrase
from tests.texts.pseudo import Pseudo

STATE = phrase("signed in")
LEFT = phrase("{hours} h", hours=3)
ANSWER: dict[str, Any] = {"ok": {"routes": [{"name": "signed in", "state": STATE, "left": LEFT, "tags": []}], "n": 1}}


def test_what_comes_back_is_the_same_in_every_language() -> None:
    sent = json.loads(json.dumps([ANSWER, texts_of(ANSWER)]))
    again = with_texts(*sent)
    assert again == ANSWER
    (row,) = again["ok"]["routes"]
    assert [type(row[name]) for name in ("name", "state", "left")] == [str, Text, Text], "a name is no text"
    assert [Pseudo().word(row[name]) for name in ("state", "left")] == ["⟦signed in⟧", "⟦⟨3⟩ h⟧"]


def test_nothing_goes_beside_an_answer_without_texts() -> None:
    assert texts_of({"ok": {"text": "Authorization: Pomerium x", "more": [1, None, {"a": "b"}]}}) is None
    assert texts_of({"text": joined(" ", ("of a server", joined(": ", ("a", "b"))))}) is None
    assert texts_of({"text": joined(" ", ("a", joined(": ", ("b", STATE))))}) is not None


@pytest.mark.parametrize(
    "texts",
    [
        None, 1, "x", [], {"ok": []}, {"ok": {"routes": {"0": {"state": ["ended", "ended", {}]}}}},
        {"ok": {"routes": {"0": {"name": 1, "state": {"a": "b"}}, "7": {}, "x": []}}}, {"ok": {"n": ["1", "1", {}]}},
    ],
)  # fmt: skip
def test_texts_that_do_not_fit_are_left_out(texts: object) -> None:
    plain = json.loads(json.dumps(ANSWER))
    again = with_texts(plain, texts)
    assert again == plain
    assert type(again["ok"]["routes"][0]["state"]) is str
