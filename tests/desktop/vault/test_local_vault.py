"""The tray's part of a vault: it says what the whole one says, and leaves what it does to the worker."""

from __future__ import annotations

from pathlib import Path

import pytest

from pomtray.desktop.vault.local_vault import LocalVault
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "sessions.vault"


async def test_a_save_is_tried_and_nothing_is_left(path: Path) -> None:
    vault = LocalVault(path)
    await vault.probe()
    assert not await vault.is_there()
    assert {each.name for each in path.parent.iterdir()} <= {"sessions.vault.lock"}
    path.write_bytes(b"sealed")
    await vault.probe()
    assert await vault.is_there()
    assert path.read_bytes() == b"sealed"
    await vault.close()


async def test_a_folder_that_cannot_be_had_is_told(path: Path) -> None:
    path.parent.write_text("in its place")
    with pytest.raises(VaultTrouble) as told:
        await LocalVault(path).probe()
    assert told.value.kind is Trouble.DISK


async def test_the_mark_that_locks_it(path: Path) -> None:
    vault, other = LocalVault(path), LocalVault(path)
    await vault.mark_locked()
    assert await other.is_locked()
    await other.mark_open()
    assert not await vault.is_locked()
