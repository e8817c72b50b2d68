"""Listening on loopback, and nowhere else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from pomtray.core.domain.origin import Origin
from pomtray.core.text import phrase

_AT_ONCE: Final = 64
"""Connections; more wait in the kernel's queue until one ends."""

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def loopback(text: str, port: int = 0) -> tuple[str, int]:
    """Host and port of `PORT`, `HOST` or `HOST:PORT`. Raises `ValueError` unless the host is loopback's own address.

    `localhost` is 127.0.0.1: where it is looked up, another program may sit on the other address (§9 rule 4).
    """
    if text.isascii() and text.isdigit():
        text = f"127.0.0.1:{text}"
    if text.endswith(":0"):
        text = text.removesuffix(":0")
    origin = Origin.parse(f"https://{text}")
    if not origin.is_loopback:
        raise ValueError(phrase("only loopback is listened on: 127.0.0.1 or [::1]"))
    has_port = text.rpartition("]")[2].find(":") >= 0
    return "127.0.0.1" if origin.host == "localhost" else origin.host, origin.port if has_port else port


def written(host: str, port: int) -> str:
    """As one address."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Listening:
    """Serves each connection with `serve`, a few at once; alive inside `async with`. Its end cuts them all off."""

    def __init__(self, serve: Serve, host: str, port: int) -> None:
        self.port = port
        self._serve = serve
        self._host = host
        self._places = asyncio.Semaphore(_AT_ONCE)
        self._running: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        """Raises `OSError` where the port is taken."""
        self._server = await asyncio.start_server(self._come, self._host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.close()
        running = tuple(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.create_task(self._run(reader, writer), name="forwarded connection")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with self._places:
                await self._serve(reader, writer)
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
        finally:
            writer.transport.abort()
