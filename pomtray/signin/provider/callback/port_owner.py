"""Which program listens on a port of this machine, where the kernel tells (Linux, `proc(5)`)."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from pomtray.core.plain import plain
from pomtray.core.text import joined, phrase

_TABLES: Final = ("net/tcp", "net/tcp6")
_LISTENING: Final = "0A"


def port_owner(port: int, proc: Path = Path("/proc")) -> str:
    """Name and process id, as "nginx (pid 812)"; "" where that is not known, as of other users' programs. Blocks.

    For ourselves "another sign-in of this program".
    """
    sockets = {f"socket:[{inode}]" for table in _TABLES for inode in _inodes(proc / table, port)}
    if not sockets:
        return ""
    for process in proc.glob("[0-9]*"):  # none where it may not be read
        if _holds(process / "fd", sockets):
            is_ours = process.name == str(os.getpid())
            return phrase("another sign-in of this program") if is_ours else _process_name(process)
    return ""


def _inodes(table: Path, port: int) -> list[str]:
    """`sl local_address rem_address st … uid timeout inode`: sockets that listen on `port`."""
    try:
        rows = [line.split() for line in table.read_text().splitlines()[1:]]
    except OSError:
        return []
    return [row[9] for row in rows if len(row) > 9 and row[3] == _LISTENING and row[1].endswith(f":{port:04X}")]  # noqa: PLR2004 the inode's column


def _holds(folder: Path, sockets: set[str]) -> bool:
    with suppress(OSError):
        for link in folder.iterdir():
            with suppress(OSError):
                if os.readlink(link) in sockets:  # noqa: PTH115 no path: "socket:[1234]"
                    return True
    return False


def _process_name(process: Path) -> str:
    try:
        name = plain((process / "comm").read_text())
    except OSError:
        name = ""
    return joined("", (name or phrase("a program"), f" (pid {process.name})"))
