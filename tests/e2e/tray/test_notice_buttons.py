"""What stands before and after the end of a session, and what its buttons do, pressed in the notification daemon."""

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

_MINUTE = timedelta(minutes=1)

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


@pytest.fixture
def ending(demo: DemoPomerium, pomtray: Pomtray) -> None:
    """Sessions of two hours: "ends soon" is said twelve minutes before."""
    demo.options.session_for = timedelta(hours=2)
    pomtray.write_settings({"app": demo.url("app")})


def sign_in(item: TrayItem, links: Links, person: Person, monitor: BusMonitor) -> None:
    item.click("app", "Sign in")
    assert person.visit(links.next()) == 200
    monitor.wait_for_notice("Signed in to app")


def later(item: TrayItem, clock: WallClock, by: timedelta) -> None:
    """Time passes, and somebody looks: the program need not wait for its next look at the clock."""
    clock.forward(by)
    item.open()


@pytest.mark.usefixtures("ending")
def test_snooze_takes_the_notice_away_for_ten_minutes(
    desktop: DesktopSession, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor, clock: WallClock
) -> None:
    with pomtray.in_tray() as (_, item):
        sign_in(item, links, person, monitor)
        later(item, clock, 108.5 * _MINUTE)
        monitor.wait_for_notice("app is ending soon")

        desktop.press_on_notice("Snooze")
        eventually(lambda: desktop.notices_shown() == 0, "the notice is gone")
        seen = len(monitor.notices)
        later(item, clock, 9 * _MINUTE)
        eventually(lambda: " 2 m" in (item.peek().find("app") or item.peek()).label, "the menu counts on")
        assert desktop.notices_shown() == 0

        later(item, clock, 1.2 * _MINUTE)
        assert "Renew" in monitor.wait_for_notice("app is ending soon", after=seen).buttons
        eventually(lambda: desktop.notices_shown() == 1, "the notice is back")
        assert not links.waiting


@pytest.mark.usefixtures("ending")
def test_renew_gives_a_new_session_that_lasts_longer(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock,
) -> None:  # fmt: skip
    with pomtray.in_tray() as (_, item):
        sign_in(item, links, person, monitor)
        (first,) = demo.demo.sessions
        later(item, clock, 109 * _MINUTE)
        monitor.wait_for_notice("app is ending soon")
        desktop.press_on_notice("Renew")
        warning = monitor.wait_for_notice("End the session of app to renew it?")
        assert "in the browser and in every program" in warning.text
        assert demo.demo.sessions == (first,)
        seen = len(monitor.notices)
        desktop.press_on_notice("Yes, renew")
        assert person.visit(links.next()) == 200
        assert "It is a new session" in monitor.wait_for_notice("Signed in to app", after=seen).text
        (second,) = demo.demo.sessions
        assert second.jti != first.jti
        assert second.expires_at > first.expires_at + 100 * _MINUTE

        seen = len(monitor.notices)
        later(item, clock, 109 * _MINUTE)
        monitor.wait_for_notice("app is ending soon", after=seen)
        desktop.press_on_notice("Renew")
        assert person.visit(links.next()) == 200, "it is warned of once"
        monitor.wait_for_notice("Signed in to app", after=seen)


@pytest.mark.usefixtures("ending")
def test_renew_after_the_end_signs_in_again(
    desktop: DesktopSession, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor, clock: WallClock
) -> None:
    with pomtray.in_tray() as (_, item):
        sign_in(item, links, person, monitor)
        later(item, clock, 121 * _MINUTE)
        monitor.wait_for_notice("app has ended")
        seen = len(monitor.notices)
        desktop.press_on_notice("Renew")
        assert person.visit(links.next()) == 200
        monitor.wait_for_notice("Signed in to app", after=seen)
        assert "1 h 59 m" in eventually(lambda: item.open().find("app"), "the route").label
