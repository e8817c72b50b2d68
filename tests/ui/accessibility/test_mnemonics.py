"""Letters for Alt: what is marked, and that no two are the same."""

from __future__ import annotations

import pytest

from pomtray.ui.accessibility.mnemonics import bare, letter, mnemonics


@pytest.mark.parametrize(
    ("texts", "given"),
    [
        (["Undo", "Cancel"], ["&Undo", "&Cancel"]),
        (["Copy header", "Copy token", "Copy as curl"], ["&Copy header", "Copy &token", "Copy &as curl"]),
        (["Name", "&Notices", "No"], ["N&ame", "&Notices", "N&o"]),
        (["&Name", "&Next"], ["&Name", "N&ext"]),
        (["R&&D", "…", "+", ""], ["&R&&D", "…", "+", ""]),
        (["aa", "AA"], ["&aa", "AA"]),
        (["ab", "bc", "a"], ["a&b", "b&c", "&a"]),
        (["Über uns", "über"], ["&Über uns", "ü&ber"]),
        ([], []),
    ],
)
def test_each_has_a_letter_of_its_own(texts: list[str], given: list[str]) -> None:
    assert mnemonics(texts) == given
    assert mnemonics(given) == given, "what is right stays"
    assert [bare(text) for text in given] == [bare(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "marked", "shown"),
    [("R&&D", "", "R&&D"), ("R&&&D", "d", "R&&D"), ("&Öffnen", "ö", "Öffnen"), ("&", "", "&"), ("", "", "")],
)
def test_what_a_text_marks(text: str, marked: str, shown: str) -> None:
    assert (letter(text), bare(text)) == (marked, shown)
