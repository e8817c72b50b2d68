"""A sign-in answered from a browser that the program did not open: nobody gets in before the person has said yes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e import windows
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.tray_host import TrayItem

_YES = "Yes, that is me"

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


@pytest.fixture
def item(demo: DemoPomerium, pomtray: Pomtray, links: Links, monitor: BusMonitor) -> Iterator[TrayItem]:
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.in_tray() as (_, item):
        yield item


def label(item: TrayItem) -> str:
    return eventually(lambda: item.open().find("app"), "the route is in the menu").label


def copied_link(item: TrayItem, desktop: DesktopSession, demo: DemoPomerium) -> str:
    item.click("app", "Copy sign-in link")
    eventually(lambda: desktop.clipboard().startswith(demo.demo.authenticate), "the link is on the clipboard")
    return desktop.clipboard()


def test_a_link_opened_elsewhere_needs_a_yes(
    item: TrayItem, desktop: DesktopSession, demo: DemoPomerium, person: Person, monitor: BusMonitor, links: Links
) -> None:
    link = copied_link(item, desktop, demo)
    assert not links.waiting

    person.name = "bob"
    page = person.open(link)
    asked = monitor.wait_for_notice("Are you bob@example.com?")
    assert asked.buttons[1:] == (_YES, "No")
    assert item.open().find("Question: Are you bob@example.com?")
    assert "asks you" in label(item)
    desktop.press_on_notice("No")
    assert page.result(20) < 500
    eventually(lambda: "signing in" in label(item), "it waits on")

    person.name = "alice"
    demo.do(lambda demo: demo.forget_at_provider())
    demo.do(lambda demo: demo.drop_all_sessions())
    page = person.open(link)
    monitor.wait_for_notice("Are you alice@example.com?")
    desktop.press_on_notice(_YES)
    assert page.result(20) == 200
    monitor.wait_for_notice("Signed in to app")
    assert "13 h 59 m" in label(item)


def test_an_address_pasted_from_another_machine_needs_a_yes(
    item: TrayItem, desktop: DesktopSession, demo: DemoPomerium, person: Person, monitor: BusMonitor
) -> None:
    address = person.stopped_at(copied_link(item, desktop, demo))
    item.click("app", "Paste the address…")
    dialog = windows.wait_for(desktop, "^Paste the address for app$")
    desktop.start("xclip", "-quiet", "-selection", "clipboard", "-in", text=address)
    eventually(lambda: desktop.clipboard() == address, "the address is on the clipboard")
    windows.press(desktop, dialog, "ctrl+v", "Return")

    monitor.wait_for_notice("Are you alice@example.com?")
    desktop.press_on_notice(_YES)
    monitor.wait_for_notice("Signed in to app")
    assert "13 h 59 m" in label(item)
