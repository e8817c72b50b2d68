"""The page isolates names by HTML's own means (`bdi`), and escapes them all the same."""

from __future__ import annotations

from pomtray.core.plain import isolated, unmarked
from pomtray.signin.callback.answer_page import SignInOutcome, outcome_page


def body(title: str, *lines: str) -> str:
    return outcome_page(SignInOutcome(ok=True, title=title, lines=lines)).body.decode()


def test_a_name_that_is_read_from_right_to_left_is_isolated() -> None:
    page = body(f"Signed in to {isolated('ويكي')}", f"{isolated('ليلى')} is signed in.")
    assert "<h1>Signed in to <bdi>ويكي</bdi></h1>" in page
    assert "<bdi>ليلى</bdi> is signed in.</p>" in page
    assert unmarked(page) == page


def test_what_is_isolated_is_escaped() -> None:
    assert "<bdi>ويكي &lt;b&gt;</bdi>" in body("Signed in", isolated("ويكي <b>"))


def test_marks_that_stand_alone_go() -> None:
    assert unmarked(body("Signed in", "a\u2068b\u2068c\u2069d\u2069")).count("bdi") == 2
