from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from importlib import import_module

import pytest
from pytestqt.qtbot import QtBot

from pomtray.app.taking.helping import Helping
from pomtray.core.intent import AppAction, Explain, Follow
from pomtray.core.topic import Topic
from pomtray.ui.icons.icons import Icons
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)


@pytest.fixture(autouse=True)
def loaded() -> None:
    """As `Later` leaves it."""
    import_module("pomtray.ui.help.window")


def test_it_comes_up_where_it_is_wanted_and_goes_when_it_is_closed(qtbot: QtBot) -> None:
    followed: list[str] = []
    helping = Helping(Icons(), followed.append)
    assert not helping.take(AppAction.ABOUT)
    assert helping.take(AppAction.HELP)
    first = helping._window
    assert first
    assert first.windowTitle() == "Help: Guide"
    assert helping.take(Explain(Topic.LOCKED))
    assert helping._window is first
    assert first.windowTitle() == "Help: Locked"
    first.intent.emit(Follow("https://toml.io"))
    assert followed == ["https://toml.io"]
    gone: list[bool] = []
    first.destroyed.connect(lambda: gone.append(True))
    first.close()
    qtbot.waitUntil(lambda: gone == [True])
    assert helping._window is None
    helping.close()
    helping.take(AppAction.HELP)
    helping.close()
    assert helping._window is None
