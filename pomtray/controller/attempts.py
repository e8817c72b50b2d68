"""The sign-ins under way: one task each, with what the person still has to say to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from pomtray.controller.ports import Ports
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import Problem
from pomtray.core.events import Event, LinkReady, QuestionAsked, Reached, Troubled
from pomtray.core.login import Question, Stage


class RunningAttempt:
    """Carries progress out of one sign-in, and the person's answers into it."""

    def __init__(self, effect: BeginSignIn, ports: Ports, happen: Callable[[Event], None]) -> None:
        self._effect = effect
        self._ports = ports
        self._happen = happen
        self._answer: asyncio.Future[bool] | None = None
        self._pastes: asyncio.Queue[str] = asyncio.Queue()

    def stage(self, stage: Stage, host: str = "") -> None:
        self._happen(Reached(self._ports.now(), self._effect.login, self._effect.attempt, stage, host))

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        """The browser gets the one-time start address; a person who wants a link gets the sign-in URL itself."""
        if self._effect.link:
            self._happen(LinkReady(self._ports.now(), self._effect.login, self._effect.attempt, sign_in_url))
            return
        await self._ports.open_page(start_url, self._effect.route.browser)

    async def ask(self, question: Question) -> bool:
        self._answer = asyncio.get_running_loop().create_future()
        self._happen(QuestionAsked(self._ports.now(), self._effect.login, self._effect.attempt, question))
        return await self._answer

    async def pasted(self) -> str:
        return await self._pastes.get()

    def refused(self, problem: Problem) -> None:
        self._happen(Troubled(self._ports.now(), problem))

    def answer(self, *, yes: bool) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(yes)

    def paste(self, text: str) -> None:
        self._pastes.put_nowait(text)
