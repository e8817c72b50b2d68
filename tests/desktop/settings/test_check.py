from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.core.errors import SettingsError
from pomtray.core.settings.text import TextCheck
from pomtray.desktop.settings.check import checked, text_in
from pomtray.desktop.settings.writer import SettingsWriter

GOOD = '# mine\n[[routes]]\nname = "A"\nurl = "https://a.example"\n'


@pytest.mark.parametrize(
    ("text", "line", "counts", "said"),
    [
        (GOOD + "[[routes]]\nname = 'B'\n", 5, True, "is missing"),
        (GOOD + "x = 'y\n", 5, False, "closing ' is missing"),
        (GOOD + "x = " + "[" * 50, 5, False, "nested too deeply"),
        (GOOD + "#" * 1024 * 1024, 1, False, "1 MiB"),
    ],
)
def test_each_fault_has_its_line(tmp_path: Path, text: str, line: int, counts: object, said: str) -> None:
    found = checked(text, tmp_path / "pomtray.toml")
    assert [fault.line for fault in found.faults] == [line]
    assert said in found.faults[0].sentence
    assert found.counts is counts


def test_a_good_text_has_none(tmp_path: Path) -> None:
    assert checked(GOOD, tmp_path / "pomtray.toml") == TextCheck()


async def test_what_is_saved_keeps_ends_of_lines_mark_and_rights(tmp_path: Path) -> None:
    path = tmp_path / "pomtray.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    text = text_in(path)
    assert text == GOOD
    patch = await SettingsWriter(path).replace(text, f"{text}# more\n")
    assert path.read_bytes() == b"\xef\xbb\xbf" + f"{GOOD}# more\n".replace("\n", "\r\n").encode()
    assert path.stat().st_mode & 0o777 == 0o640
    await SettingsWriter(path).undo(patch)
    assert text_in(path) == GOOD


@pytest.mark.parametrize(
    ("before", "text", "said"),
    [
        ("# other\n", GOOD, "changed elsewhere"),
        (GOOD, "x = 'y\n", "closing ' is missing"),
        (GOOD, "#" * 1024 * 1024 + "\n", "1 MiB"),
    ],
)
async def test_what_is_not_saved_leaves_the_file_alone(tmp_path: Path, before: str, text: str, said: str) -> None:
    path = tmp_path / "pomtray.toml"
    path.write_text(GOOD)
    with pytest.raises(SettingsError) as caught:
        await SettingsWriter(path).replace(before, text)
    assert said in caught.value.problem.sentence
    assert path.read_text() == GOOD


async def test_entries_may_be_refused_of_what_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "pomtray.toml"
    path.write_text("not TOML")
    await SettingsWriter(path).replace("not TOML", "[[routes]]\nname = 'B'\n")
    assert path.read_text() == "[[routes]]\nname = 'B'\n"
