"""A lock between processes: one holder at a time, for this user only, and nothing left open."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from pomtray.desktop.files import file_lock
from pomtray.desktop.files.file_lock import FileLock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lock"


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_one_holds_it_at_a_time(path: Path) -> None:
    one, other = FileLock(path), FileLock(path)
    assert not one.held
    assert one.acquire(wait=False)
    assert (one.held, other.acquire(wait=False), other.held) == (True, False, False)
    one.release()
    assert not one.held
    assert other.acquire(wait=True)
    assert other.held
    other.release()
    other.release()


def test_who_takes_it_again_still_holds_it(path: Path) -> None:
    before = open_descriptors()
    lock = FileLock(path)
    assert lock.acquire(wait=False)
    assert lock.acquire(wait=False)
    assert open_descriptors() == before + 1
    lock.release()


def test_who_does_not_get_it_leaves_nothing_open(path: Path) -> None:
    holder = FileLock(path)
    assert holder.acquire(wait=False)
    before = open_descriptors()
    assert not FileLock(path).acquire(wait=False)
    assert open_descriptors() == before
    holder.release()


@pytest.mark.parametrize("error", [OSError, KeyboardInterrupt])
def test_what_stops_the_wait_leaves_nothing_open(
    path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def fail(descriptor: int, *, wait: bool) -> None:
        raise error

    monkeypatch.setattr(file_lock, "_lock", fail)
    before = open_descriptors()
    lock = FileLock(path)
    with pytest.raises(error):
        lock.acquire(wait=True)
    assert (open_descriptors(), lock.held) == (before, False)


def test_it_is_for_this_user_only(path: Path) -> None:
    mask = os.umask(0)
    try:
        assert FileLock(path).acquire(wait=False)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_link_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        FileLock(path).acquire(wait=False)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("again", [False, True])
def test_a_file_that_somebody_removed_is_held_no_more(path: Path, *, again: bool) -> None:
    lock = FileLock(path)
    assert lock.acquire(wait=False)
    path.unlink()
    if again:
        path.touch()
    assert not lock.held
    lock.release()
