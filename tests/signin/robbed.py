"""Somebody whose start address another program asks for first, having read the browser's command line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from pomtray.core.domain.login import Question
from pomtray.demo.browser import PageFollower
from tests.signin.provider_ground import Customer


class Robbed(Customer):
    """`answers`: what the person says, question by question. `waits`: the browser asks only when the test says so."""

    def __init__(
        self, browser: PageFollower, thief: PageFollower, answers: Sequence[bool] = (), *, waits: bool = False
    ) -> None:
        super().__init__(browser)
        self.thief = thief
        self.waits = waits
        self.answers = [*answers]

    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        self.opened.set_result((start_url, sign_in_url))
        self.pages.append(asyncio.create_task(self.thief.open(start_url)))
        while not self.thief.pages[1:]:
            await asyncio.sleep(0)
        if not self.waits:
            self.visit(start_url)

    async def ask(self, question: Question) -> bool:
        await super().ask(question)
        await asyncio.sleep(0.1)  # a person takes longer than a browser
        return self.answers.pop(0)
