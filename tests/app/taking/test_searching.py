from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from importlib import import_module

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from pytestqt.qtbot import QtBot

from pomtray.app.taking import searching
from pomtray.core.domain.route import Preferences, Settings
from pomtray.core.errors import Problem
from pomtray.core.intent import AppAction, LookUp
from pomtray.core.shortcut import Shortcut, ShortcutState
from pomtray.desktop import shortcut
from pomtray.ui.icons.icons import Icons
from tests.core.built import signed_in

PICTURE = signed_in().snapshot
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Key:
    """What the desktop says to each wish."""

    def __init__(self, on_pressed: object) -> None:
        self.wanted: list[object] = []

    async def want(self, wanted: Shortcut | None) -> tuple[ShortcutState, str]:
        self.wanted.append(wanted)
        if str(wanted) == "Ctrl+Alt+W":
            await asyncio.Event().wait()
        if str(wanted) == "Ctrl+Alt+O":
            return ShortcutState.TAKEN, "Ctrl+Alt+O"
        return (ShortcutState.ON, str(wanted)) if wanted else (ShortcutState.OFF, "")

    async def close(self) -> None:
        self.wanted.append("closed")


class Ground:
    def __init__(self) -> None:
        self.warmed: list[bool] = []
        self.held: list[Callable[[], object]] | None = None
        self.troubles: list[Problem] = []
        warm = lambda: self.warmed.append(True)  # noqa: E731
        self.search = searching.Searching(
            searching.Parts(Icons(), lambda: PICTURE, lambda _: None, warm, self.troubles.append, self.when_made)
        )

    def when_made(self, does: Callable[[], object]) -> None:
        """Its rows are few, or they are held back."""
        if self.held is None:
            does()
        else:
            self.held.append(does)

    async def read(self, key: str) -> ShortcutState:
        self.search.settings_read(Settings(preferences=Preferences(search_shortcut=key)))
        for _ in range(5):
            await asyncio.sleep(0)
        return self.search.told


@pytest.fixture(autouse=True)
def loaded() -> None:
    """As `Later` leaves it."""
    import_module("pomtray.ui.window.quick_search")


@pytest.fixture
def ground(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Ground:
    monkeypatch.setattr(shortcut, "GlobalShortcut", Key)
    return Ground()


async def test_the_key_is_had_while_the_settings_name_it(ground: Ground) -> None:
    search = ground.search
    assert await ground.read("") is ShortcutState.OFF
    assert search._key is None, "nothing is loaded that nobody wants"
    assert await ground.read("Ctrl+Alt+P") is ShortcutState.ON
    assert await ground.read("Ctrl+Alt+P") is ShortcutState.ON
    assert search.trigger == "Ctrl+Alt+P"
    assert await ground.read("Ctrl+Alt+W") is ShortcutState.WAITING
    assert await ground.read("") is ShortcutState.OFF, "nobody waits for what is not wanted any more"
    await search.close()
    assert isinstance(search._key, Key)
    assert [str(wanted) for wanted in search._key.wanted] == ["Ctrl+Alt+P", "Ctrl+Alt+W", "None", "closed"]
    assert ground.troubles == []


async def test_what_cannot_be_had_is_told_to_who_has_just_chosen_it(ground: Ground) -> None:
    assert await ground.read("Ctrl+Alt+O") is ShortcutState.TAKEN
    assert ground.troubles == [], "at the start nobody asks"
    await ground.read("")
    await ground.read("Ctrl+Alt+O")
    assert [trouble.sentence for trouble in ground.troubles] == ["Another program has Ctrl+Alt+O: choose another one."]


async def test_it_comes_up_and_goes(ground: Ground) -> None:
    search = ground.search
    assert not search.take(LookUp(None))
    assert search.take(AppAction.SEARCH)
    assert ground.warmed == [True]
    assert search._window
    assert search._window.isVisible()
    search.show(PICTURE)
    await search.close()
    assert not search._window.isVisible()


async def test_many_rows_are_made_before_they_are_shown(ground: Ground) -> None:
    ground.held = waiting = []
    ground.search.bring_up()
    assert ground.search._window is None
    waiting[0]()
    assert ground.search._window
    await ground.search.close()
