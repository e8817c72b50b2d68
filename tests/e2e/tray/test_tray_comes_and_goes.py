"""The tray may start after the program, end, and come back: the icon is there whenever a tray is."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.e2e import windows
from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.tray_host import items, tray_item

_ROUTE = "https://app.example.com"
_LONGER_THAN_A_WINDOW_WAITS = 4.0
"""Seconds: where no tray has come after one, a start without `--hidden` shows the window."""

pytestmark = pytest.mark.timeout(120)


def test_a_panel_that_starts_late_dies_and_comes_back(
    bare_desktop: DesktopSession, make_pomtray: Callable[[DesktopSession], Pomtray]
) -> None:
    bare_desktop.start_window_manager()
    bare_desktop.start_keyring()
    pomtray = make_pomtray(bare_desktop)
    pomtray.write_settings({"app": _ROUTE})
    program = pomtray.start()
    windows.wait_for(bare_desktop, "^pomtray$")
    assert not items(bare_desktop.bus)

    bare_desktop.start_panel()
    with tray_item(bare_desktop.bus) as item:
        eventually(lambda: item.open().find("app"), "the menu is complete")

        bare_desktop.stop("xfce4-panel")
        eventually(lambda: not items(bare_desktop.bus), "the tray has gone")
        assert program.running

        bare_desktop.start_panel()
        eventually(lambda: items(bare_desktop.bus), "the icon is there again")
    with tray_item(bare_desktop.bus) as item:
        assert item.open().find("app")
        item.click("Quit")
    assert program.wait() == 0


def test_what_the_session_starts_waits_for_the_tray_without_a_window(
    bare_desktop: DesktopSession, make_pomtray: Callable[[DesktopSession], Pomtray]
) -> None:
    bare_desktop.start_window_manager()
    bare_desktop.start_keyring()
    pomtray = make_pomtray(bare_desktop)
    pomtray.write_settings({"app": _ROUTE})
    program = pomtray.start("--hidden")
    time.sleep(_LONGER_THAN_A_WINDOW_WAITS)
    assert program.running
    assert not windows.shown(bare_desktop, "^pomtray$")

    bare_desktop.start_panel()
    with tray_item(bare_desktop.bus) as item:
        eventually(lambda: item.open().find("app"), "the menu is complete")
        assert pomtray.start("--hidden").wait() == 0, "another start of that kind brings nothing up"
        assert not windows.shown(bare_desktop, "^pomtray$")
        item.click("Quit")
    assert program.wait() == 0
