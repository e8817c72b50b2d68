"""Where files of ours belong on this platform."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import platformdirs

NOWHERE: Final = Path(os.devnull)
"""Stands for a folder that cannot be known: nothing can be below it, whoever asks."""
_FOLDERS: Final = (
    "HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"
)  # fmt: skip


def settle_environment() -> None:
    """Make whoever asks for a home or a folder of it get a full path, or one where nothing can be.

    A relative path counts for nothing (XDG Base Directory Specification 0.8, "Basics"): it would lead to wherever the
    program was started.
    """
    for name in _FOLDERS:
        if not Path(os.environ.get(name, "")).is_absolute():
            os.environ.pop(name, None)
    if not Path(os.path.expanduser("~")).is_absolute():  # noqa: PTH111 pathlib raises where there is no home
        os.environ["HOME"] = str(NOWHERE / "no-home")


def absolute(path: Path) -> Path:
    """`path`, seen from the current folder; one below `NOWHERE` where that folder has been removed."""
    try:
        return path.absolute()
    except OSError:
        return NOWHERE / "removed-folder" / path


def settings_file() -> Path:
    """The settings file used where the command line names none."""
    return platformdirs.user_config_path("pomtray", appauthor=False) / "pomtray.toml"


def desktop_file() -> Path | None:
    """Ours, by which a desktop knows the program's name and icon; None where none is installed.

    That is looked for as the XDG Base Directory Specification 0.8 says.
    """
    folders = (data_folder().parent, *shared_folders())
    places = (folder / "applications/pomtray.desktop" for folder in folders if folder.is_absolute())
    return next((place for place in places if place.is_file()), None)


def shared_folders() -> tuple[Path, ...]:
    """Where all users' data is, the first one first (XDG Base Directory Specification 0.8)."""
    return tuple(map(Path, (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")))


def data_folder() -> Path:
    """The vault's folder."""
    return platformdirs.user_data_path("pomtray", appauthor=False)


def state_folder() -> Path:
    """What is worth keeping until the next start, and no more than that."""
    return platformdirs.user_state_path("pomtray", appauthor=False)


def log_file() -> Path:
    """The log: one for every run on this account."""
    return platformdirs.user_log_path("pomtray", appauthor=False) / "pomtray.log"
