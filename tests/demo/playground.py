"""The demo, a browser and a loopback address, as the tests of this folder use them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx

from pomtray.demo.browser import PageFollower
from pomtray.demo.world import Demo
from pomtray.serve.http import Request, Response

LOGIN = "/.pomerium/api/v1/login"
JSON = {"accept": "application/json"}


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 21, 9, 26, 8, 55746, UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


class Listener:
    """A loopback address as the program under test would have: it keeps what arrives."""

    def __init__(self) -> None:
        self.targets: list[str] = []

    async def __call__(self, request: Request) -> Response:
        self.targets.append(request.target.decode())
        return Response(200, (), b"done")

    @property
    def token(self) -> str:
        return dict(parse_qsl(urlsplit(self.targets[-1]).query))["pomerium_jwt"]


@dataclass
class World:
    """The demo, a client, a browser and a listener, and the way through all of them."""

    demo: Demo
    clock: Clock
    http: httpx.AsyncClient
    browser: PageFollower
    listener: Listener
    loopback: str

    def url(self, name: str = "app") -> str:
        return self.demo.route(name).url

    async def login_url(self, name: str = "app", target: str | None = None, **headers: str) -> str:
        answer = await self.login(name, target or f"{self.loopback}/callback/N", **headers)
        assert answer.status_code == 200
        return answer.text

    async def login(self, name: str, target: str, **headers: str) -> httpx.Response:
        base = self.demo.authenticate if name == "authenticate" else self.url(name)
        return await self.http.get(f"{base}{LOGIN}?{urlencode({'pomerium_redirect_uri': target})}", headers=headers)

    async def sign_in(self, name: str = "app") -> str:
        """The token of a sign-in through the browser."""
        assert await self.browser.open(await self.login_url(name)) == 200
        return self.listener.token

    async def get(self, name: str, path: str = "/", **headers: str) -> httpx.Response:
        base = self.demo.authenticate if name == "authenticate" else self.url(name)
        return await self.http.get(base + path, headers=headers)

    async def alive(self, token: str, name: str = "app") -> bool:
        answer = await self.get(name, "/.pomerium/user", authorization=f"Pomerium {token}", **JSON)
        assert answer.status_code in {200, 401}
        return answer.status_code == 200
