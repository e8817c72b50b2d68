from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pytestqt.qtbot import QtBot

from pomtray.app import late
from pomtray.app.taking import windowing
from pomtray.core.intent import AppAction, Show
from pomtray.core.shortcut import ShortcutState
from pomtray.desktop.files.window_place import WindowPlace
from pomtray.ui.icons.icons import Icons
from tests.core.built import signed_in

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Ground:
    def __init__(self, folder: Path) -> None:
        self.tray = SimpleNamespace(available=True)
        self.held: list[Callable[[], object]] | None = None
        self.windowing = windowing.Windowing(
            windowing.Parts(
                icons=Icons(),
                place=WindowPlace(folder / "window"),
                tray=cast("Any", self.tray),
                model=lambda: signed_in().model,
                snapshot=lambda: signed_in().snapshot,
                shortcut=lambda: (ShortcutState.OFF, ""),
                intent=lambda _: None,
                when_made=self.when_made,
            ),
            demo=False,
        )

    def when_made(self, does: Callable[[], object]) -> None:
        """Its rows are few, or they are held back."""
        if self.held is None:
            does()
        else:
            self.held.append(does)

    @property
    def is_seen(self) -> bool:
        return self.windowing.made is not None and self.windowing.made.isVisible()


@pytest.fixture(autouse=True)
def loaded() -> None:
    """As `Later` leaves it."""
    for name in late.WINDOW._names:
        import_module(name)


@pytest.fixture
def ground(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ground:
    monkeypatch.setattr(windowing, "_TRAY_COMES_FOR", 0)
    return Ground(tmp_path)


async def test_where_there_is_a_tray_the_window_is_made_when_wanted(ground: Ground, qtbot: QtBot) -> None:
    await ground.windowing.show_somewhere(window=False)
    assert ground.windowing.made is None
    assert ground.windowing.take(AppAction.WINDOW)
    qtbot.addWidget(ground.windowing.window())
    assert ground.is_seen
    assert not ground.windowing.window().stays


async def test_without_a_tray_the_window_is_shown_and_stays_until_one_comes(ground: Ground, qtbot: QtBot) -> None:
    ground.tray.available = False
    await ground.windowing.show_somewhere(window=False)
    qtbot.addWidget(ground.windowing.window())
    assert ground.is_seen
    assert ground.windowing.window().stays
    ground.windowing.tray_came()
    assert not ground.windowing.window().stays


async def test_what_is_wanted_at_the_start_is_shown(ground: Ground, qtbot: QtBot) -> None:
    await ground.windowing.show_somewhere(window=True)
    qtbot.addWidget(ground.windowing.window())
    assert ground.is_seen
    ground.windowing.hide()
    assert not ground.is_seen


def test_a_route_is_shown_in_it_and_what_is_not_about_it_is_left(ground: Ground, qtbot: QtBot) -> None:
    assert not ground.windowing.take(AppAction.QUIT)
    assert ground.windowing.made is None
    assert ground.windowing.take(Show("grafana"))
    qtbot.addWidget(ground.windowing.window())
    assert ground.is_seen


class Held:
    """Modules that are being loaded."""

    def __init__(self) -> None:
        self.wishes: list[Callable[[], object]] = []

    def then(self, does: Callable[[], object]) -> None:
        self.wishes.append(does)


def test_what_is_wanted_waits_for_what_is_loaded_in_a_thread(
    ground: Ground, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = Held()
    monkeypatch.setattr(late, "WINDOW", held)
    assert ground.windowing.take(Show("app"))
    assert ground.windowing.take(AppAction.ADD)
    assert ground.windowing.made is None
    for wish in held.wishes:
        wish()
    qtbot.addWidget(ground.windowing.window())
    assert ground.is_seen
    assert ground.windowing.window().adding.isVisible()


def test_many_rows_are_made_before_they_are_shown_and_each_time_that_they_are(ground: Ground, qtbot: QtBot) -> None:
    ground.held = waiting = []
    assert ground.windowing.take(Show("app"))
    assert ground.windowing.made is None
    waiting.pop(0)()
    window = ground.windowing.window()
    qtbot.addWidget(window)
    assert not ground.is_seen, "it is shown in another turn than it is made in"
    waiting.pop(0)()
    assert ground.is_seen
    assert ground.windowing.take(Show("app"))
    assert waiting == [], "what is seen is kept up"
    ground.windowing.hide()
    assert ground.windowing.take(Show("app"))
    assert not ground.is_seen
    for does in waiting:
        does()
    assert ground.is_seen
