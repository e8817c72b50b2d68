"""A route served on this computer from the tray, for programs without a credential: until Stop, Lock or the end."""

from __future__ import annotations

from urllib.parse import urlsplit

import httpx
import pytest

from tests.e2e.browser import Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.signing_in import sign_in, status
from tests.e2e.tray_host import TrayItem
from tests.secrets_scan import SecretsScan

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]

_COPY = "Copy the local address ("


def address_of(item: TrayItem, route: str, desktop: DesktopSession, scan: SecretsScan) -> str:
    """Copied by the menu's line that names where it listens."""
    eventually(lambda: (line := item.open().find(route)) and line.find(_COPY), "it listens")
    item.click(route, _COPY)
    address: str = eventually(desktop.clipboard, "the address is on the clipboard")
    if "://" in address:
        scan.remember(urlsplit(address).path.strip("/"))
    return address


def answers(address: str) -> bool:
    try:
        answer = httpx.get(f"{address}x", trust_env=False)
    except httpx.TransportError:
        return False
    return answer.status_code == 200 and answer.json()["route"] == "app"


def test_a_proxy_is_begun_and_ended_by_the_menu(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app")})
    with pomtray.in_tray() as (program, item):
        sign_in(item, "app", links, person)
        eventually(lambda: "Signed in to 1 of 1" in status(item), "signed in")
        item.click("app", "Serve on this computer")
        address = address_of(item, "app", desktop, secrets_scan)
        assert answers(address)
        item.click("app", "Stop serving")
        eventually(lambda: not answers(address), "it is not served any more")
        item.click("app", "Serve on this computer")
        again = address_of(item, "app", desktop, secrets_scan)
        assert answers(again)
        item.click("Lock")
        eventually(lambda: not answers(again), "it ends with the lock")
        item.click("Unlock")
        eventually(lambda: "Signed in to 1 of 1" in status(item), "unlocked")
        item.click("app", "Serve on this computer")
        last = address_of(item, "app", desktop, secrets_scan)
        assert answers(last)
        program.kill()
        eventually(lambda: not answers(last), "it ends with the program")
