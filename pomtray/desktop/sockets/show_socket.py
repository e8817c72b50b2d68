"""The first program's socket: whoever says the word on it brings the program up. In Qt's loop, without QtNetwork.

For POSIX; on Windows `show_pipe` does it.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSocketNotifier, QTimer

from pomtray.desktop import activation
from pomtray.desktop.sockets.socket_place import LONGEST_WORD, SHOWN

CLIENTS: Final = 16


class ShowSocket:
    """Listens at `address`, in place of what an earlier program left there. Raises `OSError`.

    does: what is called for each word that a client says. answers_for: seconds it has to say it.
    """

    def __init__(self, address: str, does: Mapping[bytes, Callable[[], None]], answers_for: float) -> None:
        self.does = does
        self.answers_for = answers_for
        self.clients: set[_Client] = set()
        Path(address).unlink(missing_ok=True)
        self._address = address
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.bind(address)
            Path(address).chmod(0o600)  # nobody can connect before `listen`
            self._socket.listen(CLIENTS)
        except OSError:
            self._socket.close()
            raise
        self._socket.settimeout(0)
        self._inode = os.lstat(address).st_ino
        self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._greet)

    def close(self) -> None:
        """Take the socket away, if it is still ours."""
        self._notifier.setEnabled(False)
        self._socket.close()
        for client in tuple(self.clients):
            client.end()
        with suppress(OSError):
            if os.lstat(self._address).st_ino == self._inode:
                Path(self._address).unlink()

    def _greet(self) -> None:
        """Whoever comes while too many are there is cut off."""
        with suppress(OSError):
            while True:
                client, _ = self._socket.accept()
                if len(self.clients) >= CLIENTS:
                    client.close()
                else:
                    self.clients.add(_Client(client, self))

    def heard(self, client: _Client, word: bytes) -> None:
        """word: the one it said, empty where it has gone without."""
        self.clients.discard(client)
        if word:
            self.does[word]()


class _Client:
    """One that has a short time to say its word, and nothing else."""

    def __init__(self, client: socket.socket, server: ShowSocket) -> None:
        self._socket = client
        self._server = server
        self._said = b""
        client.settimeout(0)
        self._notifier = QSocketNotifier(client.fileno(), QSocketNotifier.Type.Read)
        self._notifier.activated.connect(self._hear)
        self._timer = QTimer(singleShot=True)
        self._timer.timeout.connect(self.end)
        self._timer.start(round(server.answers_for * 1000))

    def _hear(self) -> None:
        try:
            came = self._socket.recv(LONGEST_WORD - len(self._said))
        except BlockingIOError:
            return
        except OSError:
            came = b""
        self._said += came
        word, token = _read(self._said)
        if word in self._server.does:
            activation.take(token)
            with suppress(OSError):
                self._socket.send(SHOWN)
            self.end(word)
        elif word or not came or len(self._said) == LONGEST_WORD:
            self.end()

    def end(self, word: bytes = b"") -> None:
        self._notifier.setEnabled(False)
        self._timer.stop()
        self._socket.close()
        self._server.heard(self, word)


def _read(said: bytes) -> tuple[bytes, str]:
    """The word that a whole line says, and the token behind it; the word is empty while the line has no end."""
    if b"\n" not in said:
        return b"", ""
    word, _, token = said.removesuffix(b"\n").partition(b" ")
    return word + b"\n", token.decode("ascii", "replace")
