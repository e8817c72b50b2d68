"""The page speaks the language of whoever signs in."""

from __future__ import annotations

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
