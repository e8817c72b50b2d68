"""Where files of ours belong on this platform."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

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
    return _config_folder() / "pomtray.toml"


def desktop_file() -> Path | None:
    """Ours, by which a desktop knows the program's name and icon; None where none is installed.

    That is looked for as the XDG Base Directory Specification 0.8 says.
    """
    shared = os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share"
    folders = (data_folder().parent, *map(Path, shared.split(":")))
    places = (folder / "applications/pomtray.desktop" for folder in folders if folder.is_absolute())
    return next((place for place in places if place.is_file()), None)


def log_file() -> Path:
    """The log: one for every run on this account."""
    return _log_folder() / "pomtray.log"


if sys.platform == "linux":
    # The icon waits for this, and platformdirs, which knows every system, would stay in memory: 0.3 MiB.

    def config_home() -> Path:
        """Where all programs keep what the person has set."""
        return _xdg("XDG_CONFIG_HOME", ".config")

    def data_home() -> Path:
        """Where all programs keep the person's data."""
        return _xdg("XDG_DATA_HOME", ".local/share")

    def data_folder() -> Path:
        """The vault's folder."""
        return data_home() / "pomtray"

    def state_folder() -> Path:
        """What is worth keeping until the next start, and no more than that."""
        return _xdg("XDG_STATE_HOME", ".local/state") / "pomtray"

    def _config_folder() -> Path:
        return config_home() / "pomtray"

    def _log_folder() -> Path:
        return state_folder() / "log"

    def _xdg(variable: str, below_home: str) -> Path:
        """XDG Base Directory Specification 0.8: what is no full path counts for nothing."""
        said = os.environ.get(variable, "")
        return Path(said if said.startswith("/") else os.path.expanduser(f"~/{below_home}"))  # noqa: PTH111 as above
else:
    import platformdirs

    def config_home() -> Path:
        """Where all programs keep what the person has set."""
        return platformdirs.user_config_path()

    def data_home() -> Path:
        """Where all programs keep the person's data."""
        return platformdirs.user_data_path()

    def data_folder() -> Path:
        """The vault's folder."""
        return platformdirs.user_data_path("pomtray", appauthor=False)

    def state_folder() -> Path:
        """What is worth keeping until the next start, and no more than that."""
        return platformdirs.user_state_path("pomtray", appauthor=False)

    def _config_folder() -> Path:
        return platformdirs.user_config_path("pomtray", appauthor=False)

    def _log_folder() -> Path:
        return platformdirs.user_log_path("pomtray", appauthor=False)
