"""Two Pomeriums with three routes each, and a stranger who would like a session: what one sign-in opens, and to whom.

Checked is what other programs see: the menu, the browser, the notices, and the log of the hostile server.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import timedelta

import httpx
import pytest

from tests.e2e import windows
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray, TwoPomeriums
from tests.e2e.demo_pomerium import Authority
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.hostile_route import HostileRoute, Relay, holds_secret
from tests.e2e.logind import Logind
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import say, sign_in
from tests.secrets_scan import SecretsScan

_FIRST = ("app", "api", "wiki")
_SECOND = ("mail", "chat", "files")
_LOGIN_API = "/.pomerium/api/v1/login"
_USER = "/.pomerium/user"
_PREFIX = "Authorization: Pomerium "

pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("command_lines")]

MakeHostile = Callable[[Relay], HostileRoute]


@pytest.fixture
def make_hostile(two: TwoPomeriums, authority: Authority) -> Iterator[MakeHostile]:
    """A stranger's route that is after sessions of the first Pomerium."""
    with contextlib.ExitStack() as stack:

        def make(relay: Relay) -> HostileRoute:
            tls, trust = authority.server(), authority.client()
            return stack.enter_context(HostileRoute(two.first.url("app"), relay, tls=tls, trust=trust))

        yield make


def user_status(url: str, header: str, authority: Authority) -> int:
    headers = {"authorization": header, "accept": "application/json"}
    address = url.rstrip("/") + _USER
    return httpx.get(address, headers=headers, verify=authority.client(), trust_env=False).status_code


def test_one_sign_in_opens_one_pomeriums_routes_and_ends_with_it(
    desktop: DesktopSession, two: TwoPomeriums, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock, authority: Authority, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings(two.urls())
    with pomtray.in_tray() as (_, item):
        sign_in(item, "app", links, person)
        eventually(lambda: say(item, _FIRST, "13 h 59 m"), "one sign-in opens three routes")
        assert "3 of 6" in item.open().shown()[0]
        assert not links.waiting
        assert say(item, _SECOND, "signed out")
        assert not two.second.demo.log
        assert len(two.first.demo.sessions) == 1

        assert person.visit(two.first.url("wiki") + ".pomerium/sign_out") < 400
        assert not two.first.demo.sessions
        assert say(item, _FIRST, "13 h 59 m")
        clock.forward(timedelta(seconds=61))
        item.open()
        eventually(lambda: say(item, _FIRST, "ended"), "the next look notices that the browser has signed out")

        seen = len(monitor.notices)
        sign_in(item, "api", links, person, line="Renew")
        monitor.wait_for_notice("Signed in to", after=seen)
        eventually(lambda: say(item, _FIRST, "13 h 59 m"), "signed in again, all three")
        item.click("wiki", "Copy header")
        header = eventually(desktop.clipboard, "the header is on the clipboard")
        secrets_scan.remember(header.removeprefix(_PREFIX))
        value = header.partition(": ")[2]
        status = user_status(two.first.url("wiki"), value, authority)
        assert status == httpx.codes.OK

        item.click("app", "Sign out, with api and wiki…")
        windows.wait_for(desktop, "^Sign out$")
        assert say(item, _FIRST, "13 h 59 m"), "nothing is done before the person has read who goes along"
        windows.agree_to_sign_out(desktop)
        eventually(lambda: say(item, _FIRST, "signed out"), "forgotten, all three")
        eventually(
            lambda: user_status(two.first.url("wiki"), value, authority) == httpx.codes.UNAUTHORIZED,
            "the server has ended the session too",
        )
        assert not links.waiting


def test_the_strangers_log_would_show_a_token(
    desktop: DesktopSession, two: TwoPomeriums, make_hostile: MakeHostile, pomtray: Pomtray, links: Links,
    person: Person, monitor: BusMonitor, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    """After a yes it holds one: the search of the other tests can find."""
    hostile = make_hostile(Relay.OWN_HOST)
    pomtray.write_settings(two.urls() | {"stranger": hostile.url})
    with pomtray.in_tray() as (_, item):
        sign_in(item, "app", links, person)
        eventually(lambda: say(item, _FIRST, "13 h 59 m"), "the real Pomerium's routes are open")
        item.click("stranger", "Sign in")
        monitor.wait_for_notice("use your session?")
        desktop.press_on_notice("Yes, they belong together")
        person.visit(links.next())
        eventually(lambda: holds_secret(hostile, secrets_scan), "the person wanted it so")


def test_a_sleep_outlasts_both_sessions(
    logind: Logind, two: TwoPomeriums, pomtray: Pomtray, links: Links, person: Person, clock: WallClock
) -> None:
    pomtray.write_settings(two.urls())
    with pomtray.in_tray() as (_, item):
        sign_in(item, "app", links, person)
        sign_in(item, "mail", links, person)
        eventually(lambda: say(item, _FIRST + _SECOND, "13 h 59 m"), "signed in to both")
        asked = [pomerium.asked(_USER) for pomerium in (two.first, two.second)]
        logind.sleep_begins()
        clock.forward(timedelta(seconds=6))
        logind.sleep_ends()
        once_more = [count + 1 for count in asked]
        eventually(
            lambda: [pomerium.asked(_USER) for pomerium in (two.first, two.second)] == once_more,
            "each Pomerium is asked once, however many routes it has",
        )

        logind.sleep_begins()
        clock.forward(timedelta(hours=14))
        logind.sleep_ends()
        eventually(lambda: say(item, _FIRST + _SECOND, "ended"), "all that has ended is shown so")
        assert not links.waiting
