"""The first settings file, in the language of whoever will read it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pomtray.desktop.language import catalogue
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.example import example
from tests.texts.pseudo import Pseudo, unmarked

_SAID = re.compile(r" {2,}# (.*)$")


def problems(text: str) -> list[str]:
    """What is no TOML in it."""
    head, *lines = text.partition("\n\n")[::2]
    return [*head.splitlines(), *(found[1] for line in lines[0].splitlines() if (found := _SAID.search(line)))]


def toml(text: str) -> list[str]:
    return [_SAID.sub("", line) for line in text.partition("\n\n")[2].splitlines()]


def test_all_that_is_said_in_it_is_marked() -> None:
    told = problems(example(Pseudo()))
    assert len(told) > 30
    assert [line for line in told if unmarked(line, ())] == []


def test_the_keys_are_the_same_in_all_languages() -> None:
    assert toml(example(catalogue("de"))) == toml(example())


def test_a_first_start_writes_it_in_the_desktops_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    settings.write_example(tmp_path / "pomtray.toml")
    written = (tmp_path / "pomtray.toml").read_text(encoding="utf-8")
    assert written == example(catalogue("de"))
    assert "docs/guide.de.md" in written
