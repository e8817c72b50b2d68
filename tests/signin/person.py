"""Somebody who signs in at the demo: what the program needs of a person and a browser."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Question, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person, Session
from pomtray.core.errors import Problem
from pomtray.core.secret import Secret
from pomtray.demo.browser import PageFollower


@dataclass(frozen=True)
class Known:
    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()
    pomeriums: Mapping[Origin, KnownPomerium] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()


@dataclass
class Somebody:
    """`opens`: "start" follows our start address, "link" only the sign-in URL, "nothing" waits to be told."""

    browser: PageFollower
    opens: str = "start"
    says_yes: bool = True
    stages: list[Stage] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    doubts: list[Session] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    opened: asyncio.Future[tuple[str, str]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    pages: list[asyncio.Task[int]] = field(default_factory=list)
    launcher_stays: bool = False
    """The browser's command runs for as long as the browser."""
    lets_end: bool = True
    over: list[str] = field(default_factory=list)
    """Ids of sessions that were ended for a renewal."""
    steps: list[str] = field(default_factory=list)
    """What was said about a renewal, in order."""
    lists: dict[Origin, frozenset[Origin]] = field(default_factory=dict)
    """What was learned, by authenticate host."""
    pastes: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def stage(self, stage: Stage, host: str = "") -> None:
        self.stages.append(stage)
        self.hosts.append(host)

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        self.steps.append("the browser opens")
        if self.opens != "nothing":
            self.visit(start_url if self.opens == "start" else sign_in_url)
        if not self.opened.done():
            self.opened.set_result((start_url, sign_in_url))
        if self.launcher_stays:
            await asyncio.Event().wait()

    def visit(self, url: str) -> None:
        self.pages.append(asyncio.create_task(self.browser.open(url)))

    async def visit_after_a_no(self) -> None:
        """Once one was turned down, visit the same link again and say yes."""
        await self.asked.wait()
        self.asked.clear()
        self.says_yes = True
        _, link = await self.opened
        self.visit(link)

    async def ask(self, question: Question) -> bool:
        self.questions.append(question)
        self.steps.append("a question")
        self.asked.set()
        return self.says_yes

    async def pasted(self) -> str:
        return await self.pastes.get()

    def refused(self, problem: Problem) -> None:
        self.refusals.append(problem)
        self.told.set()

    def doubted(self, session: Session) -> None:
        self.doubts.append(session)

    async def may_end(self, session: Session) -> bool:
        self.steps.append("may it be ended?")
        return self.lets_end

    def ended(self, session: Session) -> None:
        self.steps.append("it has ended")
        self.over.append(session.id)

    def listed(self, authenticate: Origin, origins: frozenset[Origin]) -> None:
        self.lists[authenticate] = origins

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        raise AssertionError("no device signs in here")

    async def secret(self, provider: Provider) -> Secret:
        raise AssertionError(f"{provider.name} has no secret")

    def secret_refused(self, provider: Provider) -> None:
        raise AssertionError(f"{provider.name} has no secret")

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        raise AssertionError(f"{file} has no passphrase")

    async def keep(self, refresh: Secret) -> None:
        """Nothing is kept: the test ends before it could be used."""

    async def redirect_uri(self) -> str:
        """Where the browser is to bring the token, once the sign-in is that far."""
        _, url = await self.opened
        return dict(parse_qsl(urlsplit(url).query))["pomerium_redirect_uri"]
