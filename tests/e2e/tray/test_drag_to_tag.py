"""A route is dragged onto a tag with a real pointer, and the settings file says so."""

from __future__ import annotations

import pytest

from tests.e2e import windows
from tests.e2e.conftest import Pomtray
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually

pytestmark = pytest.mark.timeout(120)
_TAGGED = '\n[[routes]]\nname = "wiki"\nurl = "https://wiki.example.com"  # mine\ntags = ["prod"]\n'


def test_from_the_list_onto_a_tag_and_back(desktop: DesktopSession, pomtray: Pomtray) -> None:
    pomtray.write_settings({"app": "https://app.example.com"})
    before = pomtray.settings.read_text() + _TAGGED
    pomtray.settings.write_text(before)
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.peek().find("wiki — signed out"), "the routes are known")
        item.click("Open window…")
        window = windows.wait_for(desktop, "^pomtray$")
        desktop.run("xdotool", "windowactivate", "--sync", window)
        desktop.run("xdotool", "mousemove", "--window", window, "120", "60", "mousedown", "1")
        for step in ("130 80", "130 120", "130 200"):
            desktop.run("xdotool", "mousemove", "--window", window, *step.split())
        height = int(desktop.run("xdotool", "getwindowgeometry", "--shell", window).split("HEIGHT=")[1].split()[0])
        for rise in (30, 42, 54):  # the tags stand above the bottom line
            desktop.run("xdotool", "mousemove", "--window", window, "35", str(height - rise))
        desktop.run("xdotool", "mouseup", "1")
        eventually(lambda: pomtray.settings.read_text().count('tags = ["prod"]') == 2, "it has the tag")
        assert "# mine" in pomtray.settings.read_text()
        windows.press(desktop, window, "alt+u")
        eventually(lambda: pomtray.settings.read_text() == before, "it is taken back")
