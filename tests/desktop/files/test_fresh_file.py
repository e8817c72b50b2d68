"""A new file is closed to others from its first moment, whole, and never written over what is not ours."""

from __future__ import annotations

import errno
import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pomtray.desktop.files import fresh_file

modes = pytest.mark.skipif(sys.platform == "win32", reason="modes are not Windows' way")


@pytest.fixture
def no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that takes a file's name and nothing of what is in it."""

    def fill(descriptor: int, *_: object, **__: object) -> None:
        os.close(descriptor)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(fresh_file, "_fill", fill)


@modes
@pytest.mark.usefixtures("no_umask")
def test_what_replaces_another_is_closed_to_others(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.write_bytes(b"before")
    place.chmod(0o644)
    fresh_file.replace(place, b"after")
    assert (place.read_bytes(), stat.S_IMODE(place.stat().st_mode)) == (b"after", 0o600)
    assert list(tmp_path.iterdir()) == [place]


def test_what_a_crash_left_does_not_hinder(tmp_path: Path) -> None:
    place = tmp_path / "place"
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"another's")
    fresh_file.beside(place).symlink_to(elsewhere)
    fresh_file.replace(place, b"after")
    assert (place.read_bytes(), elsewhere.read_bytes()) == (b"after", b"another's")


@pytest.mark.usefixtures("full")
def test_a_full_disk_leaves_what_was_there_and_nothing_more(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.write_bytes(b"before")
    for attempt in (
        lambda: fresh_file.replace(place, b"after"),
        lambda: fresh_file.create(tmp_path / "new", b"after"),
        lambda: fresh_file.write(tmp_path / "fresh", b"after"),
    ):
        with pytest.raises(OSError, match="No space left"):
            attempt()
    assert list(tmp_path.iterdir()) == [place]
    assert place.read_bytes() == b"before"


@modes
@pytest.mark.usefixtures("no_umask")
def test_what_is_created_has_the_mode_that_is_wanted(tmp_path: Path) -> None:
    fresh_file.create(tmp_path / "ours", b"")
    fresh_file.create(tmp_path / "shared", b"", mode=0o666)
    assert [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("ours", "shared")] == [0o600, 0o666]


def test_nothing_that_is_there_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "there").write_bytes(b"before")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for name in ("there", "link"):
        with pytest.raises(FileExistsError):
            fresh_file.create(tmp_path / name, b"after")
    assert (tmp_path / "there").read_bytes() == b"before"
    assert not (tmp_path / "nowhere").exists()
