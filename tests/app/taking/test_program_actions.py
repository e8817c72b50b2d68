from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pomtray.app.taking import at_home, program_actions
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.intent import AppAction
from pomtray.desktop.files import places

NO_BROWSER = Problem("No browser", "The desktop names none.")


class Ground:
    def __init__(self) -> None:
        self.did: list[object] = []
        self.troubles: list[Problem] = []
        self.work: list[asyncio.Task[None]] = []
        activity = SimpleNamespace(show=lambda window: self.did.append(("activity", window)))
        self.actions = program_actions.ProgramActions(
            program_actions.Parts(
                activity=cast("Any", activity),
                with_window=cast("Any", lambda does: does("window")),
                settings=Settings,
                end=lambda: self.did.append("ended"),
                troubled=self.troubles.append,
                spawn=lambda work: self.work.append(asyncio.ensure_future(work)),
            )
        )

    async def take(self, intent: object) -> bool:
        taken = self.actions.take(intent)
        await asyncio.gather(*self.work)
        return taken


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> Ground:
    made = Ground()

    async def open_file(path: Path, _: frozenset[str]) -> None:
        made.did.append(path)

    async def open_url(url: str, browser: tuple[str, ...], _: frozenset[str]) -> None:
        raise PomtrayError(NO_BROWSER)

    monkeypatch.setattr(program_actions, "open_file", open_file)
    monkeypatch.setattr(program_actions, "open_url", open_url)
    monkeypatch.setattr(at_home, "switch", lambda action, _: made.did.append(action))
    return made


async def test_each_wish_about_the_program_is_taken(ground: Ground) -> None:
    for wish in (AppAction.LOG_FILE, AppAction.ACTIVITY, AppAction.START_AT_LOGIN, AppAction.QUIT):
        assert await ground.take(wish)
    assert ground.did == [places.log_file(), ("activity", "window"), AppAction.START_AT_LOGIN, "ended"]


async def test_a_link_that_does_not_open_is_told(ground: Ground) -> None:
    ground.actions.follow("https://pomtray.example/")
    await asyncio.gather(*ground.work)
    assert ground.troubles == [NO_BROWSER]


@pytest.mark.parametrize("intent", [AppAction.SIGN_OUT_ALL, AppAction.WINDOW, None])
async def test_the_rest_is_left_to_others(ground: Ground, intent: object) -> None:
    assert not await ground.take(intent)
    assert ground.did == []
