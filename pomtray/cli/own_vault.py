"""The vault of the person who gives a command."""

from __future__ import annotations

from pathlib import Path

from pomtray.desktop.files import places
from pomtray.desktop.vault.vault import vault_place


def own_vault_place(config: Path) -> tuple[Path, str]:
    """Its file and keyring entry for one settings file."""
    return vault_place(config, places.settings_file(), places.data_folder())
