"""Of README's pictures those that show a browser and a panel, from the running program: `scripts/pictures`."""

from __future__ import annotations

import time
from pathlib import Path

from tests.e2e.browser import Browser, Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession

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
        _crop(desktop, _PICTURES / "menu.png", "760x570+0+0")
        desktop.run("xdotool", "key", "Escape", "Escape")


def _crop(desktop: DesktopSession, picture: Path, region: str) -> None:
    desktop.run("mogrify", "-crop", region, "+repage", "-strip", str(picture))
