from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pomtray.app.events.settings_events import Parts, SettingsEvents
from pomtray.core import events as happened
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Part, Problem
from pomtray.desktop.settings.file import SettingsFile


class Ground:
    def __init__(self, path: Path) -> None:
        self.heard: list[object] = []
        self.file = SettingsFile(path)
        parts = Parts(
            happen=self.heard.append,
            before=lambda settings: self.heard.append(("before", settings)),
            after=lambda settings: self.heard.append(("after", settings)),
            bring_up=lambda: self.heard.append("window"),
        )
        self.events = SettingsEvents(self.file, path, parts)


@pytest.fixture
async def ground(qtbot: QtBot, tmp_path: Path) -> Ground:
    return Ground(tmp_path / "pomtray.toml")


async def test_what_was_read_goes_to_the_icons_then_the_rules_then_the_rest(ground: Ground) -> None:
    settings = Settings()
    ground.file.changed.emit(settings)
    before, event, after = ground.heard
    assert isinstance(event, happened.SettingsRead)
    assert (before, event.settings, after) == (("before", settings), settings, ("after", settings))


async def test_a_file_that_cannot_be_used_impairs_the_settings(ground: Ground) -> None:
    problem = Problem("Settings not read", "A key is unknown.")
    ground.file.refused.emit(problem)
    (event,) = ground.heard
    assert isinstance(event, happened.Impaired)
    assert (event.part, event.problem) == (Part.SETTINGS, problem)


async def test_a_first_start_says_where_the_settings_are_and_shows_the_window(ground: Ground, tmp_path: Path) -> None:
    ground.file.written.emit()
    event, shown = ground.heard
    assert isinstance(event, happened.ProblemOccurred)
    assert str(tmp_path / "pomtray.toml") in event.problem.action
    assert shown == "window"
