"""A failed sign-in stands on top, and its error is read again in full and handed on when the notice has long gone."""

from __future__ import annotations

import pytest

from tests.e2e import windows
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.tray_host import TrayItem

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]

_SIGNED_OUT = {f"a{number:02}": f"https://a{number:02}.example.com" for number in range(9)}


def first_route(item: TrayItem) -> str:
    routes = (line for line in item.peek().shown() if "—" in line)
    return next(routes)


def test_a_failure_is_first_in_the_menu_and_its_request_id_can_be_copied(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, monitor: BusMonitor
) -> None:
    demo.options.loopback_redirects = False
    pomtray.write_settings(_SIGNED_OUT | {"app": demo.url("app"), "b": "https://b.example.com"})
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.open().find("app"), "the menu is complete")
        item.click("app", "Sign in")
        notice = monitor.wait_for_notice("app: ")
        identifier = notice.text.rpartition("Request id ")[2].strip(". ")
        assert identifier
        eventually(lambda: first_route(item).startswith("app — failed"), "what failed stands first")

        item.click("app", "Details…")
        dialog = windows.wait_for(desktop, "^Details of app$")
        windows.press(desktop, dialog, "Tab", "space")
        eventually(lambda: identifier in desktop.clipboard(), "the details are copied")
        windows.press(desktop, dialog, "Escape")
        eventually(lambda: not windows.shown(desktop, "^Details of app$"), "it is closed")

        item.click("Recent notices…")
        windows.wait_for(desktop, "^Recent notices$")


def test_what_is_cancelled_is_no_failure(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, monitor: BusMonitor
) -> None:
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.open().find("app"), "the menu is complete")
        idle = item.icon
        item.click("app", "Sign in")
        links.next()
        eventually(lambda: item.icon != idle, "the icon shows that it is being done")
        item.click("app", "Cancel sign-in")
        eventually(lambda: first_route(item) == "app — signed out", "the row is calm")
        eventually(lambda: item.icon == idle, "so is the icon")
        assert "You cancelled the sign-in." in str(item.open())
        assert monitor.notices == []
        assert desktop.notices_shown() == 0
