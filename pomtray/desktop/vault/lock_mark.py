"""The mark beside a vault that is locked: every pomtray program looks for it before it uses a session.

It is a promise, and no barrier: the vault is encrypted as before, and its key is where the keyring keeps it.
"""

from __future__ import annotations

import os
from pathlib import Path

from pomtray.desktop.files import private_folder
from pomtray.desktop.vault.trouble import on_disk


class LockMark:
    """Of the vault at `vault`. It stays until it is taken away, over the end of every program."""

    def __init__(self, vault: Path) -> None:
        self._file = vault.with_name(f"{vault.name}.locked")

    @property
    def is_there(self) -> bool:
        return os.path.lexists(self._file)

    def put(self) -> None:
        """Harmless where it is there. Raises `VaultTrouble` (disk)."""
        try:
            private_folder.make(self._file.parent)
            self._file.touch(0o600)
        except OSError as error:
            raise on_disk(error, self._file) from error

    def take_away(self) -> None:
        """Harmless where it is not there. Raises `VaultTrouble` (disk)."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError as error:
            raise on_disk(error, self._file) from error
