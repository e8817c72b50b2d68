"""Where files of ours belong on this platform."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def settings_file() -> Path:
    """The settings file used where the command line names none."""
    return platformdirs.user_config_path("pomtray", appauthor=False) / "pomtray.toml"


def data_folder() -> Path:
    """The vault's folder."""
    return platformdirs.user_data_path("pomtray", appauthor=False)


def log_file() -> Path:
    """The log: one for every run on this account."""
    return platformdirs.user_log_path("pomtray", appauthor=False) / "pomtray.log"
