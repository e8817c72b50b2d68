"""A person at a browser without a window: opens links with cookies of its own while the test goes on."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import TypeVar
from urllib.parse import urlsplit

import httpx

from pomtray.demo.browser import PageFollower
from tests.e2e.process import PATIENCE

Result = TypeVar("Result")


class _StoppedError(Exception):
    """The browser shows an address that it cannot open."""

    def __init__(self, address: str) -> None:
        super().__init__("the browser is on another machine")
        self.address = address


class _ElsewhereFollower(PageFollower):
    """On a machine where nothing listens at the callback's address."""

    def _request(self, method: str, url: str, form: dict[str, str] | None = None) -> httpx.Request:
        if urlsplit(url).path.startswith("/callback"):
            raise _StoppedError(url)
        return super()._request(method, url, form)


class Person:
    """`name` is who answers the login page; it may be changed."""

    def __init__(self, trust: ssl.SSLContext, name: str = "alice", follower: PageFollower | None = None) -> None:
        """`follower`: one that knows another provider's pages."""
        self.name = name
        self._trust = trust
        self._loop = asyncio.new_event_loop()
        self._follower = follower or PageFollower(name, trust, "test")
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"person {name}")
        self._thread.start()

    def open(self, url: str) -> Future[int]:
        """The status of the last page: our answer page comes only when the program knows the outcome."""

        async def visit() -> int:
            self._follower.person = self.name
            return await self._follower.open(url)

        return asyncio.run_coroutine_threadsafe(visit(), self._loop)

    def visit(self, url: str) -> int:
        return self.open(url).result(PATIENCE)

    def asked(self, url: str) -> int:
        """The status of that page alone, wherever it leads."""

        async def ask() -> int:
            return (await self._follower._client.get(url)).status_code

        return self._wait(ask)

    @property
    def text(self) -> str:
        """The page that the browser ended on."""
        return self._follower.text

    def stopped_at(self, url: str) -> str:
        """Where the browser of another machine stops on that link: an address on the program's own machine."""

        async def visit() -> str:
            async with _ElsewhereFollower(self.name, self._trust, "test") as follower:
                try:
                    await follower.open(url)
                except _StoppedError as stopped:
                    return stopped.address
            raise AssertionError("the pages never led to the callback")

        return self._wait(visit)

    def close(self) -> None:
        self._wait(self._follower.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _wait(self, work: Callable[[], Awaitable[Result]]) -> Result:
        async def run() -> Result:
            return await work()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(PATIENCE)
