"""Standard input and output as one end of a connection, for ssh's ProxyCommand and MCP: pipes, files, a terminal."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from typing import Final

from pomtray.desktop.processes.daemon_thread import DaemonThread

_CHUNK: Final = 64 * 1024


class StandardIo:
    """Threads of its own read and write: what standard input is decides whether an event loop can."""

    def __init__(self, read_from: int = 0, write_to: int = 1) -> None:
        self._read_from = read_from
        self._write_to = write_to
        self._reader = DaemonThread("standard input")
        self._writer = DaemonThread("standard output")

    async def read(self) -> bytes:
        return await asyncio.wrap_future(self._reader.submit(lambda: os.read(self._read_from, _CHUNK)))

    async def lines(self, longest: int) -> AsyncIterator[bytes]:
        """Lines of input, without their ends; one that is longer than `longest` bytes comes cut there."""
        left = bytearray()
        while data := await self.read():
            *whole, rest = data.split(b"\n")
            for end in whole:
                line, left = bytes((left + end)[: longest + 1]), bytearray()
                yield line
            left += rest[: max(longest + 1 - len(left), 0)]
        if left:
            yield bytes(left)

    async def write(self, data: bytes) -> None:
        await asyncio.wrap_future(self._writer.submit(lambda: self._write(data)))

    def _write(self, data: bytes) -> None:
        left = memoryview(data)
        while left:
            left = left[os.write(self._write_to, left) :]

    async def end(self) -> None:
        """Who reads sees the end."""
        await asyncio.wrap_future(self._writer.submit(lambda: os.close(self._write_to)))

    def abort(self) -> None:
        """The program ends with it."""
