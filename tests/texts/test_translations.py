"""Each text that is marked is translated, with the same values in it, and the program reads what translators wrote."""

from __future__ import annotations

import string
from pathlib import Path

import pytest

from pomtray.core.catalogue import PLURALS
from tests.texts.collecting import Found, collected, texts_of
from tests.texts.linguist import Translated, catalogue_of, file_of, languages, lines, merged, read, written


@pytest.fixture(scope="module")
def texts() -> list[Found]:
    return collected()


@pytest.mark.parametrize("language", languages())
def test_the_translators_file_has_every_text(language: str, texts: list[Found]) -> None:
    """Else run scripts/texts."""
    found = read(file_of(language))
    assert [each.text.key for each in found if not each.gone] == [text.key for text in texts]
    assert file_of(language).read_text(encoding="utf-8") == written(merged(texts, found), language)


@pytest.mark.parametrize("language", languages())
def test_the_program_reads_what_the_translators_wrote(language: str) -> None:
    """Else run scripts/texts."""
    assert catalogue_of(language).read_text(encoding="utf-8") == lines(read(file_of(language)))


@pytest.mark.parametrize("language", languages())
def test_every_text_is_translated(language: str, texts: list[Found]) -> None:
    done = {each.text.key for each in read(file_of(language)) if each.forms}
    assert [text for text in texts if text.key not in done] == []


@pytest.mark.parametrize("language", languages())
def test_a_translation_has_the_values_of_its_text(language: str) -> None:
    wrong = [each for each in read(file_of(language)) if each.forms and not each.gone and not _fits(each)]
    assert wrong == []


def _fits(each: Translated) -> bool:
    """What is said of one may do without the number."""
    wanted = names(each.text.pattern)
    last = len(each.forms) - 1
    return all(
        names(form) == wanted or (at < last and names(form) == wanted - {"count"}) for at, form in enumerate(each.forms)
    )


def names(pattern: str) -> set[str]:
    try:
        found = list(string.Formatter().parse(pattern))
    except ValueError:
        return set()  # a brace stands for itself: nothing can be put into it
    assert all(not spec and not conversion for _, _, spec, conversion in found), pattern
    return {name for _, name, _, _ in found if name is not None}


def test_a_text_has_plain_names_in_its_braces(texts: list[Found]) -> None:
    for text in texts:
        assert all(name.isidentifier() or " " in name for name in names(text.pattern) | names(text.one)), text


@pytest.mark.parametrize("language", languages())
def test_what_is_counted_has_all_forms_of_the_language(language: str) -> None:
    wanted = len({PLURALS[language](count) for count in range(1000)})
    for each in read(file_of(language)):
        if each.forms:
            assert len(each.forms) == (wanted if each.text.one else 1), each


def test_a_mark_has_its_pattern_beside_it() -> None:
    source = "from pomtray.core.text import phrase\nphrase(f'{x} is new')\n"
    with pytest.raises(ValueError, match="m:2: the pattern"):
        list(texts_of(source, "m"))


def test_texts_are_found_where_their_mark_is_imported() -> None:
    source = "from pomtray.core.text import counted, phrase\nphrase('a ' 'b', 'c')\ncounted('1 d', '{count} d', 2)\n"
    assert list(texts_of(source, "m")) == [Found("a b", "c"), Found("{count} d", one="1 d")]
    assert list(texts_of("phrase('a')\n", "m")) == []


def test_what_is_translated_outlives_changes_of_the_program(tmp_path: Path) -> None:
    known = [Translated(Found('b <&> "c"'), ("B",)), Translated(Found("{count} d", one="1 d"), ("D", "{count} D"))]
    path = tmp_path / "a.ts"
    path.write_text(written(merged([Found("a"), *(each.text for each in known)], known), "de"))
    assert read(path)[1:] == known
    later = merged([Found("a", "at night")], read(path))
    assert [(each.text.key, each.forms, each.gone) for each in later] == [
        ("at night\x04a", (), False),
        ('b <&> "c"', ("B",), True),
        ("{count} d", ("D", "{count} D"), True),
    ]
    path.write_text(written(later, "de"))
    assert read(path) == later
    assert lines(later) == ""
