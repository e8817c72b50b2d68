"""The routes that take the certified provider's ID tokens, in a thread of the test."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from datetime import datetime
from typing import Self

import httpx

from pomtray.core.secret import Credential
from pomtray.serve.server import Server
from tests.certified.bearer_route import BearerRoute
from tests.e2e.process import PATIENCE


class Services:
    """`routes`: whose client's tokens each takes; `now`: their clock. They run while the context is open."""

    def __init__(self, issuer: str, routes: Mapping[str, str], now: Callable[[], datetime]) -> None:
        self._behind = {name: BearerRoute(issuer, client, now=now) for name, client in routes.items()}
        self._urls: dict[str, str] = {}
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="services")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE), "the services did not start"
        return self

    def __exit__(self, *raised: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def url(self, name: str) -> str:
        return self._urls[name]

    def opens(self, name: str, credential: Credential) -> bool:
        """Whether the route lets a request with that bearer through."""
        bearer = {"Authorization": f"Bearer {credential.reveal()}"}
        return httpx.get(self.url(name), headers=bearer, trust_env=False).status_code == httpx.codes.OK

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        async with AsyncExitStack() as owner:
            for name, behind in self._behind.items():
                server = await owner.enter_async_context(Server(behind))
                self._urls[name] = f"http://127.0.0.1:{server.port}"
            self._ready.set()
            await self._end.wait()
