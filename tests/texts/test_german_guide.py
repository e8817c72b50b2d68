"""The German guide says what the English one says: section by section, with the same examples, keys and links."""

from __future__ import annotations

import re

import pytest

from pomtray.desktop.language import catalogue
from pomtray.ui.help.page import anchor_of
from tests.texts.collecting import ROOT

_CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)]+)\)")


def text_of(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


ENGLISH, GERMAN = text_of("guide.md"), text_of("guide.de.md")


def sections(guide: str) -> list[tuple[str, str, str]]:
    """How deep each is, its title, and what stands below it; code apart."""
    begun = _HEADING.split(_CODE.sub("", guide))[1:]
    return list(zip(begun[::3], begun[1::3], begun[2::3], strict=True))


PAIRS = list(zip(sections(ENGLISH), sections(GERMAN), strict=False))


def test_it_has_the_same_sections() -> None:
    english, german = sections(ENGLISH), sections(GERMAN)
    levels = [(depth, title) for depth, title, _ in english]
    assert [depth for depth, _ in levels] == [depth for depth, _, _ in german], levels[len(german) :]


@pytest.mark.parametrize(("english", "german"), PAIRS, ids=[pair[0][1] for pair in PAIRS])
def test_a_section_names_the_same_keys_commands_rows_and_pages(
    english: tuple[str, str, str], german: tuple[str, str, str]
) -> None:
    for kind in (r"`([^`]+)`", r"\]\((http[^)]+|[a-z]+\.md[^)]*)\)"):
        pattern = re.compile(kind)
        assert found_in(pattern, german[2]) == found_in(pattern, english[2])
    for sign in ("\n|", "\n- ", "\n1. ", "\n2. ", "\n3. ", "\n4. ", "\n5. ", "\n6. "):
        assert german[2].count(sign) == english[2].count(sign)


_BOLD = re.compile(r"\*\*([^*]+)\*\*")


def test_buttons_are_called_what_the_program_calls_them() -> None:
    words = catalogue("de")
    assert words is not None
    bare = {
        key.rpartition("\x04")[2].replace("&", ""): text.replace("&", "")
        for key, text in words.patterns.items()
        if isinstance(text, str)
    }
    for (_, title, english), (_, _, german) in PAIRS:
        there = {" ".join(name.split()) for name in _BOLD.findall(german)}
        named = {" ".join(name.split()) for name in _BOLD.findall(english)}
        assert {bare[name] for name in named & bare.keys()} <= there, title


def found_in(pattern: re.Pattern[str], text: str) -> set[str]:
    return {found for found in pattern.findall(text) if "line 14" not in found and "Zeile 14" not in found}


def test_its_examples_are_the_same_but_for_their_comments() -> None:
    bare = [[re.sub(r" *# .*", "", guide) for guide in _CODE.findall(guide)] for guide in (ENGLISH, GERMAN)]
    assert bare[0] == bare[1]


def test_its_links_lead_somewhere() -> None:
    anchors = {anchor_of(title) for _, title, _ in sections(GERMAN)}
    inner = {link.removeprefix("#") for link in _LINK.findall(GERMAN) if link.startswith("#")}
    assert inner <= anchors
    assert len(anchors) == len(sections(GERMAN)), "no two have one name"
