"""The person's own desktop file and icon, where no package brings them.

A window's icon under Wayland, notices, portals and the tray of Plasma find a program by its desktop file's name.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import platformdirs

from pomtray.desktop.files import places
from pomtray.desktop.shell.autostart import quoted
from pomtray.serve.resources import resource_bytes

_ICON: Final = "icons/pomtray.svg"
_IN_FLATPAK: Final = Path("/.flatpak-info")


def is_supported() -> bool:
    """Whether programs have desktop files here (freedesktop.org's Desktop Entry Specification)."""
    return sys.platform not in {"win32", "darwin"} and not is_sandboxed()


def is_sandboxed() -> bool:
    """Whether the person's own folders are out of reach (Flatpak, "Sandbox permissions")."""
    return _IN_FLATPAK.exists()


def is_installed() -> bool:
    return _entry().is_file()


def is_provided() -> bool:
    """Whether a package has put it where everybody's menu is."""
    return any((path / "applications/pomtray.desktop").is_file() for path in places.shared_folders())


def install(command: Sequence[str]) -> None:
    """Put the program, which `command` (argv) starts, into the person's menu. Raises `OSError`."""
    shipped = resource_bytes("pomtray.desktop").decode()
    line = " ".join(quoted(word) for word in command)
    _write(_entry(), shipped.replace("Exec=pomtray\n", f"Exec={line}\n").encode())
    _write(_icon(), resource_bytes(_ICON))


def remove() -> None:
    """Take it away; raises `OSError`. What is not there is well."""
    for path in (_entry(), _icon()):
        path.unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _entry() -> Path:
    return platformdirs.user_data_path() / "applications/pomtray.desktop"


def _icon() -> Path:
    """Where the Icon Theme Specification 0.13 looks for what belongs to no theme."""
    return platformdirs.user_data_path() / "icons/hicolor/scalable/apps/pomtray.svg"
