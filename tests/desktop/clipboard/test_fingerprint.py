"""What was ours is known again by its hash, also by the next start; the text is kept nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.desktop.clipboard.fingerprint import LeftOver, Ours

SECRET = "not-a-real-secret-Aé"


def test_each_text_is_known_again() -> None:
    ours = Ours().adding(SECRET).adding("another")
    assert ours.has(SECRET)
    assert ours.has("another")
    assert not ours.has("theirs")
    assert not ours.has("")
    assert not ours.has(None)


def test_lines_may_end_as_windows_has_them() -> None:
    assert Ours().adding("one\ntwo").has("one\r\ntwo")


def test_a_lone_surrogate_is_a_text_too() -> None:
    assert Ours().adding("\ud800").has("\ud800")


def test_the_same_text_has_another_hash_each_time() -> None:
    one, other = Ours().adding(SECRET), Ours().adding(SECRET)
    assert one.hashes != other.hashes
    assert not Ours(one.salt, other.hashes).has(SECRET)


def test_whatever_salt_stands_in_the_file_can_be_used() -> None:
    assert not Ours(bytes(65), frozenset({b"x"})).has(SECRET)
    assert Ours(bytes(65)).adding(SECRET).has(SECRET)


def test_nothing_shows_the_text() -> None:
    ours = Ours().adding(SECRET)
    assert SECRET not in repr(ours)
    assert SECRET not in ours.to_json()
    assert ours.salt.hex() not in repr(ours)


def test_the_next_start_knows_it(tmp_path: Path) -> None:
    path = tmp_path / "state" / "pomtray" / "clipboard"
    LeftOver(path).note(Ours().adding(SECRET))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert LeftOver(path).noted().has(SECRET)
    LeftOver(path).note(Ours())
    assert list(path.parent.iterdir()) == []
    assert not LeftOver(path).noted()


def test_a_later_note_replaces_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "clipboard"
    (tmp_path / ".clipboard.new").write_text("from a crash")
    LeftOver(path).note(Ours().adding(SECRET))
    LeftOver(path).note(Ours().adding("another"))
    assert LeftOver(path).noted().has("another")
    assert not LeftOver(path).noted().has(SECRET)


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", '{"salt": "00"}', '{"salt": "zz", "hashes": []}', '{"salt": "00", "hashes": [1]}',
        '{"salt": "00", "hashes": ["zz"]}', '{"salt": "00", "hashes": {}}', "[" * 60_000, "\xff",
    ],
)  # fmt: skip
def test_what_nobody_wrote_is_nothing(tmp_path: Path, text: str) -> None:
    path = tmp_path / "clipboard"
    path.write_text(text, encoding="latin-1")
    assert not LeftOver(path).noted()


def test_a_place_that_takes_nothing_forbids_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    nowhere = LeftOver(tmp_path / "file" / "clipboard")
    nowhere.note(Ours().adding(SECRET))
    nowhere.note(Ours())
    assert not nowhere.noted()


def test_without_a_place_nothing_is_kept() -> None:
    LeftOver(None).note(Ours().adding(SECRET))
    assert not LeftOver(None).noted()
