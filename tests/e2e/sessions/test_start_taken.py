"""Another program reads the browser's command line and asks for the start address too: it gets no session unasked."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterator

import pytest

from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.process_table import with_argument
from tests.e2e.tray_host import TrayItem

_SLOW_BROWSER = (sys.executable, "-c", "import signal; signal.pause()", "{url}")

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def item(demo: DemoPomerium, pomtray: Pomtray, monitor: BusMonitor) -> Iterator[TrayItem]:
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.settings.open("a") as settings:
        settings.write(f"browser = {list(_SLOW_BROWSER)}\n")
    with pomtray.in_tray() as (_, item):
        yield item


@pytest.fixture
def thief(authority: Authority) -> Iterator[Person]:
    with contextlib.closing(Person(authority.client(), "bob")) as thief:
        yield thief


@pytest.fixture
def start_address(item: TrayItem) -> Iterator[str]:
    """As any program on this machine can read it while the browser starts."""
    item.click("app", "Sign in")
    pid, address = eventually(lambda: with_argument("http://127.0.0.1:"), "the browser's command line")
    yield address
    os.kill(pid, signal.SIGTERM)


def label(item: TrayItem) -> str:
    return eventually(lambda: item.open().find("app"), "the route is in the menu").label


def test_where_both_asked_the_person_says_who_it_is(
    start_address: str, item: TrayItem, desktop: DesktopSession, monitor: BusMonitor, person: Person, thief: Person
) -> None:
    assert thief.asked(start_address) == 303
    assert person.asked(start_address) == 303
    stolen = thief.open(start_address)
    asked = monitor.wait_for_notice("Are you bob@example.com?")
    assert "was opened twice" in asked.text
    assert "asks you" in label(item)
    page = person.open(start_address)
    desktop.press_on_notice("No")
    monitor.wait_for_notice("Are you alice@example.com?")
    desktop.press_on_notice("Yes, that is me")
    assert page.result(20) == 200
    monitor.wait_for_notice("Signed in to app")
    assert stolen.result(20) == 200
    assert "alice" not in thief.text
    assert "13 h 59 m" in label(item)


def test_a_thief_who_was_faster_is_told_of_and_signed_out(
    start_address: str,
    item: TrayItem,
    desktop: DesktopSession,
    demo: DemoPomerium,
    monitor: BusMonitor,
    person: Person,
    thief: Person,
) -> None:
    assert thief.visit(start_address) == 200
    monitor.wait_for_notice("Signed in to app")
    assert person.visit(start_address) == 410
    assert "bob@example.com is signed in to app now." in person.text
    told = monitor.wait_for_notice("Somebody else may have answered the sign-in to app")
    assert told.text == "bob@example.com is signed in. If that is not you, sign out."
    desktop.press_on_notice("Sign out")
    monitor.wait_for_notice("Signed out of app")
    assert not demo.demo.sessions
    eventually(lambda: "signed out" in label(item), "the row says so")
