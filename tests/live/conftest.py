"""What the live tests are told by the environment, and the person who sits at the browser."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import pytest

from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Doubt, LoginId, Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.session import Person, Session
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret
from pomtray.desktop.processes.browser import open_url
from pomtray.signin.client import Client

_CANNOT: Final = {
    "no-renewal": "ending the session early brings no longer one",
    "no-sign-out": "the session cannot be ended but in the browser",
    "no-list": "the routes API is switched off",
    "other-domain": "route and authenticate host have no domain in common",
}
"""Words of POMTRAY_LIVE_EXPECT: what this Pomerium cannot, or is."""

Say = Callable[[str], None]


@dataclass
class Somebody:
    """Takes the place of the tray: a browser, and no doubts but those that are expected."""

    expected: frozenset[str]
    has_ended: list[str] = field(default_factory=list)
    known: dict[Origin, KnownPomerium] = field(default_factory=dict)

    def stage(self, stage: Stage, host: str = "") -> None:
        del stage, host

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        del sign_in_url
        await open_url(start_url)

    async def ask(self, question: Question) -> bool:
        if question.doubt is Doubt.OTHER_DOMAIN and "other-domain" in self.expected:
            return True
        pytest.fail(f"a doubt about this Pomerium: {question.title} {question.text}")

    async def pasted(self) -> str:
        return await asyncio.Future[str]()

    def refused(self, problem: Problem) -> None:
        pytest.fail(problem.text())

    def doubted(self, session: Session) -> None:
        pytest.fail(f"somebody else asked for the start address: {session.person.label()} is signed in")

    async def may_end(self, session: Session) -> bool:
        del session
        return True

    def ended(self, session: Session) -> None:
        self.has_ended.append(session.id)

    def listed(self, authenticate: Origin, origins: frozenset[Origin]) -> None:
        self.known[authenticate] = KnownPomerium(origins)

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        del user_code, verification_uri, complete, expires_at

    async def secret(self, provider: Provider) -> Secret:
        pytest.fail(f"nobody uses {provider.name} here")

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        pytest.fail(f"{file} is not used here{', again' if again else ''}")

    def secret_refused(self, provider: Provider) -> None:
        del provider

    async def keep(self, refresh: Secret) -> None:
        del refresh


@dataclass(frozen=True, slots=True)
class Known:
    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()
    routes: tuple[Route, ...] = ()
    pomeriums: Mapping[Origin, KnownPomerium] = field(default_factory=dict)


@dataclass
class Live:
    """A real Pomerium, and us before it."""

    client: Client
    person: Somebody
    expected: frozenset[str]
    say: Say

    async def sign_in(self, route: Route, before: Session | None = None, *, renews: bool = False) -> Session:
        wish = BeginSignIn(LoginId("live"), 1, route, ends=before if renews else None, warned=renews)
        known = Known(before.person if before else None, (before,) if before else (), pomeriums=self.person.known)
        session = await self.client.sign_in(wish, self.client.settings().preferences, self.person, known)
        self.say(f"{route.origin}: {session.person.label()}, {summary_of(session)}")
        return session


def summary_of(session: Session) -> str:
    """Until when, how that is known, and who knows the session."""
    until = session.end.at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC") if session.end.at else "nobody knows when"
    return f"until {until} (by {session.end.source}), vouched for by {session.vouching_host}"


def route_of(variable: str) -> Route:
    """The route that the environment names; the test is skipped where it names none."""
    url = os.environ.get(variable, "")
    if not url:
        pytest.skip(f"{variable} names no such route of a real Pomerium")
    return Route(name=variable.removeprefix("POMTRAY_LIVE_").lower(), url=url)


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """To the terminal, whatever else is captured: it is what the person wants to know."""

    def write(line: str) -> None:
        with capsys.disabled():
            print(f"    {line}")  # noqa: T201

    return write


@pytest.fixture
async def live(monkeypatch: pytest.MonkeyPatch, say: Say) -> AsyncIterator[Live]:
    expected = frozenset(os.environ.get("POMTRAY_LIVE_EXPECT", "").replace(",", " ").split())
    if strange := expected - _CANNOT.keys():
        pytest.fail(f"POMTRAY_LIVE_EXPECT knows {', '.join(_CANNOT)}, not {', '.join(sorted(strange))}")
    if ca := os.environ.get("POMTRAY_LIVE_CA"):
        monkeypatch.setenv("SSL_CERT_FILE", ca)
    settings = Settings()
    client = Client(lambda: settings)
    say("")
    try:
        yield Live(client, Somebody(expected), expected, say)
    finally:
        await client.close()
