"""Routes that let the person in, do not, are none, or have a provider of their own; and what testing one says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pomtray.demo.options import PLANS, DemoOptions, RoutePlan
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.commands import Commands
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.names import POM
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]

CLOSED = {"denied": "does not let this person in", "tcp": "opened by a tunnel", "gone": "has no route of that name"}


@pytest.fixture
def demo(authority: Authority, clock: WallClock) -> Iterator[DemoPomerium]:
    plans = (*PLANS, RoutePlan("gone", kind="missing"))
    with DemoPomerium(DemoOptions(tls=authority.server(), clock=clock.now, domain=POM), plans) as pomerium:
        yield pomerium


def test_each_route_says_how_it_stands(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor
) -> None:
    names = ("app", "other-idp", *CLOSED)
    pomtray.write_settings({name: demo.url(name) for name in names})
    with pomtray.in_tray() as (_, item):
        for name in ("app", "other-idp"):
            sign_in(item, name, links, person)
            monitor.wait_for_notice(f"Signed in to {name}")
        well = item.icon
        for name, why in CLOSED.items():
            sign_in(item, name, links, person)
            assert why in monitor.wait_for_notice(f"{name}: not allowed").text
            assert eventually(lambda name=name: item.peek().find(name), "its row").label == f"{name} — not allowed"
        assert "2 of 5 routes · 3 not allowed" in item.open().shown()[0]
        assert item.icon != well, "not all is well"
        assert len({session.idp_id for session in demo.demo.sessions}) == 2
        assert len(demo.demo.sessions) == 2

        item.click("app", "Test this route")
        assert "200" in monitor.wait_for_notice("app answers").text
        item.click("other-idp", "Test this route")
        monitor.wait_for_notice("other-idp answers")
        seen = len(monitor.notices)
        item.click("denied", "Test this route")
        assert "does not let this person in" in monitor.wait_for_notice("denied: ", after=seen).text
        item.click("tcp", "Copy header")
        assert "is opened by a tunnel" in monitor.wait_for_notice("Header for tcp copied").text

        item.click("other-idp", "Sign out")
        assert "has ended the session" in monitor.wait_for_notice("Signed out of other-idp").text
        assert len(demo.demo.sessions) == 1


def test_what_is_copied_as_a_bearer_is_asked_as_one(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person, monitor: BusMonitor
) -> None:
    """A route with `bearer_token_format` takes the session, and its bearer not (`pomerium.md` §7)."""
    pomtray.write_settings({name: demo.url(name) for name in ("app", "identity-token")})
    with pomtray.settings.open("a") as settings:
        settings.write('header = "bearer"\n')
    commands = Commands(desktop, pomtray)
    with pomtray.in_tray() as (_, item):
        sign_in(item, "identity-token", links, person)
        told = monitor.wait_for_notice("identity-token: not allowed").text
        assert "does not take the bearer form of this session" in told
        assert 'write header = "pomerium"' in told
        eventually(lambda: item.peek().find("identity-token — not allowed"), "its row")
        eventually(lambda: "1 of 2 routes · 1 not allowed" in item.peek().shown()[0], "app has joined")

        item.click("identity-token", "Copy Bearer header (the service sees the whole token)")
        assert "does not take the bearer form" in monitor.wait_for_notice("Header for identity-token copied").text
        for arguments in (("header",), ("curl",), ("exec", "--", "true"), ("env",), ("kube-credential",)):
            command, *rest = arguments
            status, out, err = commands.run(command, "identity-token", *rest)
            assert (status, out) == (4, ""), command
            assert "Bearer form not taken" in err
        status, out, _ = commands.run("header", "identity-token", "--form", "pomerium")
        assert (status, out.startswith("Authorization: Pomerium ")) == (0, True)
        assert commands.run("token", "identity-token")[0] == 0, "alone it is in no form"

        demo.demo.log.clear()
        status, out, _ = commands.run("kube-credential", "app")
        assert (status, '"token": "Pomerium-' in out) == (0, True)
        assert commands.run("header", "app")[0] == 0
        asked = [(seen.part, seen.path) for seen in demo.demo.log]
        assert asked.count(("app", "/")) == 1, "for the bearer alone"
