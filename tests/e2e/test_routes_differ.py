"""Routes that let the person in, do not, or have an identity provider of their own; and what testing one says."""

from __future__ import annotations

import pytest

from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


def test_each_route_says_how_it_stands(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor
) -> None:
    names = ("app", "denied", "other-idp")
    pomtray.write_settings({name: demo.url(name) for name in names})
    with pomtray.in_tray() as (_, item):
        for name in names:
            item.click(name, "Sign in")
            assert person.visit(links.next()) == 200
            monitor.wait_for_notice(f"Signed in to {name}")
        assert "does not let this person in" in monitor.wait_for_notice("Signed in to denied").text
        denied = eventually(lambda: item.open().find("denied"), "the route is in the menu")
        assert any("signed in, not allowed here" in text for text in denied.shown())
        assert len({session.idp_id for session in demo.demo.sessions}) == 2
        assert len(demo.demo.sessions) == 2

        item.click("app", "Test this route")
        assert "200" in monitor.wait_for_notice("app answers").text
        item.click("other-idp", "Test this route")
        monitor.wait_for_notice("other-idp answers")
        item.click("denied", "Test this route")
        assert monitor.wait_for_notice("denied does not let you in").text

        item.click("other-idp", "Sign out")
        assert "has ended the session" in monitor.wait_for_notice("Signed out of other-idp").text
        assert len(demo.demo.sessions) == 1
