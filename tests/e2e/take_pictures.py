"""README's pictures, from the running program: `scripts/pictures`."""

from __future__ import annotations

import time
from pathlib import Path

from tests.e2e import windows
from tests.e2e.browser import Browser, Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.test_add_by_pasting import Hand, copied_elsewhere

_PICTURES = Path(__file__).parents[2] / "docs/pictures"
_ICON = ("15", "15")
_DRAWN = 1.5
"""Seconds until GTK and Chromium have drawn: neither tells."""


def test_take_pictures(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, browser: Browser
) -> None:
    _PICTURES.mkdir(exist_ok=True)
    names = {"Wiki": "wiki", "Grafana": "app", "Build farm": "api", "Partner portal": "other-idp"}
    pomtray.write_settings({name: demo.url(route) for name, route in names.items()})
    with pomtray.in_tray() as (_, item):
        item.click("Wiki", "Sign in")
        browser.open(links.next())
        browser.sign_in_as("alice")
        browser.wait_for_text("You can close this tab")
        time.sleep(_DRAWN)
        desktop.picture(_PICTURES / "answer.png")
        _crop(desktop, _PICTURES / "answer.png", "940x700+0+40")

        browser.open("about:blank")
        desktop.run("xdotool", "mousemove", *_ICON, "click", "3")
        time.sleep(_DRAWN)
        desktop.run("xdotool", "key", "Down", "Right")
        time.sleep(_DRAWN)
        desktop.picture(_PICTURES / "menu.png")
        _crop(desktop, _PICTURES / "menu.png", "760x520+0+0")
        desktop.run("xdotool", "key", "Escape", "Escape")

        item.click("Open window…")
        windows.wait_for(desktop, "^pomtray$")
        time.sleep(_DRAWN)
        _picture_of_window(desktop, _PICTURES / "window.png")


def test_take_the_picture_of_adding(desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray) -> None:
    pomtray.write_settings({})
    with pomtray.in_tray() as (_, item):
        item.click("Open window…")
        copied_elsewhere(desktop, demo.url("wiki"))
        Hand(desktop).press("ctrl+v")
        eventually(lambda: demo.asked("/.well-known/pomerium"), "it is known what the address is")
        time.sleep(_DRAWN)
        _picture_of_window(desktop, _PICTURES / "adding.png")


def _picture_of_window(desktop: DesktopSession, picture: Path) -> None:
    window = windows.wait_for(desktop, "^pomtray$")
    desktop.run("import", "-window", window, "-strip", str(picture))


def _crop(desktop: DesktopSession, picture: Path, region: str) -> None:
    desktop.run("mogrify", "-crop", region, "+repage", "-strip", str(picture))
