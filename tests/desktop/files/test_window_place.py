from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.desktop.files.window_place import WindowPlace


def test_what_was_kept_is_there_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "state/pomtray/window"
    assert WindowPlace(path).kept() == b""
    WindowPlace(path).keep(b"first")
    WindowPlace(path).keep(b"second")
    assert WindowPlace(path).kept() == b"second"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [found.name for found in path.parent.iterdir()] == ["window"]


def test_a_place_that_cannot_be_kept_is_logged_and_no_more(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")
    place = WindowPlace(tmp_path / "file/window")
    with caplog.at_level("INFO"):
        place.keep(b"place")
    assert place.kept() == b""
    assert "could not be kept: Not a directory" in caplog.text


def test_no_more_is_read_than_a_place_is_long(tmp_path: Path) -> None:
    (tmp_path / "window").write_bytes(b"x" * 100_000)
    assert len(WindowPlace(tmp_path / "window").kept()) == 4096
