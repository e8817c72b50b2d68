"""The settings file edited while the program runs."""

from __future__ import annotations

import pytest

from tests.e2e import windows
from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually

pytestmark = pytest.mark.timeout(120)


def test_a_change_counts_at_once_and_a_bad_one_changes_nothing(desktop: DesktopSession, pomtray: Pomtray) -> None:
    good = {"app": "https://app.example.com"}
    pomtray.write_settings(good)
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.open().find("app"), "the menu is complete")
        pomtray.write_settings(good | {"wiki": "https://wiki.example.com"})
        eventually(lambda: item.peek().find("wiki"), "the new route is in the menu")

        pomtray.write_settings(good | {"plain": "http://wiki.example.com"})
        bad = pomtray.settings.read_bytes()
        eventually(lambda: item.peek().find("Settings refused"), "the menu says so")
        assert item.open().find("wiki")
        assert not item.open().find("plain")
        assert pomtray.settings.read_bytes() == bad
        item.click("Settings refused")
        windows.wait_for(desktop, "^pomtray$")

        pomtray.write_settings(good)
        eventually(lambda: not item.peek().find("Settings refused"), "the trouble is over")
        eventually(lambda: not item.peek().find("wiki"), "the mended file counts")
