"""One port of this computer, on one of its loopback addresses or on both."""

from __future__ import annotations

import errno
from contextlib import AsyncExitStack
from typing import Final

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
