"""A key of the whole desktop brings up the quick search; typing and Enter copy a header. So does a second start."""

from __future__ import annotations

import pytest

from tests.e2e import windows
from tests.e2e.at_spi import screen_reader
from tests.e2e.browser import Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.secrets_scan import SecretsScan

_PREFIX = "Authorization: Pomerium "
_TITLE = "^Find a route$"

pytestmark = [pytest.mark.timeout(180), pytest.mark.usefixtures("command_lines")]


def is_gone(desktop: DesktopSession) -> bool:
    return not windows.shown(desktop, _TITLE)


def test_from_the_key_to_the_clipboard(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person,
    secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app"), "wiki": demo.url("wiki")}, search_shortcut="Ctrl+Alt+P")
    with screen_reader(desktop) as reader, pomtray.in_tray() as (_, item):
        item.click("app", "Sign in")
        person.visit(links.next())
        eventually(lambda: "13 h" in item.open().find("app").label, "signed in")
        desktop.run("xdotool", "key", "ctrl+alt+p")
        windows.wait_for(desktop, _TITLE)
        eventually(lambda: windows.in_front(desktop) == "Find a route", "it has the keyboard")
        reader.one("pomtray", "frame", "Find a route")
        desktop.run("xdotool", "type", "ap")
        eventually(lambda: [it for it in reader.heard if it.startswith("app, signed in")], "the row is spoken")
        desktop.run("xdotool", "key", "Return")
        header = eventually(desktop.clipboard, "the header is on the clipboard")
        assert header.startswith(_PREFIX)
        secrets_scan.remember(header.removeprefix(_PREFIX))
        eventually(lambda: is_gone(desktop), "it goes")

        pomtray.start("--search")
        windows.wait_for(desktop, _TITLE)
        eventually(lambda: windows.in_front(desktop) == "Find a route", "it has the keyboard")
        desktop.run("xdotool", "key", "Escape")
        eventually(lambda: is_gone(desktop), "Esc closes it")
        item.click("Find a route…")
        windows.wait_for(desktop, _TITLE)
