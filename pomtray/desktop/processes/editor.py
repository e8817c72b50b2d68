"""Whether the desktop has a program for a file of ours: its launchers say that they succeeded where none came up.

`xdg-mime`, which comes with `xdg-open`, names the entry that stands for a kind of file (freedesktop "Association
between MIME types and applications"); the entry says what it starts, and whether in a terminal ("Desktop Entry").
"""

from __future__ import annotations

import asyncio
import configparser
import contextlib
import os
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pomtray.desktop.files import places
from pomtray.desktop.processes.printing import printed

_PATIENCE: Final = 3.0
"""Seconds."""
_PLAIN: Final = "text/plain"
_LARGEST: Final = 256 * 1024
"""Characters of an entry: all languages are in it."""
_WITH_TERMINAL: Final = {"GNOME", "KDE", "XFCE", "MATE", "X-CINNAMON", "CINNAMON", "LXQT", "LXDE", "UNITY", "PANTHEON"}
"""Desktops that bring a terminal with what wants one; elsewhere xdg-open starts it without any."""


async def is_there(path: Path) -> bool | None:
    """Whether something would open `path`, or any plain text; None where the desktop does not say."""
    if shutil.which("xdg-open") is None or (program := shutil.which("xdg-mime")) is None:
        return None
    kind = await _output_of(program, "query", "filetype", str(path))
    if kind is None:
        return None
    for each in dict.fromkeys((kind.partition(";")[0], _PLAIN)):
        entry = await _output_of(program, "query", "default", each) if each else ""
        if entry is None:
            return None
        starts = bool(entry) and await asyncio.to_thread(_starts, entry)
        if starts:
            return True
    return False


async def _output_of(program: str, *arguments: str) -> str | None:
    """The first line that it prints; None where it does not answer."""
    said = await printed(program, *arguments, within=_PATIENCE)
    return None if said is None else said.partition("\n")[0].strip()


def _starts(entry: str) -> bool:
    """Whether the first entry of that name is one, and starts what can be seen."""
    found = next((keys for keys in _entries(entry) if keys is not None), None)
    if found is None:
        return False
    with contextlib.suppress(ValueError):
        words = shlex.split(found.get("Exec", ""))
        is_seen = found.get("Terminal", "") != "true" or _brings_terminal()
        return bool(words) and shutil.which(words[0]) is not None and is_seen
    return False


def _entries(entry: str) -> Iterator[configparser.SectionProxy | None]:
    """NOTE: a folder within the applications is a `-` in an entry's name."""
    for folder in (places.data_folder().parent, *places.shared_folders()):
        for name in dict.fromkeys((entry, entry.replace("-", "/", 1))):
            yield _read(folder / "applications" / name)


def _read(path: Path) -> configparser.SectionProxy | None:
    reader = configparser.RawConfigParser(strict=False, delimiters=("=",))
    reader.optionxform = str  # type: ignore[assignment, method-assign]  # the case of keys counts
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            reader.read_string(file.read(_LARGEST))
        return reader["Desktop Entry"]
    except (OSError, KeyError, configparser.Error):
        return None


def _brings_terminal() -> bool:
    here = os.environ.get("XDG_CURRENT_DESKTOP", "").upper().split(":")
    return not _WITH_TERMINAL.isdisjoint(here)
