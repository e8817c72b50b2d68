"""The main job from start to Quit, on real parts: panel, browser, notification daemon, keyring, clipboard.

Nothing is faked but the Pomerium (the demo, over TLS) and, so that a day passes, the wall clock.
"""

from __future__ import annotations

import signal
from datetime import timedelta

import httpx
import pytest

from tests.e2e.browser import Browser, Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.process_table import children, listeners, running
from tests.e2e.tray_host import Line, TrayItem, items
from tests.secrets_scan import SecretsScan

_ROUTE = "R&D_app"
_LOGIN_API = "/.pomerium/api/v1/login"
_PREFIX = "Authorization: Pomerium "

_KEEPS_TOKENS = ("Default/Cache/", "Default/History", "segmentation_platform/ukm_db")
"""What of the browser's profile holds the token after a sign-in: `docs/security.md` names each."""

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("command_lines")]


def row(item: TrayItem) -> Line:
    """The route's line as the menu shows it on opening."""
    return eventually(lambda: item.open().find(_ROUTE), "the route is in the menu")


def sign_in(item: TrayItem, links: Links, browser: Browser) -> None:
    item.click(_ROUTE, "Sign in")
    browser.open(links.next())
    browser.sign_in_as("alice")


def copy_header(item: TrayItem, desktop: DesktopSession, scan: SecretsScan) -> str:
    """The header line that another program reads from the clipboard."""
    item.click(_ROUTE, "Copy header")
    line = eventually(desktop.clipboard, "the header is on the clipboard")
    assert line.startswith(_PREFIX)
    scan.remember(line.removeprefix(_PREFIX))
    return line


def opens(url: str, line: str, authority: Authority) -> int:
    """The status that the route answers to a request with that header."""
    name, _, value = line.partition(": ")
    return httpx.get(url, headers={name: value}, verify=authority.client(), trust_env=False).status_code


def test_the_main_job(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, browser: Browser,
    monitor: BusMonitor, clock: WallClock, authority: Authority, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({_ROUTE: demo.url("app"), "other": demo.url("other-idp")}, clear_clipboard_for=3)

    with pomtray.in_tray() as (program, item):
        icon_at_rest = item.icon
        assert "signed out" in row(item).label

        sign_in(item, links, browser)
        browser.wait_for_text("You can close this tab")
        assert _ROUTE in browser.text

        line = copy_header(item, desktop, secrets_scan)
        token = line.removeprefix(_PREFIX)
        assert token not in browser.address
        assert not any(token in address for address in browser.back_and_forward())

        signed_in = row(item)
        assert "13 h 59 m" in signed_in.label or "14 h" in signed_in.label
        assert any("alice@example.com" in text for text in signed_in.shown())
        assert opens(demo.url("app"), line, authority) == httpx.codes.OK
        assert monitor.wait_for_notice("alice@example.com")

        eventually(lambda: not desktop.clipboard(), "the clipboard is cleared")
        icon_signed_in = item.icon
        assert icon_signed_in != icon_at_rest
        program.kill()

    browser.quit()
    assert not any(token in url for url in browser.visible_history())
    assert not [name for name in browser.files_with(token.encode()) if not name.startswith(_KEEPS_TOKENS)]

    asked_before = demo.asked(_LOGIN_API)
    with pomtray.in_tray() as (program, item):
        eventually(lambda: "signed out" not in row(item).label, "the session is there again")
        assert copy_header(item, desktop, secrets_scan) == line
        assert demo.asked(_LOGIN_API) == asked_before
        assert not links.waiting

        clock.forward(timedelta(hours=13, minutes=50))
        ending = monitor.wait_for_notice(f"{_ROUTE} is ending soon", within=60)
        assert "Renew" in ending.buttons
        assert "Snooze" in ending.buttons
        icon_expiring = item.icon

        clock.forward(timedelta(minutes=11))
        assert "Renew" in monitor.wait_for_notice(f"{_ROUTE} has ended", within=60).buttons
        eventually(lambda: "ended" in row(item).label, "the menu says that it ended")
        icon_expired = item.icon
        assert len({icon_at_rest, icon_signed_in, icon_expiring, icon_expired}) == 4

        below = children(program.pid)
        item.click("Quit")
        assert program.wait() == 0
    assert not items(desktop.bus)
    assert not set(below) & running()
    assert not desktop.clipboard()


def test_with_204_the_browsers_profile_keeps_no_token(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, browser: Browser,
    monitor: BusMonitor, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({_ROUTE: demo.url("app")}, callback_answer="none")
    with pomtray.in_tray() as (_, item):
        sign_in(item, links, browser)
        assert "tab" in monitor.wait_for_notice("alice@example.com").text
        token = copy_header(item, desktop, secrets_scan).removeprefix(_PREFIX)
    browser.quit()
    assert not [name for name in browser.files_with(token.encode()) if not name.startswith("Default/Cache/")]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(
    number: signal.Signals, desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links
) -> None:
    """While a sign-in waits: the listener closes, the clipboard is empty, nothing is left."""
    pomtray.write_settings({_ROUTE: demo.url("app")})
    with pomtray.in_tray() as (program, item):
        item.click(_ROUTE, "Sign in")
        port = httpx.URL(links.next()).port
        ours = {listener for listener in listeners() if listener[0] == port}
        assert ours
        program.popen.send_signal(number)
        assert program.wait() == 0
        assert not ours & listeners()
    assert not desktop.clipboard()
