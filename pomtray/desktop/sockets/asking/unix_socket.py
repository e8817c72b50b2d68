"""The socket that other programs of this user ask at (`docs/socket.md`).

It lies in a folder of this user's alone, is closed to others itself, and whoever connects has to be this user.
For POSIX; on Windows `pipe` does it.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import struct
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Final

from pomtray.core.requests.request import LARGEST
from pomtray.core.text import phrase
from pomtray.desktop.sockets.asking.clients import Answering, AskClients
from pomtray.desktop.sockets.socket_place import ask_addresses, claim_folder
from pomtray.desktop.unavailable import unavailable

_QUEUE: Final = 1024


class AskSocket:
    """Listens for the program of `config`; `data_folder` is where it may listen too.

    place: path of the socket, where it is not to be the one that commands look for.
    """

    def __init__(self, config: Path, data_folder: Path, answer: Answering, place: str = "") -> None:
        self._addresses = [place] if place else ask_addresses(config, data_folder)
        self._data_folder = data_folder
        self._address = ""
        self._listener: socket.socket | None = None
        self._serving: asyncio.Task[None] | None = None
        self._clients = AskClients(config, answer)

    def listen(self) -> None:
        """Harmless where it listens already. Raises `Unavailable`."""
        if self._serving is not None and os.path.lexists(self._address):
            return
        self._stop()
        failed = OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG))
        for address in self._addresses:
            try:
                listener = _listener(address)
            except OSError as error:
                failed = error
                continue
            self._serve(listener, address)
            return
        meaning = phrase("So commands cannot ask this program.")
        raise unavailable(phrase("No socket for commands"), failed, self._data_folder, meaning) from failed

    async def close(self) -> None:
        """Let every client go."""
        self._stop()
        await self._clients.close()

    def _serve(self, listener: socket.socket, address: str) -> None:
        self._listener, self._address = listener, address
        self._serving = asyncio.get_running_loop().create_task(self._accept(listener), name="commands")

    def _stop(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
            self._serving = None
        if self._listener is not None:
            with suppress(OSError):
                os.unlink(self._address)  # noqa: PTH108 a string already
            asyncio.get_running_loop().remove_reader(self._listener)
            self._listener.close()
            self._listener = None

    async def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                client, _ = await asyncio.get_running_loop().sock_accept(listener)
                if is_own(client):
                    from pomtray.desktop.sockets.peer import program_at  # noqa: PLC0415 of who asks

                    streams = await asyncio.open_unix_connection(sock=client, limit=LARGEST)
                    self._clients.take(*streams, partial(program_at, client))
                else:
                    client.close()
            except OSError:  # no file descriptor is left, or the client has gone again
                await asyncio.sleep(0.05)


def is_own(connection: socket.socket) -> bool:
    """Whether the other end is a process of this user's. Where the system does not say, the folder has to do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    _, uid, _ = struct.unpack("3i", connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i")))
    return bool(uid == os.getuid())


def _listener(address: str) -> socket.socket:
    """One that nobody listens at, whatever a run before has left there. Raises `OSError`."""
    claim_folder(Path(address).parent)
    _remove_stale(address)
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(address)
        os.chmod(address, 0o600)  # noqa: PTH101 a string already
        listener.listen(_QUEUE)
        listener.setblocking(False)  # noqa: FBT003 the standard library's signature
    except BaseException:
        listener.close()
        raise
    return listener


def _remove_stale(address: str) -> None:
    if not os.path.lexists(address):
        return
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        try:
            client.connect(address)
        except OSError:
            os.unlink(address)  # noqa: PTH108 a string already
            return
    raise FileExistsError(errno.EADDRINUSE, os.strerror(errno.EADDRINUSE), address)
