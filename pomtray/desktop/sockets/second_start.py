"""What a second start does: it says one word to the first program, where there is one, and goes.

The icon of a first start waits for this: what a word takes is imported once there is a socket to say it to.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from pomtray.desktop.sockets import socket_place
from pomtray.desktop.sockets.socket_place import SEARCH, SHOW, SHOWN, Connection

ANSWERS_FOR: Final = 2.0
"""Seconds that the first program has to answer, and that a client has to say its word."""


def addresses(mark: str, data_folder: Path) -> list[str]:
    """Where the first program for the settings of that mark may listen, the best place first."""
    return socket_place.addresses(mark, data_folder, "sock")


def send_show(mark: str, data_folder: Path, *, search: bool) -> bool:
    """As `Instance.send_show`."""
    word = SEARCH if search else SHOW
    return any(_is_shown(address, word) for address in addresses(mark, data_folder))


def _is_shown(address: str, word: bytes) -> bool:
    """Whether a program of this user's has come up."""
    with suppress(OSError):
        if sys.platform == "win32":
            from pomtray.desktop.sockets import windows_pipe  # noqa: PLC0415 Windows alone has it

            pipe = windows_pipe.connect(address, ANSWERS_FOR)
            return pipe is not None and _say(pipe, word)
        if os.path.lexists(address):
            return _ask_posix(address, word)
    return False


def _ask_posix(address: str, word: bytes) -> bool:
    """With the right to come to the front, if we have it; to a program that does not know of that, without."""
    from pomtray.desktop import activation  # noqa: PLC0415 see above
    from pomtray.desktop.files import private_folder  # noqa: PLC0415 as activation

    if not private_folder.is_private(Path(address).parent):
        return False
    token = activation.given().encode()
    said = bool(token) and _say_posix(address, word.replace(b"\n", b" " + token + b"\n"))
    return said or _say_posix(address, word)


def _say_posix(address: str, word: bytes) -> bool:
    import socket  # noqa: PLC0415 see above

    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(ANSWERS_FOR)
        client.connect(address)
        return _say(client, word)


def _say(connection: Connection, word: bytes) -> bool:
    try:
        connection.settimeout(ANSWERS_FOR)
        connection.sendall(word)
        return connection.recv(len(SHOWN)) == SHOWN
    finally:
        connection.close()
