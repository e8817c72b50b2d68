"""Quit in the middle of everything leaves no process, no listener and nothing on the clipboard."""

from __future__ import annotations

import httpx
import pytest

from tests.e2e.browser import Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.process_table import children, listeners, running
from tests.e2e.tray_host import items

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


def test_quit_leaves_nothing(
    desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person
) -> None:
    pomtray.write_settings({"app": demo.url("app"), "other-idp": demo.url("other-idp")})
    with pomtray.in_tray() as (program, item):
        item.click("app", "Sign in")
        first = links.next()
        assert person.visit(first) == 200
        item.click("app", "Copy header")
        eventually(desktop.clipboard, "the header is on the clipboard")
        item.click("other-idp", "Sign in")
        second = links.next()
        ports = {httpx.URL(first).port, httpx.URL(second).port}
        ours = {listener for listener in listeners() if listener[0] in ports}
        assert {port for port, _ in ours} == ports

        mine = {program.pid, *children(program.pid)}
        item.click("Quit")
        assert program.wait() == 0
        assert not desktop.clipboard()
        assert not ours & listeners()
        assert not mine & running()
        eventually(lambda: not items(desktop.bus), "the tray forgets the icon")
        eventually(lambda: desktop.notices_shown() == 0, "no notice of an ended program")
