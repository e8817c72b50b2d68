"""TCP routes: a tunnel for each connection, opened with the credential of its moment (`pomerium.md` §10)."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError, Problem, Unreachable
from pomtray.core.text import phrase
from pomtray.forward import refusing
from pomtray.forward.link import Link, NetworkLink, StreamLink, join
from pomtray.forward.local import Listening
from pomtray.forward.ports import Credentials
from pomtray.signin.web.http import JSON, Web

_log = logging.getLogger(__name__)
_OK: Final = range(200, 300)
_OPENED_FOR: Final = 30.0
"""Seconds for the Pomerium to open a tunnel: it connects to what is behind it first."""


class Tunnels:
    """To one TCP route. `tell` gets why a tunnel could not be opened; raises `ValueError` where it is no TCP route."""

    def __init__(
        self, web: Web, route: Route, credentials: Credentials, tell: Callable[[Problem], None] = lambda _: None
    ) -> None:
        if route.tunnel is None:
            raise ValueError(phrase("{url} is no TCP route", url=route.url))
        self._web = web.of(route)
        self._route = route
        self._target = route.tunnel.target
        self._credentials = credentials
        self._tell = tell

    async def carry(self, local: Link) -> None:
        """One connection, to its end. Raises `PomtrayError` where no tunnel can be opened."""
        async with self.opened() as far:
            await join(local, far)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Link]:
        """A tunnel with the credential as it is now. An open one outlives its session (§10): its owner cuts it off."""
        name, value = await self._credentials.header()
        headers = [("Host", self._target), ("Accept", JSON), (name, value)]
        raw = [(key.encode("ascii"), text.encode("ascii")) for key, text in headers]
        try:
            async with asyncio.timeout(_OPENED_FOR) as patience:
                async with self._web.exchange(
                    self._route.origin, "CONNECT", self._target.encode("ascii"), raw
                ) as response:
                    if response.status_code not in _OK:
                        answer = await refusing.answer_of(response, response.aiter_raw())
                        raise refusing.refused(self._route, answer, tunnel=self._target) or refusing.unclear(
                            self._route, answer
                        )
                    patience.reschedule(None)
                    yield NetworkLink(response.extensions["network_stream"])
        except TimeoutError:
            raise Unreachable(_late(self._route, self._target)) from None

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


def _late(route: Route, target: str) -> Problem:
    return Problem(
        phrase("No answer in time"),
        phrase("{origin} did not open the tunnel to {target} in time.", origin=route.origin.authority, target=target),
        phrase("Check that what is behind the route runs, or ask the administrator."),
        "route",
    )
