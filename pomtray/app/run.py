"""What one run of the tray program is for, and what it has of the machine."""

from __future__ import annotations

from pathlib import Path

from pomtray.core.light_dataclass import dataclass
from pomtray.desktop.clipboard import Clipboard
from pomtray.desktop.files.log import LogFile
from pomtray.desktop.files.window_place import WindowPlace
from pomtray.desktop.sockets.instance import Instance
from pomtray.desktop.vault.memory import MemoryVault


@dataclass(frozen=True, slots=True)
class Run:
    settings: Path
    """The file."""
    vault: tuple[Path, str] | MemoryVault
    """Where it is, and what it is called in the keyring; or one that is here."""
    data: Path
    """The folder."""
    activity: Path
    """The file."""
    place: WindowPlace
    instance: Instance
    log: LogFile
    clipboard: Clipboard
    is_demo: bool = False
    """The settings are its own, in which this computer counts as one domain."""
