"""A keyring that asks before all else, as KeePassXC and KWallet do: told first, asked once, a no is kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.desktop.vault.secret_service_peer import SecretServicePeer
from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in, status

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]

_AGAIN = "Try again to save sessions"


@pytest.fixture
def desktop(bare_desktop: DesktopSession) -> DesktopSession:
    """Here: with no keyring but the test's."""
    bare_desktop.start_window_manager()
    bare_desktop.start_notifications()
    bare_desktop.start_panel()
    return bare_desktop


@pytest.fixture
def keyring(desktop: DesktopSession) -> Iterator[SecretServicePeer]:
    """As KeePassXC is before it has a database for secrets."""
    keyring = SecretServicePeer(collection=False, confirms=True, answer=None)
    with keyring.running(desktop.bus):
        yield keyring


def test_the_first_sign_in_says_why_then_the_keyring_asks_once(
    desktop: DesktopSession, keyring: SecretServicePeer, demo: DemoPomerium, pomtray: Pomtray, links: Links,
    person: Person, monitor: BusMonitor,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.in_tray() as (program, item):
        for _ in range(3):
            item.open()
        item.click("app", "Sign in")
        told = monitor.wait_for_notice("No keyring is set up yet")
        assert "pomtray encrypts your sessions and keeps the key in the keyring" in told.text
        assert item.open().find("Question: No keyring is set up yet")
        assert (keyring.calls, links.waiting) == ([], 0)

        desktop.press_on_notice("Continue")
        eventually(keyring.asked.is_set, "the keyring asks")
        eventually(lambda: item.open().find("The keyring asks you"), "the menu says so")
        assert item.open().find("Stop waiting for the keyring")
        keyring.say(yes=True)
        assert person.visit(links.next()) == 200
        eventually(lambda: keyring.items and "not saved" not in status(item), "the session is saved")
        assert keyring.calls == ["prompt: create"]
        program.kill()

    with pomtray.in_tray() as (_, item):
        notice = monitor.wait_for_notice("The keyring guards pomtray's key")
        assert "Continue" in " ".join(notice.buttons)
        item.open()
        assert keyring.calls.count("prompt: unlock") == 0
        desktop.press_on_notice("Continue")
        eventually(keyring.asked.is_set, "it asks whether pomtray may read its key")
        keyring.say(yes=True)
        eventually(lambda: "not saved" not in status(item), "the session is there again")
        assert not links.waiting


def test_a_no_is_kept_until_the_person_tries_again(
    desktop: DesktopSession, keyring: SecretServicePeer, demo: DemoPomerium, pomtray: Pomtray, links: Links,
    person: Person, monitor: BusMonitor,
) -> None:  # fmt: skip
    keyring.answer = False
    pomtray.write_settings({"app": demo.url("app"), "other": demo.url("other-idp")})
    with pomtray.in_tray() as (program, item):
        item.click("app", "Sign in")
        monitor.wait_for_notice("No keyring is set up yet")
        desktop.press_on_notice("Continue")
        assert person.visit(links.next()) == 200
        eventually(lambda: "not saved" in status(item), "the menu says that nothing is saved")
        assert item.open().find("The keyring is not used")
        for _ in range(3):
            item.open()
        sign_in(item, "other", links, person)
        assert keyring.calls == ["prompt: create"]
        program.kill()

    with pomtray.in_tray() as (_, item):
        sign_in(item, "app", links, person)
        eventually(lambda: "not saved" in status(item), "nor is it saved in the next run")
        assert keyring.calls == ["prompt: create"]

        keyring.answer = True
        item.click(_AGAIN)
        eventually(lambda: "not saved" not in status(item), "the session is saved")
        assert keyring.calls == ["prompt: create"] * 2
        assert keyring.items
        assert not item.open().find(_AGAIN)
