"""A route with a credential, as forwarding sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential
from pomtray.core.errors import Problem
from pomtray.core.network.header import header
from pomtray.demo import tunnels
from pomtray.demo.options import DemoOptions
from pomtray.demo.world import Demo
from pomtray.forward import refusing
from pomtray.signin.web.http import Web
from tests.signin.authorities import Authority


@dataclass
class Held:
    """A session that tests give, renew and end."""

    route: Route
    token: str = ""
    form: HeaderForm = HeaderForm.POMERIUM
    ended: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def header(self) -> tuple[str, str]:
        self.asked += 1
        if not self.token:
            raise refusing.sign_in_needed(self.route)
        return header(self.form, Credential(self.token))

    async def over(self) -> Problem:
        await self.ended.wait()
        return Problem("Signed out", "The session is over.")


@dataclass
class Ground:
    demo: Demo
    web: Web
    ca: str = ""

    def route(self, name: str = "app") -> Route:
        found = self.demo.route(name)
        return Route(name, tunnels.address(found) if found.plan.kind == "tcp" else found.url, ca=self.ca)

    def held(self, name: str = "app", person: str = "alice") -> Held:
        return Held(self.route(name), self.demo.issue(person, name))


@pytest.fixture(params=["http", "https"])
async def ground(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ground]:
    """With TLS of a private authority, and without."""
    authority = Authority(tmp_path) if request.param == "https" else None
    options = DemoOptions(tls=authority.server()) if authority else DemoOptions()
    async with Demo(options) as demo, Web() as web:
        yield Ground(demo, web, authority.file if authority else "")
