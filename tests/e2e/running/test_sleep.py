"""One notice for all that ended while the machine slept."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray, TwoPomeriums
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.logind import Logind
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in, status

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


def test_a_night_of_sleep_leaves_one_notice(
    logind: Logind, desktop: DesktopSession, two: TwoPomeriums, pomtray: Pomtray, links: Links, person: Person,
    monitor: BusMonitor, clock: WallClock,
) -> None:  # fmt: skip
    pomtray.write_settings(two.urls())
    with pomtray.in_tray() as (_, item):
        for route in ("app", "mail"):
            sign_in(item, route, links, person)
            monitor.wait_for_notice(f"Signed in to {route}")
        eventually(lambda: "6 of 6" in status(item), "signed in to both")
        seen = len(monitor.notices)
        logind.sleep_begins()
        clock.forward(timedelta(hours=14))
        logind.sleep_ends()
        eventually(lambda: "6 ended" in status(item), "all has ended")
        monitor.wait_for_notice("ended", after=seen)
        eventually(lambda: desktop.notices_shown() == 1, "one notice stands")
        assert [notice.replaces for notice in monitor.notices[seen:]].count(0) == 1, "and no other came and went"
        assert not links.waiting
