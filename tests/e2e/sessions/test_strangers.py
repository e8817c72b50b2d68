"""Strangers who want a session of a real Pomerium: every way to get at one, and all that may be held at the time.

Checked is what a stranger would have gained: its own log, and the pages that the browser was told to open.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from tests.e2e import windows
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray, TwoPomeriums
from tests.e2e.demo_pomerium import Authority
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.hostile_route import HostileRoute, Relay, holds_secret
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import labels, say, sign_in
from tests.e2e.tray_host import TrayItem
from tests.secrets_scan import SecretsScan

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("command_lines")]

_OWN = ("app", "api", "wiki")
_ASKED_BEFORE = (Relay.OWN_CALLBACK, Relay.OWN_HOST)
"""These lead to the real sign-in page: they are asked about before any page opens."""


@pytest.fixture
def strangers(two: TwoPomeriums, authority: Authority) -> Iterator[dict[Relay, HostileRoute]]:
    """One of each, all after sessions of the first Pomerium."""
    with contextlib.ExitStack() as stack:
        yield {
            relay: stack.enter_context(
                HostileRoute(two.first.url("app"), relay, tls=authority.server(), trust=authority.client())
            )
            for relay in Relay
        }


def nothing(desktop: DesktopSession, item: TrayItem, links: Links, person: Person, clock: WallClock) -> None:
    """A fresh program."""


def held(desktop: DesktopSession, item: TrayItem, links: Links, person: Person, clock: WallClock) -> None:
    sign_in(item, "app", links, person)
    eventually(lambda: say(item, _OWN, "13 h 59 m"), "the real Pomerium's routes are open")


def signed_out(desktop: DesktopSession, item: TrayItem, links: Links, person: Person, clock: WallClock) -> None:
    held(desktop, item, links, person, clock)
    item.click("app", "Sign out")
    windows.agree_to_sign_out(desktop)
    eventually(lambda: say(item, _OWN, "signed out"), "signed out again")


def expired(desktop: DesktopSession, item: TrayItem, links: Links, person: Person, clock: WallClock) -> None:
    held(desktop, item, links, person, clock)
    clock.forward(timedelta(hours=15))
    item.open()
    eventually(lambda: say(item, _OWN, "ended"), "the session has ended")


def somebody_elses(desktop: DesktopSession, item: TrayItem, links: Links, person: Person, clock: WallClock) -> None:
    person.name = "bob"
    held(desktop, item, links, person, clock)
    sign_in(item, "mail", links, person)


Before = Callable[[DesktopSession, TrayItem, Links, Person, WallClock], None]
HELD: list[Before] = [nothing, held, signed_out, expired, somebody_elses]


@pytest.mark.parametrize("before", HELD, ids=lambda before: before.__name__)
def test_a_stranger_gets_nothing_without_a_yes(
    before: Before, desktop: DesktopSession, two: TwoPomeriums,
    strangers: dict[Relay, HostileRoute], pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings(two.urls() | {relay.name: hostile.url for relay, hostile in strangers.items()})
    with pomtray.in_tray() as (_, item):
        before(desktop, item, links, person, clock)
        attacks(desktop, two, strangers, item, links, person, monitor)
    no_gain(strangers, links, secrets_scan)


def test_nor_after_a_restart(
    desktop: DesktopSession, two: TwoPomeriums, strangers: dict[Relay, HostileRoute], pomtray: Pomtray, links: Links,
    person: Person, monitor: BusMonitor, clock: WallClock, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings(two.urls() | {relay.name: hostile.url for relay, hostile in strangers.items()})
    with pomtray.in_tray() as (_, item):
        signed_out(desktop, item, links, person, clock)
    with pomtray.in_tray() as (_, item):
        attacks(desktop, two, strangers, item, links, person, monitor)
    no_gain(strangers, links, secrets_scan)


def attacks(
    desktop: DesktopSession, two: TwoPomeriums, strangers: dict[Relay, HostileRoute], item: TrayItem, links: Links,
    person: Person, monitor: BusMonitor,
) -> None:  # fmt: skip
    """Each stranger is signed in to, and is told no where it comes to a question."""
    issuer = two.first.demo.authenticate.removeprefix("https://")
    for relay, hostile in strangers.items():
        seen = len(monitor.notices)
        item.click(relay.name, "Sign in")
        if relay is Relay.UNCHANGED:
            assert hostile.host in monitor.wait_for_notice("not safe to open", after=seen).text
            continue
        page = person.open(links.next()) if relay is Relay.MADE_UP else None
        question = monitor.wait_for_notice(hostile.host, after=seen)
        assert issuer in question.text
        assert issuer in question.title or relay in _ASKED_BEFORE
        desktop.press_on_notice("No")
        eventually(lambda name=relay.name: labels(item)[name] == "signed out", "a no is no failure")
        if page is not None:
            assert page.result(timeout=30) == 200


def no_gain(strangers: dict[Relay, HostileRoute], links: Links, scan: SecretsScan) -> None:
    assert not links.waiting
    for relay, hostile in strangers.items():
        assert hostile.seen, relay
        assert not holds_secret(hostile, scan), relay
        pages = {"/.pomerium/sign_in"} if relay is Relay.MADE_UP else set()
        assert {request.path for request in hostile.seen} - pages == {"/.pomerium/api/v1/login"}, relay
