"""The program's place on the desktop: switched from its window, and what cannot be is told."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from pomtray.app.taking import at_home
from pomtray.core.errors import Problem
from pomtray.core.intent import AppAction
from pomtray.desktop.shell import menu_entry

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other platforms keep it elsewhere")
MENU, LOGIN = AppAction.MENU_ENTRY, AppAction.START_AT_LOGIN


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_DIRS", str(tmp_path / "shared"))
    return tmp_path


@pytest.fixture
def told() -> list[Problem]:
    return []


def test_each_is_switched_on_and_off(home: Path, told: list[Problem]) -> None:
    for action in (MENU, LOGIN):
        assert at_home.is_on(action) is False
        at_home.switch(action, told.append)
        assert at_home.is_on(action) is True
        at_home.switch(action, told.append)
        assert at_home.is_on(action) is False
    assert not told


def test_what_starts_at_login_has_its_icon(home: Path, told: list[Problem]) -> None:
    at_home.switch(LOGIN, told.append)
    assert at_home.is_on(MENU)
    assert '"--hidden"' in (home / "config/autostart/pomtray.desktop").read_text()


def test_a_package_s_entry_is_enough(home: Path, told: list[Problem]) -> None:
    (home / "shared/applications").mkdir(parents=True)
    (home / "shared/applications/pomtray.desktop").touch()
    at_home.switch(LOGIN, told.append)
    assert at_home.is_on(LOGIN)
    assert not at_home.is_on(MENU)


@pytest.mark.parametrize(("action", "folder"), [(MENU, "data"), (LOGIN, "config")])
def test_where_nothing_can_be_written(home: Path, told: list[Problem], action: AppAction, folder: str) -> None:
    (home / folder).touch()
    at_home.switch(action, told.append)
    (problem,) = told
    assert folder in problem.sentence
    assert not at_home.is_on(action)


def test_a_sandbox_offers_neither(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "info").touch()
    monkeypatch.setattr(menu_entry, "_IN_FLATPAK", home / "info")
    assert at_home.is_on(MENU) is None
    assert at_home.is_on(LOGIN) is None
