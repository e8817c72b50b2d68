"""Starting with the session: the entry, and what a desktop reads from it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.desktop.shell import autostart

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms keep it elsewhere")


@pytest.fixture
def entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    return tmp_path / "autostart" / "pomtray.desktop"


def test_on_and_off(entry: Path) -> None:
    assert not autostart.is_on()
    autostart.turn_off()
    autostart.turn_on(["/usr/bin/pomtray"])
    autostart.turn_on(["/usr/bin/pomtray"])
    assert autostart.is_on()
    assert entry.read_text().splitlines()[0] == "[Desktop Entry]"
    autostart.turn_off()
    assert not autostart.is_on()


def read_back(line: str) -> list[str]:
    """As the Desktop Entry Specification says: first the escapes of strings, then the quoting, then the field codes."""
    value, words = line.replace("\\\\", "\\"), []
    position = 0
    while position < len(value):
        assert value[position] == '"'
        word, position = "", position + 1
        while value[position] != '"':
            position += value[position] == "\\"
            word += value[position]
            position += 1
        words.append(word.replace("%%", "%"))
        position += 2
    return words


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"])), min_size=1))
def test_every_argument_comes_back_as_it_was(command: list[str]) -> None:
    lines = autostart.desktop_entry(command).decode().split("\n")
    (line,) = [line for line in lines if line.startswith("Exec=")]
    assert read_back(line.removeprefix("Exec=")) == command


def test_a_line_break_is_refused() -> None:
    with pytest.raises(ValueError, match="line break"):
        autostart.desktop_entry(["pomtray", "--config", "a\nb"])
