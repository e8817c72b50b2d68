"""Sessions that die at the server: none is copied as good, none stays on the clipboard, and the icon knows unasked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.tray_host import TrayItem
from tests.secrets_scan import SecretsScan

_PREFIX = "Authorization: Pomerium "
_NOT_JUST_NOW = timedelta(seconds=11)

pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("command_lines")]


def sign_in(item: TrayItem, links: Links, person: Person, monitor: BusMonitor, *, line: str = "Sign in") -> None:
    seen = len(monitor.notices)
    item.click("app", line)
    assert person.visit(links.next()) == 200
    monitor.wait_for_notice("Signed in to app", after=seen)


def copied(item: TrayItem, desktop: DesktopSession, monitor: BusMonitor, secrets_scan: SecretsScan) -> None:
    """The header is on the clipboard, and that was said."""
    item.click("app", "Copy header")
    monitor.wait_for_notice("Header for app copied")
    header = eventually(desktop.clipboard, "the header is on the clipboard")
    assert header.startswith(_PREFIX)
    secrets_scan.remember(header.removeprefix(_PREFIX))


def die(demo: DemoPomerium) -> None:
    """As when an administrator ends a session: the program is not told."""
    (session,) = demo.demo.sessions
    demo.do(lambda world: world.revoke(session.jti))


def says(item: TrayItem, word: str) -> bool:
    line = item.peek().find("app")
    return line is not None and word in line.label


def test_a_session_that_died_is_not_copied_and_its_header_does_not_stay(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")}, look_every=0, clear_clipboard_for=600)
    with pomtray.in_tray() as (_, item):
        sign_in(item, links, person, monitor)
        copied(item, desktop, monitor, secrets_scan)
        die(demo)
        clock.forward(_NOT_JUST_NOW)
        item.click("Copy last used (app)")  # the route's own line may be gone by now: the opening menu asks too
        assert "Sign in and copy again" in monitor.wait_for_notice("Nothing copied").text
        eventually(lambda: not desktop.clipboard(), "what was copied before has gone with its session")
        eventually(lambda: says(item, "ended"), "the menu says so, too")


def test_without_an_answer_the_copy_says_since_when_nobody_knows(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")}, look_every=0)
    with pomtray.in_tray() as (_, item):
        sign_in(item, links, person, monitor)
        clock.forward(_NOT_JUST_NOW)
        with demo.silent("authenticate"):
            copied(item, desktop, monitor, secrets_scan)
            assert "not checked since" in monitor.wait_for_notice("Header for app copied").text


def test_a_session_that_dies_while_nobody_looks_is_told_once_and_leaves_the_clipboard(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")}, look_every=2, clear_clipboard_for=600)
    with pomtray.in_tray() as (_, item):
        sign_in(item, links, person, monitor)
        copied(item, desktop, monitor, secrets_scan)
        die(demo)
        monitor.wait_for_notice("app has ended")
        eventually(lambda: not desktop.clipboard(), "its header has gone from the clipboard")
        eventually(lambda: says(item, "ended"), "the menu says so, too")
        asked = demo.asked("/.pomerium/user")
        assert sum(notice.title == "app has ended" for notice in monitor.notices) == 1
        sign_in(item, links, person, monitor, line="Renew")
        eventually(lambda: demo.asked("/.pomerium/user") > asked + 3, "what lives is looked at again")
        assert sum(notice.title == "app has ended" for notice in monitor.notices) == 1
