"""Somebody who signs in at the demo: what the program needs of a person and a browser."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from pomtray.core.errors import Problem
from pomtray.core.login import Question, Stage
from pomtray.core.session import Person, Session
from pomtray.demo.browser import PageFollower


@dataclass(frozen=True)
class Known:
    last_person: Person | None = None
    sessions: tuple[Session, ...] = ()


@dataclass
class Somebody:
    """`opens`: "start" follows our start address, "link" only the sign-in URL, "nothing" waits to be told."""

    browser: PageFollower
    opens: str = "start"
    says_yes: bool = True
    stages: list[Stage] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    opened: asyncio.Future[tuple[str, str]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    pages: list[asyncio.Task[int]] = field(default_factory=list)
    pastes: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    told: asyncio.Event = field(default_factory=asyncio.Event)

    def stage(self, stage: Stage, host: str = "") -> None:
        self.stages.append(stage)
        self.hosts.append(host)

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        if self.opens != "nothing":
            self.visit(start_url if self.opens == "start" else sign_in_url)
        self.opened.set_result((start_url, sign_in_url))

    def visit(self, url: str) -> None:
        self.pages.append(asyncio.create_task(self.browser.open(url)))

    async def ask(self, question: Question) -> bool:
        self.questions.append(question)
        self.asked.set()
        return self.says_yes

    async def pasted(self) -> str:
        return await self.pastes.get()

    def refused(self, problem: Problem) -> None:
        self.refusals.append(problem)
        self.told.set()

    async def redirect_uri(self) -> str:
        """Where the browser is to bring the token, once the sign-in is that far."""
        _, url = await self.opened
        return dict(parse_qsl(urlsplit(url).query))["pomerium_redirect_uri"]
