"""Text from elsewhere, made safe to show; problems and routes in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem, Refused
from pomtray.core.plain import BREAK, NO_BREAK, foreign_names, in_lines, kept_together, plain, shortened, unmarked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Alice", "Alice"),
        ("  two\r\n lines\t", "two lines"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("a\x00\x1b[31mb\x7f", "a[31mb"),
        ("a\u2028b\ud800c\ue000", "abc"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),
        ("x" * 121, "x" * 119 + "…"),
        (None, ""),
        (["a"], ""),
    ],
)
def test_hidden_characters_go(text: object, shown: str) -> None:
    assert plain(text) == shown


@given(st.text(), st.integers(1, 50))
def test_it_is_bounded_and_stays_as_it_is(text: str, limit: int) -> None:
    shown = plain(text, limit)
    assert len(shown) <= limit
    assert plain(shown, limit) == shown.strip()


def test_a_problem_in_one_paragraph() -> None:
    assert Problem("t", "It broke.", "Try again.", request_id="r1").text() == "It broke. Try again. Request id r1."
    assert Problem("t", "It broke.").text() == "It broke."
    assert str(PomtrayError(Problem("t", "It broke."))) == "t: It broke."
    assert Refused(Problem("t", "No."), 403).status == 403


@pytest.mark.parametrize(
    ("url", "path"),
    [("https://x", "/"), ("https://x?a=b", "/?a=b"), ("https://x/p?q#f", "/p?q"), ("https://x/p", "/p")],
)
def test_what_of_a_url_is_requested(url: str, path: str) -> None:
    assert Route("x", url).path == path


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (["ops", 7, None, "  a\u202eb ", ""], ("ops", "ab")),
        ([f"g{number}" for number in range(50)], tuple(f"g{number}" for number in range(20))),
        (["x" * 200], ("x" * 59 + "…",)),
        ("ops", ()),
        (None, ()),
    ],
)
def test_names_from_elsewhere_are_few_short_and_plain(value: object, names: tuple[str, ...]) -> None:
    assert foreign_names(value) == names


@given(st.text(st.characters(exclude_characters=[BREAK])))
def test_a_long_word_may_end_a_line_within_and_is_copied_whole(text: str) -> None:
    shown = in_lines(text)
    assert all(len(piece) <= 24 for word in shown.split() for piece in word.split(BREAK))
    assert unmarked(shown) == unmarked(text)


def test_short_words_stay_as_they_are() -> None:
    assert in_lines("https://wiki.example.com is behind it") == "https://wiki.example.com is behind it"
    assert in_lines("https://grafana.intern.example.com/d") == BREAK.join(
        ("https://", "grafana.", "intern.", "example.", "com/d")
    )


@pytest.mark.parametrize(
    "text",
    [
        "5_min",
        "≈_13_h",
        "13_h 59_m",
        "(4_s)",
        "5:30_PM",
        "larger than 1_MiB",
        "1,5_MB",
        "noch 5_Min.",
        "1_of 3: route-1 is it",
    ],
)
def test_no_line_ends_between_a_number_and_its_unit(text: str) -> None:
    said = text.replace("_", " ")
    assert kept_together(said) == in_lines(said) == text.replace("_", NO_BREAK)
    assert unmarked(kept_together(said)) == said


@given(st.text(), st.integers(3, 60))
def test_a_shortened_name_keeps_both_ends(name: str, most: int) -> None:
    shown = shortened(name, most)
    assert len(shown) <= most or shown == name
    assert shown == name or (name.startswith(shown.partition("…")[0]) and name.endswith(shown.rpartition("…")[2]))
