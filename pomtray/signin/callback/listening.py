"""One port of this computer, on one of its loopback addresses or on both."""

from __future__ import annotations

import asyncio
import errno
import socket
from contextlib import AsyncExitStack
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass
from pomtray.serve.http import Handler, Limits
from pomtray.serve.server import Server

_TRIES: Final = 8
"""For a port that is free on two addresses at once."""


@dataclass(frozen=True, slots=True)
class ListenAddress:
    """Where to listen. `host` is what addresses say; port 0: any that is free on all of `addresses`."""

    host: str = "127.0.0.1"
    port: int = 0
    addresses: tuple[str, ...] = ("127.0.0.1",)


async def listening(handler: Handler, place: ListenAddress, limits: Limits) -> tuple[Server, ...]:
    """One server an address, all on one port. Raises `OSError` where it is taken."""
    for _ in range(_TRIES - 1 if place.port == 0 and len(place.addresses) > 1 else 0):
        try:
            return await _on_one_port(handler, place, limits)
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise
    return await _on_one_port(handler, place, limits)


async def _on_one_port(handler: Handler, place: ListenAddress, limits: Limits) -> tuple[Server, ...]:
    async with AsyncExitStack() as started:
        servers: list[Server] = []
        for address in place.addresses:
            server = Server(handler, host=address, port=servers[0].port if servers else place.port, limits=limits)
            try:
                await started.enter_async_context(server)
            except OSError as error:
                if servers and error.errno in {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}:
                    continue  # a machine without IPv6: nobody else can listen there either
                raise
            servers.append(server)
        started.pop_all()
        return tuple(servers)


class OpenPort:
    """The port of one sign-in, from `open` until it is closed, at once or after a while."""

    def __init__(self, place: ListenAddress, limits: Limits) -> None:
        self._place = place
        self._limits = limits
        self._servers: tuple[Server, ...] = ()
        self._closing: asyncio.Task[None] | None = None

    @property
    def authority(self) -> str:
        """Host and port, as every request must name them."""
        return Origin("http", self._place.host, self.number).authority

    @property
    def number(self) -> int:
        return self._servers[0].port if self._servers else self._place.port

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """That it listens with, one an address."""
        return tuple(server.listener for server in self._servers if server.listener is not None)

    async def open(self, handler: Handler) -> None:
        """Raises `OSError` where it is taken."""
        self._servers = await listening(handler, self._place, self._limits)

    def close_after(self, seconds: float) -> None:
        if self._closing is None:
            self._closing = asyncio.create_task(self._close_after(seconds), name="retired listener")

    async def close(self) -> None:
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.cancel()
            await asyncio.gather(closing, return_exceptions=True)
        await self._close_servers()

    async def _close_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._close_servers()

    async def _close_servers(self) -> None:
        for server in self._servers:
            await server.close()
