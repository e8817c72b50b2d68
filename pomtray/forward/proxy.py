"""A proxy on loopback for one route: it adds the credential for programs that cannot (`crossing` has the rules)."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pomtray.core.domain.route import Route
from pomtray.core.errors import Problem
from pomtray.forward.crossing import Place
from pomtray.forward.local import Listening
from pomtray.forward.ports import Credentials
from pomtray.forward.proxied import Outlet, Proxied
from pomtray.signin.web.http import Web

_SECRET_BYTES: Final = 24


class LocalProxy:
    """Serves the whole origin of `route`, to whoever knows the secret of its address."""

    def __init__(self, web: Web, route: Route, credentials: Credentials) -> None:
        """Raises `ValueError` where it is a TCP route."""
        if route.tunnel is not None:
            raise ValueError(f"{route.name} is a TCP route")
        place = Place("127.0.0.1", 0, secrets.token_urlsafe(_SECRET_BYTES))
        self._outlet = Outlet(web.of(route), route, credentials, place)

    async def serve(self, host: str, port: int, ready: Callable[[Place], None]) -> Problem:
        """Listen until the session is over, and tell why. Raises `OSError` where the port is taken."""
        async with Listening(self._serve_one, host, port) as listening:
            place = replace(self._outlet.place, host=host, port=listening.port)
            self._outlet = replace(self._outlet, place=place)
            ready(place)
            return await self._outlet.credentials.over()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await Proxied(self._outlet, reader, writer).serve()
