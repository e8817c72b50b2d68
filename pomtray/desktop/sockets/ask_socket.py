"""The socket that other programs of this user ask at (`docs/socket.md`): one request a connection, a line each way.

It lies in a folder of this user's alone, is closed to others itself, and whoever connects has to be this user.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import struct
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from pomtray.core.domain.program import Program
from pomtray.core.errors import Problem
from pomtray.core.request import (
    LARGEST,
    Declined,
    Exit,
    Request,
    Tell,
    declined_line,
    done_line,
    read_request,
    told_line,
)
from pomtray.core.text import phrase
from pomtray.desktop.settings.mark import mark_of
from pomtray.desktop.sockets.peer import program_at
from pomtray.desktop.sockets.socket_place import claim_folder, socket_folders
from pomtray.desktop.unavailable import unavailable

Answering = Callable[[Request, Tell, Callable[[], Awaitable[Program]]], Awaitable[dict[str, object]]]
"""Gives an answer's content, tells how far it is, and finds out which program asks. Raises `Declined`."""
SUPPORTED: Final = sys.platform != "win32"
_ASKED_WITHIN: Final = 5.0
"""Seconds for a client to send its request, and to take its answer."""
_CLIENTS: Final = 512
_QUEUE: Final = 1024
_BUSY: Final = Problem(
    phrase("Too many programs ask at once"),
    phrase("pomtray answers others just now."),
    phrase("Try again in a moment."),
)
_DEFECT: Final = Problem(
    phrase("pomtray could not answer"), phrase("Something went wrong in pomtray."), phrase("Its log says more.")
)


class AskSocket:
    """Listens for the program of `config`; `data_folder` is where it may listen too. On Windows there is none.

    place: path of the socket, where it is not to be the one that commands look for.
    """

    def __init__(self, config: Path, data_folder: Path, answer: Answering, place: str = "") -> None:
        self._config = os.path.realpath(config)
        self._addresses = [place] if place else addresses(config, data_folder)
        self._data_folder = data_folder
        self._answer = answer
        self._address = ""
        self._listener: socket.socket | None = None
        self._serving: asyncio.Task[None] | None = None
        self._clients: set[asyncio.Task[None]] = set()

    def listen(self) -> None:
        """Harmless where it listens already. Raises `Unavailable`."""
        if not SUPPORTED or (self._serving is not None and os.path.lexists(self._address)):
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
        for task in self._clients:
            task.cancel()
        await asyncio.gather(*self._clients, return_exceptions=True)

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
        loop = asyncio.get_running_loop()
        while True:
            try:
                client, _ = await loop.sock_accept(listener)
            except OSError:  # no file descriptor is left, or the client has gone again
                await asyncio.sleep(0.05)
                continue
            task = loop.create_task(self._welcome(client), name="a command asks")
            self._clients.add(task)
            task.add_done_callback(self._clients.discard)

    async def _welcome(self, client: socket.socket) -> None:
        if not is_own(client):
            client.close()
            return
        with suppress(OSError):
            reader, writer = await asyncio.open_unix_connection(sock=client, limit=LARGEST)
            try:
                writer.write(await self._answered(client, reader, writer))
                async with asyncio.timeout(_ASKED_WITHIN):
                    await writer.drain()
                    writer.close()
                    await writer.wait_closed()
            finally:
                writer.transport.abort()

    async def _answered(
        self, client: socket.socket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bytes:
        """The last line. Raises `TimeoutError` where no request comes."""
        try:
            if len(self._clients) > _CLIENTS:
                return declined_line(Declined(Exit.UNREACHABLE, _BUSY))
            async with asyncio.timeout(_ASKED_WITHIN):
                request = self._request(await _line(reader))
            return done_line(await self._while_there(request, client, reader, writer))
        except Declined as declined:
            return declined_line(declined)
        except ValueError as error:
            return declined_line(_not_understood(str(error)))

    def _request(self, line: bytes) -> Request:
        if not line.endswith(b"\n"):
            raise ValueError(phrase("its line has no end"))
        request = read_request(line)
        if request.config and os.path.realpath(request.config) != self._config:
            problem = Problem(phrase("Other settings"), phrase("The program that answers has another settings file."))
            raise Declined(Exit.USAGE, problem)
        return request

    async def _while_there(
        self, request: Request, client: socket.socket, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> dict[str, object]:
        """Whoever goes before the answer wants none."""
        loop = asyncio.get_running_loop()

        def tell(text: str, scan: str = "") -> None:
            writer.write(told_line(text, scan))

        async def who() -> Program:
            return await asyncio.to_thread(program_at, client)

        work = loop.create_task(self._guarded(request, tell, who))
        gone = loop.create_task(reader.read(1))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ConnectionResetError
            return work.result()
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)

    async def _guarded(self, request: Request, tell: Tell, who: Callable[[], Awaitable[Program]]) -> dict[str, object]:
        try:
            return await self._answer(request, tell, who)
        except Declined:
            raise
        except Exception as error:
            raise Declined(Exit.FAILED, _DEFECT) from error


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readline()
    except ValueError:
        raise ValueError(phrase("it is too long")) from None


def addresses(config: Path, data_folder: Path) -> list[str]:
    """Where the program of `config` may listen, the best place first; none on Windows."""
    if not SUPPORTED:
        return []
    mark = mark_of(config)
    return [str(folder / f"pomtray-{mark}.ask") for folder in socket_folders(data_folder)]


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


def _not_understood(reason: str) -> Declined:
    return Declined(
        Exit.USAGE, Problem(phrase("Not understood"), phrase("The request cannot be read: {reason}.", reason=reason))
    )
