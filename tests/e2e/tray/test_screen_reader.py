"""The window as a screen reader gets it, over AT-SPI: a frame with its title, names, and what is announced."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pomtray.demo.settings_text import settings_text
from tests.e2e import windows
from tests.e2e.at_spi import FOCUSED, SHOWING, Reader, screen_reader
from tests.e2e.browser import Links
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually

pytestmark = pytest.mark.timeout(180)

_NAMED = {"push button", "button", "button menu", "text", "password text", "list", "check box", "image", "combo box"}


def hears(reader: Reader, text: str) -> None:
    eventually(lambda: [it for it in reader.heard if text in it], f"{text!r} is announced, not {reader.heard}")


def nameless(reader: Reader) -> list[str]:
    return [repr(it) for it in reader.parts("pomtray") if it.role in _NAMED and SHOWING in it.states and not it.name]


def shows_button(reader: Reader, name: str) -> None:
    def shown() -> bool:
        return any(it.name == name and SHOWING in it.states for it in reader.parts("pomtray") if "button" in it.role)

    eventually(shown, f"there is a button {name!r}")


def test_the_window_is_read_and_news_are_heard(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person
) -> None:
    pomtray.write_settings({"app": demo.url("app"), "wiki": demo.url("wiki")})
    with screen_reader(desktop) as reader, pomtray.in_tray() as (_, item):
        item.click("Open window…")
        window = windows.wait_for(desktop, "^pomtray$")
        reader.one("pomtray", "frame", "pomtray")
        search = reader.one("pomtray", "text", "Find a route by name, host, tag or person")
        assert FOCUSED in search.states
        assert nameless(reader) == []

        windows.press(desktop, window, "Down")
        hears(reader, "wiki, signed out")
        windows.type_text(desktop, window, "app")
        hears(reader, "app, signed out")
        shows_button(reader, "Sign in: app")

        windows.press(desktop, window, "Return")
        person.visit(links.next())
        hears(reader, "signed in")
        windows.press(desktop, window, "ctrl+c")
        hears(reader, "Header for app copied")
        shows_button(reader, "Copy header: app")
        shows_button(reader, "Clear now")
        before = len(reader.heard)
        windows.press(desktop, window, "ctrl+c")
        eventually(lambda: len(reader.heard) > before, "the same is told again")

        windows.press(desktop, window, "F1")
        reader.one("pomtray", "frame", "Help: What a row says")
        assert nameless(reader) == []
        windows.press(desktop, windows.wait_for(desktop, "^Help: "), "Escape")

        windows.press(desktop, window, "ctrl+question")
        reader.one("pomtray", "dialog", "Keyboard shortcuts")
        assert nameless(reader) == []
        windows.press(desktop, windows.wait_for(desktop, "^Keyboard shortcuts$"), "Escape")
        item.click("app", "Sign out")
        hears(reader, "signed out")


def test_what_asks_what_ends_and_what_fails_is_heard_in_the_language_of_the_desktop(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, clock: WallClock
) -> None:
    pomtray.settings.write_text(settings_text(demo.demo))
    desktop.env["LANG"] = "de_DE.UTF-8"
    with screen_reader(desktop) as reader, pomtray.in_tray() as (_, item):
        item.click("Fenster öffnen…")
        windows.wait_for(desktop, "^pomtray$")
        reader.one("pomtray", "frame", "pomtray")
        item.click("machine", "Anmelden")
        hears(reader, "Frage: Das Client-Geheimnis von demo machine")
        item.click("identity-token", "Mit einem Code auf einem anderen Gerät anmelden")
        hears(reader, "identity-token: ")

        item.click("app", "Anmelden")
        person.visit(links.next())
        hears(reader, "angemeldet")
        clock.forward(timedelta(hours=15))
        hears(reader, "app: beendet")
        demo.options.loopback_redirects = False
        item.click("other-idp", "Anmelden")
        hears(reader, "other-idp: fehlgeschlagen")
