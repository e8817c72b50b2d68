"""A route whose name is read from right to left, on a real bus: its menu line, its notices and its page."""

from __future__ import annotations

import pytest

from pomtray.core.plain import isolated, unmarked
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in

pytestmark = pytest.mark.timeout(120)

NAME = "ويكي الفريق"
APART = isolated(NAME)


def test_the_name_does_not_turn_what_stands_beside_it(
    demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor
) -> None:
    pomtray.write_settings({NAME: demo.url("app")})
    with pomtray.in_tray() as (_, item):
        sign_in(item, APART, links, person)
        assert f"Signed in to <bdi>{NAME}</bdi>" in person.text
        told = monitor.wait_for_notice(f"Signed in to {APART}")
        assert unmarked(told.text) == told.text, "who signed in is read from left to right"
        line = eventually(lambda: item.peek().find(f"{APART} — 13 h"), "what is left stands behind the name")
        assert line.label.removeprefix(f"{APART} — ").isascii()
