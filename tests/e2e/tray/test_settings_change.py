"""The settings file edited while the program runs."""

from __future__ import annotations

import httpx
import pytest

from pomtray.core.plain import unmarked
from tests.e2e import windows
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually

pytestmark = pytest.mark.timeout(120)


def test_a_change_counts_at_once_and_a_bad_entry_takes_only_itself_away(
    desktop: DesktopSession, pomtray: Pomtray, links: Links, monitor: BusMonitor
) -> None:
    good = {"app": "https://app.example.com"}
    pomtray.write_settings(good)
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.open().find("app"), "the menu is complete")
        pomtray.write_settings(good | {"wiki": "https://wiki.example.com"})
        eventually(lambda: item.peek().find("wiki"), "the new route is in the menu")

        pomtray.write_settings(good | {"wiki": "http://wiki.example.com", "docs": "https://docs.example.com"})
        bad = pomtray.settings.read_bytes()
        notice = monitor.wait_for_notice("1 entry of the settings is refused")
        assert "routes[2].url (wiki), line" in unmarked(notice.text)
        eventually(lambda: item.peek().find("docs"), "the rest counts")
        eventually(lambda: item.peek().find("wiki — refused"), "the bad entry stands among the routes")
        assert "entries of the settings file are refused" in item.tooltip
        assert pomtray.settings.read_bytes() == bad
        item.click("wiki", "Open the settings file")
        assert links.next().endswith(pomtray.settings.name)
        item.click("1 entry of the settings is refused")
        windows.wait_for(desktop, "^pomtray$")

        pomtray.write_settings(good | {"wiki": "https://wiki.example.com"})
        eventually(lambda: not item.peek().find("1 entry of the settings is refused"), "the trouble is over")
        eventually(lambda: item.peek().find("wiki — signed out"), "the mended entry is a route")


def test_the_others_are_signed_in_to_and_what_is_mended_joins_them(
    demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person
) -> None:
    urls = {name: demo.url(name) for name in ("app", "wiki", "api")}
    pomtray.write_settings(urls | {"wiki": "http://wiki.example.com"})
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.open().find("wiki — refused"), "the bad one of three is told")
        item.click("app", "Sign in")
        assert person.visit(links.next()) == httpx.codes.OK
        for name in ("app", "api"):
            eventually(lambda name=name: "13 h" in item.open().find(name).label, "the others are signed in to")

        pomtray.write_settings(urls)
        eventually(lambda: "13 h" in item.open().find("wiki").label, "what is mended is a route, and signed in to")
        eventually(lambda: "refused" not in item.tooltip, "nothing is refused any more")


def test_a_refused_file_is_told_where_nobody_looks_and_one_press_opens_it(
    desktop: DesktopSession, pomtray: Pomtray, links: Links, monitor: BusMonitor
) -> None:
    good = {"app": "https://app.example.com"}
    pomtray.write_settings(good)
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.peek().find("app"), "the menu is complete")
        well = item.icon
        pomtray.settings.write_text("[[routes]\nname = 'app'\n")
        notice = monitor.wait_for_notice("Settings refused")
        assert "Line 1: a header has as many brackets" in notice.text
        assert "Open file" in notice.buttons
        eventually(lambda: item.icon != well, "the icon has a mark")
        assert "the settings file is refused" in item.tooltip

        desktop.press_on_notice("Open file")
        assert links.next().endswith(pomtray.settings.name)
        assert len([told for told in monitor.notices if told.title == notice.title]) == 1

        pomtray.write_settings(good)
        eventually(lambda: item.icon == well, "the mark is gone")
        assert "refused" not in item.tooltip
        eventually(lambda: desktop.notices_shown() == 0, "the notice is gone")
