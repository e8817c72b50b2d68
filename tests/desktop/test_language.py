"""Which language it is, and that English costs nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pomtray.core.catalogue import worded
from pomtray.core.text import phrase
from pomtray.desktop import language


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, []),
        ({"LANG": "de_DE.UTF-8"}, ["de_DE.UTF-8"]),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, ["en_GB.UTF-8"]),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "", "LC_ALL": "de"}, ["de"]),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:de"}, ["fr", "de", "en_US.UTF-8"]),
        ({"LANGUAGE": "de"}, []),
        ({"LANG": "C.UTF-8", "LANGUAGE": "de"}, ["C.UTF-8"]),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C", "LANGUAGE": "de"}, ["C"]),
    ],
)
def test_the_environment_says_what_is_preferred(environment: dict[str, str], wanted: list[str]) -> None:
    assert language.of_environment(environment) == wanted


@pytest.mark.parametrize(
    ("preferred", "wanted"),
    [
        ([], "en"),
        (["de_AT.UTF-8@euro"], "de"),
        (["de-CH", "en"], "de"),
        (["fr_FR", "de_DE"], "de"),
        (["fr_FR", "en_GB", "de_DE"], "en"),
        (["C", "de_DE"], "en"),
        (["fr_FR"], "en"),
    ],
)
def test_the_first_that_we_have_is_taken(preferred: list[str], wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_preferred", lambda: iter(preferred))
    assert language.language() == wanted


def test_there_is_a_catalogue_of_each_language_but_english() -> None:
    assert language.catalogue("en") is None
    assert language.catalogue("xx") is None
    german = language.catalogue("de")
    assert german is not None
    assert worded(phrase("there is no such text"), german) == "there is no such text"


def test_english_reads_nothing() -> None:
    script = (
        "import sys; from pomtray.desktop.language import catalogue, language; before = set(sys.modules);"
        "assert catalogue(language()) is None; print(*sorted(set(sys.modules) - before), 'json' in sys.modules)"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        env={"LANG": "en_US.UTF-8", "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert ended.stdout == "False\n"
