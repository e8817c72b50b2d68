from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from pytestqt.qtbot import QtBot

from pomtray.app import searching
from pomtray.core.domain.route import Preferences, Settings
from pomtray.core.intent import AppAction, LookUp
from pomtray.core.shortcut import Shortcut, Told
from pomtray.desktop import shortcut
from pomtray.ui.icons.icons import Icons
from tests.core.built import signed_in

KEY = Settings(preferences=Preferences(search_shortcut="Ctrl+Alt+P"))
PICTURE = signed_in().snapshot
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Key:
    def __init__(self, on_pressed: object) -> None:
        self.wanted: list[object] = []

    async def want(self, wanted: Shortcut | None) -> tuple[Told, str]:
        self.wanted.append(wanted)
        return (Told.ON, str(wanted)) if wanted else (Told.OFF, "")

    async def close(self) -> None:
        self.wanted.append("closed")


async def test_the_key_is_had_while_the_settings_name_it(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shortcut, "GlobalShortcut", Key)
    tasks: list[asyncio.Task[None]] = []
    warmed: list[bool] = []

    def spawn(work: Coroutine[Any, Any, None]) -> None:
        tasks.append(asyncio.get_running_loop().create_task(work))

    parts = searching.Parts(Icons(), lambda: PICTURE, lambda _: None, lambda: warmed.append(True), spawn)
    search = searching.Searching(parts)
    search.settings_read(Settings())
    assert tasks == [], "nothing is loaded that nobody wants"
    search.settings_read(KEY)
    search.settings_read(KEY)
    assert len(tasks) == 1
    await tasks[0]
    assert (search.told, search.trigger) == (Told.ON, "Ctrl+Alt+P")
    search.settings_read(Settings())
    await tasks[1]
    assert search.told is Told.OFF
    assert isinstance(search._key, Key)
    assert not search.take(LookUp(None))
    assert search.take(AppAction.SEARCH)
    assert warmed == [True]
    assert search._window
    assert search._window.isVisible()
    search.show(PICTURE)
    await search.close()
    assert search._key.wanted[-1] == "closed"
    assert not search._window.isVisible()
