"""JSON that two programs could read differently is refused."""

from __future__ import annotations

import json

import pytest

from pomtray.core.protocol.strict_json import (
    LARGEST,
    MOST,
    OptionalMembers,
    flag,
    needed_text,
    read_object,
    text_or_empty,
    texts,
)
from tests.worst import filled


def test_an_object_is_read() -> None:
    assert read_object(b' {"a": [1, {"b": null}], "\xc3\xa9": "\\u00e9"} ') == {"a": [1, {"b": None}], "é": "é"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "not JSON"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "not JSON"),
        (b"{} {}", "not JSON"),
        (b"\xff", "not JSON"),
        ("{}".encode("utf-16"), "not JSON"),
        ("{}".encode("utf-32"), "not JSON"),
        (b"[]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b'{"a":1,"a":1}', "twice"),
        (b'{"a":{"b":1,"\\u0062":2}}', "twice"),
        (b'{"a":NaN}', "not finite"),
        (b'{"a":-Infinity}', "not finite"),
        (b'{"a":1e999}', "not finite"),
        (b'{"a":' + b"1" * 5000 + b"}", "too long"),
        (b'{"a":' + b"1" * 65 + b"}", "too long"),
        (b'{"a":1.' + b"1" * 63 + b"}", "too long"),
        (b'{"a":' * 100_000, "too deeply"),
        (b'{"a":' + b"[" * 32 + b"]" * 32 + b"}", "too deeply"),
        (b'{"a\\\\":' + b"[" * 5000 + b"]" * 5000 + b"}", "too deeply"),
        (b'{"a":[' + b"0," * 20_000 + b"0]}", "too many"),
        (b'{"a":[' + b"[]," * 10_000 + b"0]}", "too many"),
        (b'"' * 100_000, "too many"),
        (b" " * (LARGEST + 1), "too large"),
    ],
)
def test_anything_else_is_not(text: bytes, reason: str) -> None:
    with pytest.raises(ValueError, match=reason) as refused:
        read_object(text)
    assert refused.value.__cause__ is None


def test_bounds() -> None:
    deepest = b'{"a":' + b"[" * 31 + b"]" * 31 + b"}"
    most = b'{"a":[' + b"0," * (MOST - 4) + b"0]}"
    assert read_object(deepest)
    assert read_object(most)
    assert read_object(filled(b" ", b"{", b"}")) == {}
    assert read_object(b'{"a":%s,"b":%s}' % (b"1" * 64, b"1." + b"2" * 62)) == {"a": int("1" * 64), "b": 11 / 9}
    with pytest.raises(ValueError, match="too large"):
        read_object(b"{}  ", largest=3)
    with pytest.raises(ValueError, match="too many"):
        read_object(b'{"a":1,"b":2}', most=2)


def test_brackets_in_texts_are_no_depth() -> None:
    texts = {"\\": "[" * 100, '"': '\\"{' * 100, "end\\": "]" * 100}
    assert read_object(json.dumps(texts).encode()) == texts


def test_a_mark_before_it_is_passed_over() -> None:
    assert read_object(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


def test_members() -> None:
    said: dict[str, object] = {"a": "x", "n": None, "t": True, "l": ["x"]}
    assert (needed_text(said, "a"), text_or_empty(said, "n"), text_or_empty(said, "b")) == ("x", "", "")
    assert (flag(said, "t"), flag(said, "n"), flag(said, "b")) == (True, False, False)
    assert (texts(said, "l"), texts(said, "n"), texts(said, "b")) == (("x",), None, None)


def test_members_of_another_type() -> None:
    for reader in (needed_text, text_or_empty, flag, texts):
        with pytest.raises(ValueError, match="its a is"):
            reader({"a": 7}, "a")
    with pytest.raises(ValueError, match="it has no a"):
        needed_text({"a": ""}, "a")
    with pytest.raises(ValueError, match="its a is no list of texts"):
        texts({"a": ["x", 7]}, "a")


def test_members_that_can_be_done_without() -> None:
    aside = OptionalMembers({"a": 7, "b": "x"})
    assert (aside.read("a", text_or_empty, "-"), aside.read("b", text_or_empty, "-")) == ("-", "x")
    assert aside.reasons == {"a": "its a is no text"}
