"""What the menu costs its host: a layout is read again for each LayoutUpdated, so looking and ticking send none."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.e2e.browser import Links
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signal_counter import SignalCounter
from tests.e2e.signing_in import sign_in

_NAMES = ("app", "api", "wiki", "other-idp")

_QUIET = 1.5
"""Seconds without a new layout after which none is on its way: changes come with what happens, or with a tick."""

pytestmark = pytest.mark.timeout(120)


def settled(counter: SignalCounter) -> None:
    """Wait until what happened before has been told to the host."""
    before = -1
    while before != counter.seen["LayoutUpdated"]:
        before = counter.seen["LayoutUpdated"]
        time.sleep(_QUIET)


def wait_for_change(look: Callable[[], str]) -> None:
    before = look()
    eventually(lambda: look() != before, "the countdown ticks")


def test_looking_and_ticking_send_no_new_layout(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, clock: WallClock
) -> None:
    demo.options.session_for = timedelta(hours=1)
    pomtray.write_settings({name: demo.url(name) for name in _NAMES})
    with (
        pomtray.in_tray() as (_, item),
        contextlib.closing(SignalCounter(desktop.bus, "com.canonical.dbusmenu")) as counter,
    ):
        sign_in(item, "app", links, person)
        eventually(lambda: "59 m" in (item.open().find("app — ") or item.peek()).label, "what is left is shown")
        clock.forward(timedelta(minutes=59, seconds=20))

        def label() -> str:
            line = item.peek().find("app — ")
            return line.label if line else ""

        item.open()
        eventually(lambda: label().endswith(" s"), "seconds are counted")
        settled(counter)
        before = counter.seen["LayoutUpdated"]
        for _ in range(5):
            item.hold_open()
        for _ in range(3):
            wait_for_change(label)
        assert counter.seen["LayoutUpdated"] == before
        assert counter.seen["ItemsPropertiesUpdated"] > 0
