"""Signing in at an identity provider, once: renewal without a word, trouble on the way, and out again."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from pomtray.core.secret import Credential
from pomtray.demo.provider.clients import PUBLIC
from tests.e2e import windows
from tests.e2e.browser import Browser, Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.providers.conftest import Given
from tests.e2e.providers.screen import Running, Screen, unasked

_ROUTES = ("exchange", "identity-token", "access-token")
_MINUTE = timedelta(minutes=1)
_YES = "Yes, that is me"

pytestmark = pytest.mark.timeout(180)


def sign_in(screen: Screen, route: str, links: Links, person: Person) -> Credential:
    """Sign in with a browser; what is copied then."""
    screen.item.click(route, "Sign in")
    assert person.visit(links.next()) == 200
    screen.says(route, "renews itself")
    return screen.copied(route)


def test_each_way_signs_in_once_and_renews_itself(
    running: Running, demo: DemoPomerium, links: Links, browser: Browser, monitor: BusMonitor, clock: WallClock
) -> None:
    with running() as screen:
        first = {}
        for route in _ROUTES:
            demo.do(lambda demo: demo.forget_at_provider())
            screen.item.click(route, "Sign in")
            browser.open(links.next())
            browser.sign_in_as("alice")
            browser.wait_for_text("alice@example.com")
            first[route] = screen.copied(route)
            assert screen.opens(route, first[route])

        seen = len(monitor.notices)
        clock.forward(49 * _MINUTE)
        for route in _ROUTES:
            screen.says(route, "59 m")
        assert not unasked(monitor, seen), "nobody is told of a silent renewal"
        clock.forward(12 * _MINUTE)
        for route in _ROUTES:
            assert not screen.opens(route, first[route]), "what was copied first has ended"
            again = screen.copied(route)
            assert again != first[route]
            assert screen.opens(route, again)
        assert not links.waiting


def test_a_code_alone_can_be_pasted_from_another_machine(
    running: Running, desktop: DesktopSession, demo: DemoPomerium, person: Person, monitor: BusMonitor, links: Links
) -> None:
    with running() as screen:
        screen.item.click("exchange", "Copy sign-in link")
        eventually(lambda: desktop.clipboard().startswith(demo.demo.provider), "the link is on the clipboard")
        address = person.stopped_at(desktop.clipboard())
        (code,) = parse_qs(urlsplit(address).query)["code"]

        screen.item.click("exchange", "Paste the code or the address…")
        dialog = windows.wait_for(desktop, "^Paste the code or the address for exchange$")
        screen.fill_clipboard(code)
        windows.press(desktop, dialog, "ctrl+v", "Return")
        asked = monitor.wait_for_notice("Are you alice@example.com?")
        assert asked.buttons[1:] == (_YES, "No")
        assert screen.item.open().find("Question: Are you alice@example.com?")
        desktop.press_on_notice(_YES)
        screen.says("exchange", "renews itself")
        assert screen.opens("exchange", screen.copied("exchange"))
        assert not links.waiting


def test_while_the_provider_is_down_what_there_is_serves(
    running: Running, demo: DemoPomerium, links: Links, person: Person, monitor: BusMonitor, clock: WallClock
) -> None:
    with running() as screen:
        first = sign_in(screen, "identity-token", links, person)
        demo.options.provider_down = True
        clock.forward(49 * _MINUTE)
        screen.says("identity-token", "not renewed yet, tried again at")
        assert screen.copied("identity-token") == first
        assert screen.opens("identity-token", first)

        demo.options.provider_down = False
        screen.says("identity-token", "59 m")
        again = screen.copied("identity-token")
        assert again != first
        assert screen.opens("identity-token", again)
        assert not links.waiting
        assert not [notice for notice in monitor.notices if "sign in again" in notice.title]


def test_a_refused_renewal_is_told_once(
    running: Running, desktop: DesktopSession, demo: DemoPomerium, links: Links, person: Person, monitor: BusMonitor,
    clock: WallClock,
) -> None:  # fmt: skip
    with running() as screen:
        first = sign_in(screen, "exchange", links, person)
        demo.do(lambda demo: demo.end_grants())
        seen = len(monitor.notices)
        clock.forward(49 * _MINUTE)
        screen.says("exchange", "not renewed yet, tried again at")
        assert not unasked(monitor, seen), "one no is not the last word"
        clock.forward(_MINUTE)
        screen.says("exchange", "not renewed any more")
        told = monitor.wait_for_notice("exchange: sign in again", after=seen)
        assert "Sign in" in told.buttons
        assert screen.copied("exchange") == first, "it serves until its end"
        clock.forward(2 * _MINUTE)
        screen.says("exchange", "7 m")
        assert [notice.title for notice in monitor.notices[seen:]].count("exchange: sign in again") == 1
        assert not links.waiting

        desktop.press_on_notice("Sign in")
        assert person.visit(links.next()) == 200
        screen.says("exchange", "renews itself")
        assert screen.opens("exchange", screen.copied("exchange"))


def test_signing_out_takes_the_refresh_token_back(
    running: Running, demo: DemoPomerium, links: Links, person: Person, monitor: BusMonitor, given: Given,
    authority: Authority,
) -> None:  # fmt: skip
    demo.options.rotate_refresh = False

    def refreshed() -> httpx.Response:
        form = {"grant_type": "refresh_token", "refresh_token": given.refresh[0].reveal(), "client_id": PUBLIC}
        return httpx.post(f"{demo.demo.provider}/token", data=form, verify=authority.client(), trust_env=False)

    with running() as screen:
        copied = sign_in(screen, "access-token", links, person)
        assert refreshed().status_code == httpx.codes.OK
        screen.item.click("access-token", "Sign out")
        monitor.wait_for_notice("has revoked what it gave")
        screen.says("access-token", "signed out")
    assert refreshed().json()["error"] == "invalid_grant"
    assert not screen.opens("access-token", copied)


def test_a_code_is_entered_on_another_device(
    running: Running, desktop: DesktopSession, demo: DemoPomerium, person: Person, monitor: BusMonitor, links: Links
) -> None:
    demo.options.device_interval = timedelta(seconds=1)
    with running() as screen:
        screen.item.click("identity-token", "Sign in with a code on another device")
        shown = monitor.wait_for_notice("Code for identity-token").text.split()
        code, page = shown[1], shown[3]
        screen.says("identity-token", f"Enter {code} at {page}")
        assert person.visit(f"{page}?user_code={code}") == 200
        monitor.wait_for_notice("Are you alice@example.com?")
        desktop.press_on_notice(_YES)
        screen.says("identity-token", "renews itself")
        assert screen.opens("identity-token", screen.copied("identity-token"))
        assert not links.waiting
