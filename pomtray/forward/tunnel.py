"""TCP routes: a tunnel for each connection, opened with the credential of its moment (`pomerium.md` §10)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Final

import httpcore

from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.text import phrase
from pomtray.forward import refusing
from pomtray.forward.link import Link, NetworkLink, StreamLink, join
from pomtray.forward.local import Listening
from pomtray.forward.ports import Credentials
from pomtray.signin.routes.tunnelling import connected
from pomtray.signin.web.http import Web

_log = logging.getLogger(__name__)
_SILENT_FOR: Final = 2.0
"""Seconds."""


class TunnelLink(NetworkLink):
    """The far end of a tunnel, whose answers are waited for.

    NOTE: a Pomerium takes the end of what is sent for the end of all, and what the service has answered by then is lost
    (measured on v0.33.1). So it hears of an end only once the service is silent: a client that is gone makes no
    difference, and one that has asked and ended its input gets what it asked for.
    """

    def __init__(self, stream: httpcore.AsyncNetworkStream) -> None:
        super().__init__(stream)
        self._came = asyncio.Event()
        self._is_over = False

    async def read(self) -> bytes:
        data = await super().read()
        self._is_over = not data
        self._came.set()
        return data

    async def end(self) -> None:
        with suppress(TimeoutError):
            while not self._is_over:
                self._came.clear()
                async with asyncio.timeout(_SILENT_FOR):
                    await self._came.wait()
        await super().end()


class Tunnels:
    """To one TCP route. `tell` gets why a tunnel could not be opened; raises `ValueError` where it is no TCP route."""

    def __init__(
        self, web: Web, route: Route, credentials: Credentials, tell: Callable[[Problem], None] = lambda _: None
    ) -> None:
        if route.tunnel is None:
            raise ValueError(phrase("{url} is no TCP route", url=route.url))
        self._web = web.of(route)
        self._route = route
        self._tunnel = route.tunnel
        self._credentials = credentials
        self._tell = tell

    async def carry(self, local: Link) -> None:
        """One connection, to its end. Raises `PomtrayError` where no tunnel can be opened."""
        async with self.opened() as far:
            await join(local, far)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Link]:
        """A tunnel with the credential as it is now. An open one outlives its session (§10): its owner cuts it off."""
        shown = await self._credentials.header()
        async with connected(self._web, self._route, self._tunnel, shown) as response:
            if not response.is_success:
                answer = await refusing.answer_of(response, response.aiter_raw())
                raise refusing.refused(self._route, answer) or refusing.unclear(self._route, answer)
            yield TunnelLink(response.extensions["network_stream"])

    async def serve(self, host: str, port: int, ready: Callable[[int], None]) -> Problem:
        """Listen until the session is over, and tell why; `ready` gets the port. Raises `OSError` for a taken one."""
        async with Listening(self._serve_one, host, port) as listening:
            ready(listening.port)
            return await self._credentials.over()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self.carry(StreamLink(reader, writer))
        except PomtrayError as error:
            _log.info("no tunnel to %s: %s", self._route.name, error.problem.short())
            self._tell(error.problem)
