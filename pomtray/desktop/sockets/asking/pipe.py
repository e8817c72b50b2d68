"""What `unix_socket` does, by one of Windows' named pipes.

NOTE: asyncio's own server of pipes takes no security descriptor: each end is made here, and given to the same loop.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio import windows_utils
from pathlib import Path
from typing import Any, Final

from pomtray.core.domain.program import UNKNOWN
from pomtray.core.requests.request import LARGEST
from pomtray.core.text import phrase
from pomtray.desktop.sockets import windows_pipe
from pomtray.desktop.sockets.asking.clients import Answering, AskClients
from pomtray.desktop.sockets.socket_place import ask_addresses
from pomtray.desktop.unavailable import unavailable

assert sys.platform == "win32"  # noqa: S101 what follows is checked as there

_FREE: Final = 32
"""Ends that wait for a client: one that comes while none does has to wait."""


class AskPipe:
    """As `unix_socket.AskSocket`."""

    def __init__(self, config: Path, data_folder: Path, answer: Answering) -> None:
        self._address = ask_addresses(config, data_folder)[0]
        self._serving: list[asyncio.Task[None]] = []
        self._clients = AskClients(config, answer)

    def listen(self) -> None:
        """Harmless where it listens already. Raises `Unavailable`."""
        if self._serving:
            return
        try:
            ends = [
                windows_utils.PipeHandle(windows_pipe.create(self._address, first=number == 0))
                for number in range(_FREE)
            ]
        except OSError as error:
            meaning = phrase("So commands cannot ask this program.")
            raise unavailable(phrase("No socket for commands"), error, Path(self._address), meaning) from error
        loop = asyncio.get_running_loop()
        self._serving = [loop.create_task(self._accept(end), name="commands") for end in ends]

    async def close(self) -> None:
        """Let every client go."""
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)
        self._serving = []
        await self._clients.close()

    async def _accept(self, end: windows_utils.PipeHandle) -> None:
        """NOTE: the next end is there before this one's client is answered, so that nobody else can take the name."""
        try:
            while True:
                came = await _client_came(end)
                following = await self._another()
                if came:
                    self._clients.take(*_streams(end), lambda: UNKNOWN)  # Windows is not asked which program it is
                else:
                    end.close()
                end = following
        finally:
            end.close()

    async def _another(self) -> windows_utils.PipeHandle:
        while True:
            try:
                return windows_utils.PipeHandle(windows_pipe.create(self._address, first=False))
            except OSError:  # nothing is left to make it of
                await asyncio.sleep(0.05)


async def _client_came(end: windows_utils.PipeHandle) -> bool:
    """False where it has gone again."""
    loop: Any = asyncio.get_running_loop()
    try:
        await loop._proactor.accept_pipe(end)  # noqa: SLF001 as the loop does it for a pipe of its own
    except OSError:
        return False
    return True


def _streams(end: windows_utils.PipeHandle) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """As `asyncio.open_connection` makes them."""
    loop: Any = asyncio.get_running_loop()
    reader = asyncio.StreamReader(limit=LARGEST, loop=loop)
    protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
    transport = loop._make_duplex_pipe_transport(end, protocol)  # noqa: SLF001 as above
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)
