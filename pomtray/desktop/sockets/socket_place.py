"""Where a socket of this user's may lie: in folders short of path, and this user's alone. On Windows a pipe's name."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from pomtray.core.text import phrase
from pomtray.desktop.files import private_folder
from pomtray.desktop.settings.mark import mark_of

SHOW: Final = b"show\n"
"""What a second start says to the first program."""
SEARCH: Final = b"seek\n"
"""What one says that wants the quick search. As long as the other."""
LONGEST_WORD: Final = 256
"""Bytes of either, with the activation token that may stand behind it after a space."""
SHOWN: Final = b"shown\n"
"""What it answers."""
_LONGEST: Final = 90
"""Characters of a socket's path: the system takes 107, Qt adds some while it makes one."""


class Connection(Protocol):
    """A client's, as a socket has it, or Windows' pipe. Each raises `OSError`."""

    def settimeout(self, seconds: float, /) -> None: ...

    def sendall(self, content: bytes, /) -> None: ...

    def recv(self, most: int, /) -> bytes: ...

    def close(self) -> None: ...


def ask_addresses(config: Path, data_folder: Path) -> list[str]:
    """Where the program of `config` may be asked, the best place first."""
    return addresses(mark_of(config), data_folder, "ask")


def addresses(mark: str, data_folder: Path, ending: str) -> list[str]:
    """Where the program for the settings of that mark may listen, the best place first."""
    name = f"pomtray-{mark}.{ending}"
    if sys.platform == "win32":
        from pomtray.desktop.sockets import windows_pipe  # noqa: PLC0415 Windows alone has it

        return [windows_pipe.address(name)]
    return [str(folder / name) for folder in socket_folders(data_folder)]


def socket_folders(data_folder: Path) -> list[Path]:
    """Those whose path is short enough for a socket."""
    folders = [Path(os.environ.get("XDG_RUNTIME_DIR", "")), data_folder]
    with suppress(OSError):  # no temporary folder can be used
        folders.append(Path(tempfile.gettempdir()) / f"pomtray-{os.getuid()}")
    return [folder for folder in folders if folder.is_absolute() and len(str(folder)) + 32 <= _LONGEST]


def claim_folder(folder: Path) -> None:
    """See that it is this user's alone. Raises `OSError`."""
    if folder.name == f"pomtray-{os.getuid()}":
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
    if not private_folder.is_private(folder):
        folder.stat()
        raise PermissionError(errno.EPERM, phrase("It is not a folder of this user's alone"), str(folder))
