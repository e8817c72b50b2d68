"""One program for one settings file: a second start brings up the first.

A lock that dies with its holder decides who is first; so whatever socket the first one finds is stale.
The second start needs neither Qt nor asyncio: it says one word and goes.
"""

from __future__ import annotations

import hashlib
import os
import socket
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pomtray.desktop.file_lock import FileLock

if TYPE_CHECKING:
    from PySide6.QtNetwork import QLocalServer, QLocalSocket

_SHOW: Final = b"show\n"
_SHOWN: Final = b"shown\n"
_ANSWERS_FOR: Final = 2.0
"""Seconds that the first program has to answer, and that a client has to say its word."""
_CLIENTS: Final = 16
_LONGEST: Final = 90
"""Characters of a socket's path: the system takes 107, Qt adds some while it makes one."""


class Instance:
    """The claim to be the only program for `config`. `data_folder` keeps the lock.

    The first one: `acquire()`, later `listen(on_shown)`, at the end `release()`. A second one: `send_show()`.
    """

    def __init__(self, config: Path, data_folder: Path) -> None:
        place = os.path.normcase(config.resolve())
        self._mark = hashlib.sha256(place.encode()).hexdigest()[:16]
        self._data_folder = data_folder
        self._lock = FileLock(data_folder / f"instance-{self._mark}.lock")
        self._server: QLocalServer | None = None

    def acquire(self) -> bool:
        """True where no other program runs for these settings. Raises `OSError` where no file can be made."""
        self._data_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self._lock.acquire(wait=False)

    def listen(self, on_shown: Callable[[], None]) -> bool:
        """Call `on_shown`, in Qt's loop, whenever another start asks to show. False where that cannot be had."""
        from PySide6.QtNetwork import QLocalServer  # noqa: PLC0415 a second start must not pay for it

        address = self._address()
        QLocalServer.removeServer(address)
        self._server = QLocalServer()
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_CLIENTS)
        self._server.newConnection.connect(partial(_greet, self._server, on_shown))
        return self._server.listen(address)

    def send_show(self) -> bool:
        """Ask the first program to come up; True once it has answered. Takes two seconds at most."""
        with suppress(OSError):
            return _ask_windows(self._address()) if sys.platform == "win32" else _ask_posix(self._address())
        return False

    def release(self) -> None:
        """Let the next one in."""
        if self._server:
            self._server.close()
            self._server = None
        self._lock.release()

    def _address(self) -> str:
        if sys.platform == "win32":
            return f"\\\\.\\pipe\\pomtray-{self._mark}"
        return str(_socket_folder(self._data_folder) / f"pomtray-{self._mark}.sock")


def _socket_folder(data_folder: Path) -> Path:
    """A folder of this user's alone, with a path short enough for a socket. Raises `OSError`."""
    offered = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    for folder in (offered, data_folder):
        if folder.is_absolute() and len(str(folder)) + 32 <= _LONGEST and _is_private(folder):
            return folder
    folder = Path(tempfile.gettempdir()) / f"pomtray-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if not _is_private(folder):
        raise PermissionError("the folder for the socket belongs to somebody else")
    return folder


def _is_private(folder: Path) -> bool:
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _ask_posix(address: str) -> bool:
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(_ANSWERS_FOR)
        client.connect(address)
        client.sendall(_SHOW)
        return client.recv(len(_SHOWN)) == _SHOWN


def _ask_windows(address: str) -> bool:
    with open(address, "r+b", buffering=0) as pipe:  # noqa: PTH123 a pipe's name is not a path
        pipe.write(_SHOW)
        return pipe.read(len(_SHOWN)) == _SHOWN


def _greet(server: QLocalServer, on_shown: Callable[[], None]) -> None:
    """Give every client a short time to say its word; one that does not is cut off."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415 as above

    while client := server.nextPendingConnection():
        if len(server.children()) > _CLIENTS:
            client.abort()
            client.deleteLater()
            continue
        client.setReadBufferSize(len(_SHOW) + 1)
        client.disconnected.connect(client.deleteLater)
        client.readyRead.connect(partial(_hear, client, on_shown))
        QTimer.singleShot(round(_ANSWERS_FOR * 1000), client, client.abort)
        if client.bytesAvailable():
            _hear(client, on_shown)


def _hear(client: QLocalSocket, on_shown: Callable[[], None]) -> None:
    if client.bytesAvailable() < len(_SHOW):
        return
    word = client.readAll().data()
    if word != _SHOW:
        client.abort()
        return
    client.write(_SHOWN)
    client.flush()
    client.disconnectFromServer()
    on_shown()
