"""The demo, a browser and the program's network, ready to sign in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, fields, replace
from typing import Any

import pytest

from pomtray.core.domain.login import Question
from pomtray.core.domain.route import HeaderForm, Preferences, Route
from pomtray.core.domain.session import Session
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import filling
from pomtray.core.report import Step
from pomtray.core.text import Text
from pomtray.demo import tunnels
from pomtray.demo.browser import PageFollower
from pomtray.demo.world import Demo
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.pomerium.attempt import SignIn
from pomtray.signin.pomerium.domains import Domains, in_one_domain_or_on_loopback
from pomtray.signin.pomerium.renewing import renew
from pomtray.signin.routes.trying import Trial
from pomtray.signin.web.http import Web
from tests.signin.person import Known, Somebody

_TOLD = {kind: filling(kind) for kind in (Problem, Question, Step, Trial)}
"""What the person is told, and what fills it."""
_PLACE = re.compile(r"\{[a-z_]+\}")


@dataclass
class Playground:
    demo: Demo
    web: Web
    person: Somebody
    listeners: Listeners
    preferences: Preferences = field(default_factory=Preferences)
    domains: Domains = in_one_domain_or_on_loopback
    """Hosts of the playground differ by their port only, so it takes this computer for one domain."""

    def route(self, name: str = "app") -> Route:
        return Route(name, self.demo.route(name).url)

    def tunnel(self, name: str = "tcp") -> Route:
        """A TCP route as the settings have it: `route` is its host, which has no pages."""
        return Route(name, tunnels.address(self.demo.route(name)))

    async def sign_in(
        self,
        name: str = "app",
        known: Known | None = None,
        ends: Session | None = None,
        *,
        warned: bool = True,
        header: HeaderForm = HeaderForm.POMERIUM,
    ) -> Session:
        route, known = replace(self.route(name), header=header), known or Known()
        plan = SignIn(self.web, route, self.preferences, self.person, known, self.listeners, self.domains)
        return await (renew(plan, ends, warned=warned) if ends else plan.run())

    def again(self, opens: str = "start", *, says_yes: bool = True) -> None:
        """The same browser, another sign-in."""
        self.person = Somebody(self.person.browser, opens, says_yes)

    async def callback(self, person: str = "alice", name: str = "app", loopback: str | None = None) -> str:
        """An address that answers the running sign-in with a new session, from another browser."""
        redirect_uri = await self.person.redirect_uri()
        ours = redirect_uri.split("/")[2]
        return f"{redirect_uri}?pomerium_jwt={self.demo.issue(person, name, loopback=loopback or ours)}"


@pytest.fixture
async def playground() -> AsyncIterator[Playground]:
    async with Demo() as demo, Web() as web, PageFollower() as browser:
        listeners = Listeners()
        ground = Playground(demo, web, Somebody(browser), listeners)
        yield ground
        await asyncio.gather(*ground.person.pages, return_exceptions=True)
        await listeners.close()


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds of each sleep from now on: none is the turn of others."""
    taken: list[float] = []
    sleep = asyncio.sleep

    async def counted(seconds: float) -> None:
        taken.append(seconds)
        await sleep(seconds)

    monkeypatch.setattr(asyncio, "sleep", counted)
    return taken


@pytest.fixture(autouse=True)
def _no_place_stays_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told to the person has a value in each of its braces."""
    for kind, made in _TOLD.items():

        def checked(self: Any, *values: Any, made: Callable[..., None] = made, **named: Any) -> None:
            made(self, *values, **named)
            for one in fields(self):
                assert not is_unfilled(getattr(self, one.name)), one.name

        monkeypatch.setattr(kind, "__init__", checked)


def is_unfilled(text: object) -> bool:
    if not isinstance(text, Text):
        return False
    return any(map(is_unfilled, text.values.values())) or bool(not text.values and _PLACE.search(text))
