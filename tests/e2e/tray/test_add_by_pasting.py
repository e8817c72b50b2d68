"""From a fresh start to the first copied header: one paste and two keys, counted. The next start has it all still."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field

import httpx
import pytest

from pomtray.desktop.settings.example import example
from tests.e2e import windows
from tests.e2e.browser import Browser, Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import Authority, DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import Process, eventually
from tests.secrets_scan import SecretsScan

_ROUTES_API = "/.pomerium/api/v1/routes"
_LOGIN_API = "/.pomerium/api/v1/login"
_PREFIX = "Authorization: Pomerium "

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("command_lines")]


@dataclass
class Hand:
    """What a person does in the program's window."""

    desktop: DesktopSession
    done: list[str] = field(default_factory=list)

    def press(self, key: str) -> None:
        windows.press(self.desktop, windows.wait_for(self.desktop, "^pomtray$"), key)
        self.done.append(key)


def copied_elsewhere(desktop: DesktopSession, text: str) -> Process:
    """Another program has `text` on the clipboard."""
    holder = desktop.start("xclip", "-selection", "clipboard", "-quiet", "-in", text=text)
    eventually(lambda: desktop.clipboard() == text, "the text is on the clipboard")
    return holder


def test_one_paste_and_two_keys(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, browser: Browser, authority: Authority,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    hand = Hand(desktop)
    with pomtray.in_tray() as (program, item):
        windows.wait_for(desktop, "^pomtray$")
        copied_elsewhere(desktop, f"curl -H 'X-Api-Key: of-somebody' '{demo.url('app')}deep/link?token=of-somebody'")
        hand.press("ctrl+v")
        eventually(lambda: demo.asked(_LOGIN_API) == 1, "it is asked what the address is")
        hand.press("Return")
        browser.open(links.next())
        browser.sign_in_as("alice")
        browser.wait_for_text("You can close this tab")
        eventually(lambda: "signed out" not in item.open().find("App").label, "the route is signed in to")
        hand.press("Return")
        line = eventually(lambda: _header(desktop), "the header is on the clipboard")
        secrets_scan.remember(line.removeprefix(_PREFIX))
        assert hand.done == ["ctrl+v", "Return", "Return"]

        name, _, value = line.partition(": ")
        answer = httpx.get(demo.url("app"), headers={name: value}, verify=authority.client(), trust_env=False)
        assert answer.status_code == httpx.codes.OK
        program.kill()

    text = pomtray.settings.read_text()
    assert text.startswith(example())
    assert "of-somebody" not in text
    assert tomllib.loads(text)["routes"] == [{"name": "App", "url": demo.url("app").removesuffix("/")}]

    with pomtray.in_tray() as (_, item):
        eventually(lambda: item.open().find("App"), "the menu is complete")
        eventually(lambda: "signed out" not in item.open().find("App").label, "the session is there again")
        item.click("App", "Copy header")
        eventually(lambda: desktop.clipboard() == line, "the same header is on the clipboard")
        assert not links.waiting


def test_what_else_the_pomerium_lists_is_taken_by_one_key(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person
) -> None:
    hand = Hand(desktop)
    pomtray.write_settings({"mine": demo.url("app")})
    with pomtray.in_tray() as (_, item):
        item.click("Open window…")
        item.click("mine", "Sign in")
        person.visit(links.next())
        eventually(lambda: demo.asked(_ROUTES_API) > 0, "it is asked what else there is")
        eventually(lambda: hand.press("alt+a") or len(_routes(pomtray)) > 3, "the routes are in the settings")
        assert _routes(pomtray)[0] == {"name": "mine", "url": demo.url("app")}
        assert len({route["url"].rstrip("/") for route in _routes(pomtray)}) == len(_routes(pomtray))
        eventually(lambda: "signed out" not in item.open().find("wiki").label, "they share the sign-in")
        assert not links.waiting


def notice_texts(desktop: DesktopSession) -> list[str]:
    """What Activity says, the oldest first."""
    (file,) = (desktop.home / ".local/state/pomtray").glob("activity-*")
    return [json.loads(line)["title"] for line in file.read_text().splitlines()]


def _routes(pomtray: Pomtray) -> list[dict[str, str]]:
    return tomllib.loads(pomtray.settings.read_text())["routes"]


def _header(desktop: DesktopSession) -> str:
    found = desktop.clipboard()
    return found if found.startswith(_PREFIX) else ""


def test_a_sign_in_that_is_cancelled_leaves_the_route_and_undo_takes_it_away(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links
) -> None:
    hand = Hand(desktop)
    with pomtray.in_tray() as (_, item):
        windows.wait_for(desktop, "^pomtray$")
        copied_elsewhere(desktop, demo.url("app"))
        hand.press("ctrl+v")
        hand.press("Return")
        links.next()
        item.click("App", "Cancel sign-in")
        eventually(lambda: "signed out" in item.open().find("App").label, "the route stays, signed out")
        hand.press("alt+u")
        eventually(lambda: pomtray.settings.read_text() == example(), "the settings are as they were")
        eventually(lambda: "App was removed" in notice_texts(desktop), "Activity has it")
        assert notice_texts(desktop)[1:] == [
            "App was added",
            "The last change of the settings was taken back",
            "App was removed",
        ]
