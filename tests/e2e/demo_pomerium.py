"""The demo's Pomerium over TLS, in a thread of the test: the one part of the story that is not real."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self, TypeVar

import trustme

from pomtray.demo.options import PLANS, DemoOptions, RoutePlan
from pomtray.demo.world import Demo
from tests.e2e.names import DOMAINS
from tests.e2e.process import PATIENCE

Result = TypeVar("Result")


class Authority:
    """A certificate authority of this test, its certificate in the file `ca`."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.ca = folder / "ca.pem"
        self._authority.cert_pem.write_to_path(str(self.ca))

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        names = (f"*.{domain}" for domain in DOMAINS)
        self._authority.issue_cert("127.0.0.1", *names).configure_cert(context)
        return context

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.ca))


class DemoPomerium:
    """Runs while the context is open."""

    def __init__(self, options: DemoOptions, plans: tuple[RoutePlan, ...] = PLANS) -> None:
        self.demo = Demo(options, plans)
        self.options = options
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), name="demo")

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE), "the demo did not start"
        return self

    def __exit__(self, *raised: object) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def url(self, route: str) -> str:
        return f"{self.demo.route(route).origin}/"

    def urls(self) -> dict[str, str]:
        """Every route's URL by its name."""
        return {route.name: self.url(route.name) for route in self.demo.routes}

    def host(self, route: str) -> str:
        """Host and port, as questions name them."""
        return self.demo.route(route).origin.authority

    def asked(self, path: str) -> int:
        """How many requests for that path came so far."""
        return sum(seen.path == path for seen in self.demo.log)

    def do(self, work: Callable[[Demo], Result]) -> Result:
        """Something with the demo, in its own thread."""

        async def call() -> Result:
            return work(self.demo)

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(PATIENCE)

    @contextlib.contextmanager
    def silent(self, part: str) -> Iterator[None]:
        """Connections to a part are taken, and nothing ever answers; it does not come back."""
        port = int(getattr(self.demo, part).rpartition(":")[2])
        asyncio.run_coroutine_threadsafe(self.demo.stop_part(part), self._loop).result(PATIENCE)
        with socket.create_server(("127.0.0.1", port)):
            yield

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._end = asyncio.Event()
        async with self.demo:
            self._ready.set()
            await self._end.wait()
