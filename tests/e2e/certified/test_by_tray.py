"""Two clients of one certified provider, from the tray: signed out as the right one, refused for good, in trouble."""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
import pytest

from pomtray.core.secret import Credential
from tests.certified.clients import Clients
from tests.certified.provider import CertifiedProvider
from tests.e2e import windows
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.certified.conftest import FIRST, SECOND, Running
from tests.e2e.certified.services import Services
from tests.e2e.clock import WallClock
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.providers.screen import Seen, unasked

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
_NO_MORE = "invalid_grant (grant request is invalid)"
_OVER = "The grant has ended: invalid_grant"

pytestmark = pytest.mark.timeout(180)


def sign_in(screen: Seen, route: str, links: Links, person: Person) -> Credential:
    """What is copied then."""
    screen.item.click(route, "Sign in")
    assert person.visit(links.next()) == 200
    screen.says(route, "renews itself")
    return screen.copied(route)


def active(provider: CertifiedProvider, clients: Clients, client: str) -> int:
    """How many of this client's refresh tokens live, as the provider tells the client itself (RFC 7662)."""
    who = {"client_id": client} | ({"client_secret": clients.secret} if client == SECOND else {})
    answers = [
        httpx.post(f"{provider.issuer}/token/introspection", data={"token": given.value} | who, trust_env=False).json()
        for given in provider.given()
        if (given.kind, given.client) == ("refresh_token", client)
    ]
    return sum(answer["active"] for answer in answers)


def refreshes(provider: CertifiedProvider, client: str = "") -> int:
    """How many requests the token endpoint has had."""
    return sum(
        asked.path == "/token" and asked.client in {client, client or asked.client} for asked in provider.asked()
    )


def revoked_by(provider: CertifiedProvider) -> set[str]:
    """Who asked to revoke, and was answered."""
    return {asked.client for asked in provider.asked() if asked.path == "/token/revocation" and asked.status == 200}


def test_signing_out_asks_as_the_client_that_got_the_tokens(
    in_tray: Running, certified: CertifiedProvider, clients: Clients, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock,
) -> None:  # fmt: skip
    with in_tray() as screen:
        sign_in(screen, "reports", links, person)
        sign_in(screen, "ledger", links, person)
        screen.says("archive", "renews itself")
        assert (active(certified, clients, FIRST), active(certified, clients, SECOND)) == (1, 1)

        certified.be_busy(503, 30)
        screen.item.click("reports", "Sign out, with archive…")
        windows.agree_to_sign_out(screen.desktop)
        told = monitor.wait_for_notice("Signed out of reports")
        assert f"{FIRST} client" in told.text
        assert "could not be asked to end the session" in told.text
        assert "archive went along." in told.text
        certified.be_well()
        assert not revoked_by(certified)

        seen = len(monitor.notices)
        clock.forward(49 * _MINUTE)
        screen.says("ledger", "59 m")
        told = monitor.wait_for_notice(f"{FIRST} client", after=seen)
        assert "has revoked what it gave" in told.text
        assert "archive went along." in told.text
        assert revoked_by(certified) == {FIRST}
        assert (active(certified, clients, FIRST), active(certified, clients, SECOND)) == (0, 1)

        screen.item.click("ledger", "Sign out")
        assert "has revoked what it gave" in monitor.wait_for_notice(f"{SECOND} client", after=seen).text
        assert revoked_by(certified) == {FIRST, SECOND}
        assert active(certified, clients, SECOND) == 0
        screen.says("ledger", "signed out")
        assert not links.waiting


def test_a_definite_no_is_over_after_a_second_one_and_says_why(
    in_tray: Running, certified: CertifiedProvider, services: Services, desktop: DesktopSession, links: Links,
    person: Person, monitor: BusMonitor, clock: WallClock,
) -> None:  # fmt: skip
    with in_tray() as screen:
        first = sign_in(screen, "reports", links, person)
        sign_in(screen, "ledger", links, person)
        for client in (FIRST, SECOND):
            certified.end_grants(client)
        asked, seen = refreshes(certified, FIRST), len(monitor.notices)
        clock.forward(49 * _MINUTE)
        for route in ("reports", "ledger"):
            screen.says(route, "not renewed yet, tried again at")
            screen.says(route, _NO_MORE)
        assert not unasked(monitor, seen), "one no is not the last word"

        clock.forward(50 * _SECOND)
        screen.says("reports", "not renewed yet")
        assert refreshes(certified, FIRST) == asked + 1
        clock.forward(11 * _SECOND)
        for route in ("reports", "ledger"):
            screen.says(route, "not renewed any more: sign in again")
            screen.says(route, _NO_MORE)
            row = screen.row(route)
            assert row.find("Sign in")
            assert not row.find("Renew")
        told = monitor.wait_for_notice("2 sessions are ending soon", after=seen)
        for route in ("reports", "ledger"):
            assert f"{route} ({_OVER})" in told.text
            assert f"renewal of {route} failed: {_OVER}" in log(desktop)
        assert "Sign in to all 2" in told.buttons

        clock.forward(5 * _MINUTE)
        screen.says("reports", "4 m")
        assert refreshes(certified, FIRST) == asked + 2
        assert screen.copied("reports") == first, "it serves until its end"
        assert services.opens("reports", first)
        desktop.press_on_notice("Sign in to all 2")
        for _ in range(2):
            assert person.visit(links.next()) == 200
        for route in ("reports", "ledger"):
            screen.says(route, "renews itself")
            assert services.opens(route, screen.copied(route))


def log(desktop: DesktopSession) -> str:
    return (desktop.home / ".local/state/pomtray/log/pomtray.log").read_text()


def again_at(screen: Seen, route: str) -> str:
    """When it is tried again, as the route's line says; "" where it says nothing of that."""
    row = screen.row(route)
    found = re.search(r"tried again at (\S+)", " ".join((row.label, *row.shown())))
    return found[1] if found else ""


def test_trouble_that_passes_is_tried_again_and_heals(
    in_tray: Running, certified: CertifiedProvider, services: Services, desktop: DesktopSession, links: Links,
    person: Person, monitor: BusMonitor, clock: WallClock,
) -> None:  # fmt: skip
    with in_tray() as screen:
        first = sign_in(screen, "reports", links, person)
        certified.be_busy(429, 120)
        asked, seen = refreshes(certified), len(monitor.notices)
        clock.forward(49 * _MINUTE)
        screen.says("reports", "not renewed yet, tried again at")
        screen.says("reports", "The identity provider answered 429.")
        assert refreshes(certified) == asked + 1
        first_at = again_at(screen, "reports")
        clock.forward(110 * _SECOND)
        screen.says("reports", "not renewed yet, tried again at")
        assert refreshes(certified) == asked + 1, "it was asked to wait two minutes"
        clock.forward(11 * _SECOND)
        eventually(lambda: refreshes(certified) == asked + 2, "it is tried again")
        eventually(lambda: again_at(screen, "reports") not in ("", first_at), "its answer is taken")
        assert not unasked(monitor, seen)

        certified.be_busy(503, 5)
        screen.item.click("reports", "Renew")
        told = monitor.wait_for_notice("reports could not be renewed", after=seen)
        assert "answered 503" in told.text
        assert "That is tried again by itself." in told.text
        assert "Sign in" in told.buttons
        assert "renewal of reports failed: The provider has trouble: 503" in log(desktop)
        assert screen.copied("reports") == first

        certified.be_well()
        clock.forward(_MINUTE)
        screen.says("reports", "59 m")
        screen.says("reports", "renews itself")
        again = screen.copied("reports")
        assert again != first
        assert services.opens("reports", again)
        assert not links.waiting
        assert not [notice for notice in monitor.notices if "sign in again" in notice.title]
