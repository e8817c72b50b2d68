"""Which browsers are here, and their profiles: by the lists that the browsers keep of these, nothing else of a profile.

Of Linux and the BSDs; elsewhere a browser's command is written by hand.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from pathlib import Path
from typing import Final

from pomtray.core.browsers import BrowserChoice, Family, choices, chromium_profiles, firefox_profiles

_LARGEST: Final = 4 * 1024 * 1024
"""Bytes: Chromium's list holds much else."""
_KNOWN: Final = (
    (
        "Firefox",
        ("firefox", "firefox-esr"),
        Family.FIREFOX,
        (".mozilla/firefox", "snap/firefox/common/.mozilla/firefox"),
    ),
    ("LibreWolf", ("librewolf",), Family.FIREFOX, (".librewolf",)),
    (
        "Chromium",
        ("chromium", "chromium-browser"),
        Family.CHROMIUM,
        (".config/chromium", "snap/chromium/common/chromium"),
    ),
    ("Google Chrome", ("google-chrome", "google-chrome-stable"), Family.CHROMIUM, (".config/google-chrome",)),
    ("Brave", ("brave-browser", "brave"), Family.CHROMIUM, (".config/BraveSoftware/Brave-Browser",)),
    ("Microsoft Edge", ("microsoft-edge", "microsoft-edge-stable"), Family.CHROMIUM, (".config/microsoft-edge",)),
    ("Vivaldi", ("vivaldi", "vivaldi-stable"), Family.CHROMIUM, (".config/vivaldi",)),
)
_FLATPAKS: Final = (
    ("Firefox (Flatpak)", "org.mozilla.firefox", Family.FIREFOX, ".mozilla/firefox"),
    ("Chromium (Flatpak)", "org.chromium.Chromium", Family.CHROMIUM, "config/chromium"),
    ("Google Chrome (Flatpak)", "com.google.Chrome", Family.CHROMIUM, "config/google-chrome"),
    ("Brave (Flatpak)", "com.brave.Browser", Family.CHROMIUM, "config/BraveSoftware/Brave-Browser"),
)


def found() -> tuple[BrowserChoice, ...]:
    """All of them. It blocks: homes may lie on a network's disk."""
    if sys.platform in ("win32", "darwin"):
        return ()
    home, here = Path.home(), list[BrowserChoice]()
    for title, programs, family, folders in _KNOWN:
        if program := next((name for name in programs if shutil.which(name)), ""):
            here += choices(title, (program,), family, _profiles(family, [home / folder for folder in folders]))
    for title, app, family, folder in _FLATPAKS:
        place = home / ".var/app" / app
        if shutil.which("flatpak") and place.is_dir():
            here += choices(title, ("flatpak", "run", app), family, _profiles(family, [place / folder]))
    return tuple(here)


def _profiles(family: Family, folders: list[Path]) -> dict[str, str]:
    """Of the first folder that there is."""
    folder = next((folder for folder in folders if folder.is_dir()), None)
    if folder is None:
        return {}
    if family is Family.FIREFOX:
        return firefox_profiles(_data(folder / "profiles.ini").decode(errors="replace"))
    return chromium_profiles(_data(folder / "Local State"), _LARGEST)


def _data(path: Path) -> bytes:
    """Nothing where it cannot be read, is no file, or is larger than any such list."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(_LARGEST + 1) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
    except OSError:
        return b""
    return data if len(data) <= _LARGEST else b""
