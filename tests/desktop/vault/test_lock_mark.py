"""The mark of a locked vault: every program sees it, and it stays until it is taken away."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from pomtray.desktop.vault.lock_mark import LockMark
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble


@pytest.fixture
def vault(tmp_path: Path) -> Path:
    return tmp_path / "share" / "pomtray" / "sessions.vault"


def test_every_program_sees_it_until_one_takes_it_away(vault: Path) -> None:
    one, other = LockMark(vault), LockMark(vault)
    assert not other.is_there
    one.put()
    assert other.is_there
    other.put()
    assert one.is_there
    other.take_away()
    assert not one.is_there
    one.take_away()
    assert not one.is_there


def test_it_is_of_one_vault(vault: Path) -> None:
    LockMark(vault).put()
    assert not LockMark(vault.with_name("sessions-2.vault")).is_there


def test_it_and_its_folder_are_for_this_user_only(vault: Path) -> None:
    mask = os.umask(0)
    try:
        LockMark(vault).put()
    finally:
        os.umask(mask)
    (mark,) = vault.parent.iterdir()
    assert (stat.S_IMODE(mark.stat().st_mode), mark.read_bytes()) == (0o600, b"")
    assert stat.S_IMODE(vault.parent.stat().st_mode) == 0o700


def test_what_stands_in_its_place_locks_too(vault: Path) -> None:
    """In doubt no session is used."""
    vault.parent.mkdir(parents=True)
    vault.with_name("sessions.vault.locked").symlink_to("nowhere")
    assert LockMark(vault).is_there


@pytest.mark.parametrize("call", [LockMark.put, LockMark.take_away])
def test_what_the_disk_does_not_let_is_told_with_the_path(vault: Path, call: Callable[[LockMark], None]) -> None:
    vault.parent.parent.write_bytes(b"")
    with pytest.raises(VaultTrouble) as caught:
        call(LockMark(vault))
    assert caught.value.kind is Trouble.DISK
    assert str(vault.parent.parent) in caught.value.problem.sentence
