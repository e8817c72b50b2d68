"""The vault of the person who gives a command: where it is, and what it holds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pomtray.core.domain.lock import LOCKED
from pomtray.core.domain.logins import Logins
from pomtray.core.domain.stored import load, load_remembered, merge, not_ours
from pomtray.core.errors import VaultError
from pomtray.core.secret import Secret
from pomtray.desktop.files import places
from pomtray.desktop.vault.local_vault import vault_place
from pomtray.desktop.vault.lock_mark import LockMark
from pomtray.desktop.vault.vault import Vault


def own_vault_place(config: Path) -> tuple[Path, str]:
    """Its file and keyring entry for one settings file."""
    return vault_place(config, places.settings_file(), places.data_folder())


def own_vault(config: Path, deadline_for: float = 5.0) -> Vault:
    """Not opened yet. deadline_for: seconds that bound every wait."""
    file, entry = own_vault_place(config)
    return Vault(file, entry, merge=merge, deadline_for=deadline_for)


@asynccontextmanager
async def unasked(config: Path, status: dict[str, Any] | None) -> AsyncIterator[Vault]:
    """One that can be read without anybody being asked. Raises `VaultError` where it cannot, `LOCKED` while it is.

    status: what the app of these settings says of itself; None where none runs, and the vault's own mark counts.
    """
    file, _ = own_vault_place(config)
    if status.get("locked") is True if status is not None else LockMark(file).is_there:
        raise VaultError(LOCKED)
    vault = own_vault(config)
    try:
        if (obstacle := await vault.obstacle()) is not None:
            raise VaultError(obstacle)
        yield vault
    finally:
        await vault.close()


async def held(vault: Vault) -> tuple[Logins, dict[str, Secret]]:
    """What the vault holds, and the secrets in it by their names. Raises `VaultError`."""
    data = await vault.load()
    try:
        return (Logins(load(data)), dict(load_remembered(data).secrets)) if data else (Logins(), {})
    except ValueError as error:
        raise VaultError(not_ours(str(error))) from None
