"""Starting with the desktop session: on, off, and whether it is."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import platformdirs

_NAME: Final = "pomtray"

if sys.platform == "win32":
    import subprocess
    import winreg

    # The session starts what this key names; it belongs to the user (Microsoft Learn, "Run and RunOnce keys").
    _KEY: Final = r"Software\Microsoft\Windows\CurrentVersion\Run"

    def is_on() -> bool:
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _KEY) as key:
            winreg.QueryValueEx(key, _NAME)
            return True
        return False

    def turn_on(command: Sequence[str]) -> None:
        with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _KEY) as key:
            winreg.SetValueEx(key, _NAME, 0, winreg.REG_SZ, subprocess.list2cmdline(command))

    def turn_off() -> None:
        with suppress(OSError), winreg.CreateKey(winreg.HKEY_CURRENT_USER, _KEY) as key:
            winreg.DeleteValue(key, _NAME)
else:

    def is_on() -> bool:
        """Whether the program starts with the session."""
        return _file().is_file()

    def turn_on(command: Sequence[str]) -> None:
        """Start `command` (argv) with every session. Raises `OSError`."""
        _file().parent.mkdir(parents=True, exist_ok=True)
        _file().write_bytes(_agent(command) if sys.platform == "darwin" else desktop_entry(command))

    def turn_off() -> None:
        """Raises `OSError`; already off is well."""
        _file().unlink(missing_ok=True)


def hidden(command: Sequence[str]) -> tuple[str, ...]:
    """`command` as a session starts it: the tray may come later, and no window opens by itself."""
    return (*command, "--hidden")


def _file() -> Path:
    """Where launchd looks for a user's agents (launchd.plist(5)), or a session as XDG Autostart 0.5 says."""
    if sys.platform == "darwin":
        return Path.home() / "Library/LaunchAgents/pomtray.plist"
    return platformdirs.user_config_path() / "autostart/pomtray.desktop"


def _agent(command: Sequence[str]) -> bytes:
    import plistlib  # noqa: PLC0415 macOS alone

    return plistlib.dumps({"Label": _NAME, "ProgramArguments": list(command), "RunAtLoad": True})


def desktop_entry(command: Sequence[str]) -> bytes:
    """An XDG desktop entry that runs `command`."""
    line = " ".join(quoted(word) for word in command)
    head = "[Desktop Entry]\nType=Application\nName=pomtray\nIcon=pomtray\n"
    return f"{head}Exec={line}\nTerminal=false\nX-GNOME-Autostart-enabled=true\n".encode()


def quoted(word: str) -> str:
    """One argument in an Exec line (Desktop Entry Specification 1.5, "The Exec key").

    Quoting comes first, then the escapes of every string in such a file, so a backslash becomes four.
    """
    if any(char in word for char in "\r\n\0"):
        raise ValueError("a line break cannot be written into a desktop entry")
    for char in '\\"`$':
        word = word.replace(char, f"\\{char}")
    return '"' + word.replace("\\", "\\\\").replace("%", "%%") + '"'
