"""The page speaks the language of whoever signs in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest

from pomtray.core.catalogue import Catalogue
from pomtray.core.text import phrase
from pomtray.signin.callback import answer_page


def test_a_page_is_told_in_the_language_of_whoever_signs_in() -> None:
    answer_page.use(Catalogue("de", {"Signed in to {route}": "Bei {route} angemeldet"}))
    try:
        german = answer_page.page(
            200, answer_page.PageStyle.WELL, phrase("Signed in to {route}", route="wiki"), ("wiki",)
        )
    finally:
        answer_page.use(None)
    english = answer_page.page(200, answer_page.PageStyle.WELL, phrase("Signed in to {route}", route="wiki"), ("wiki",))
    assert b'<html lang="de">' in german.body
    assert b"Bei wiki angemeldet" in german.body
    assert b'<html lang="en">' in english.body
    assert b"Signed in to wiki" in english.body


@pytest.mark.parametrize("made", [answer_page._guards, answer_page._source, answer_page._template])
def test_what_is_the_same_on_all_pages_is_made_once(made: Callable[[], object]) -> None:
    assert made() is made()


def test_the_page_lets_in_its_own_style_alone() -> None:
    page = answer_page.page(200, answer_page.PageStyle.WELL, "Title", ())
    style = page.body.partition(b"<style>")[2].partition(b"</style>")[0]
    hashed = base64.b64encode(hashlib.sha256(style).digest()).decode()
    assert f"style-src 'sha256-{hashed}';" in dict(page.headers)[b"Content-Security-Policy"].decode()


def shown(title: str = "Title", *lines: str) -> str:
    return answer_page.page(200, answer_page.PageStyle.WELL, title, lines).body.decode()


def test_what_is_told_has_a_length() -> None:
    whole = shown("T" * 120, "l" * 600)
    assert "T" * 120 in whole
    assert "l" * 600 in whole
    cut = shown("T" * 121, "l" * 601)
    assert "T" * 120 not in cut
    assert "l" * 600 not in cut


def test_the_first_of_six_lines_is_the_strongest() -> None:
    page = shown("Title", "", *(f"line {number}" for number in range(7)))
    assert [f"line {number}" in page for number in range(7)] == [True] * 5 + [False] * 2
    assert page.count('<p class="first">') == 1
    assert '<p class="first">line 0</p>\n<p>line 1</p>' in page
