"""The menu where submenus are unusable: a watcher that names its items as GNOME's AppIndicator does."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from tests.e2e.browser import Links
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.person import Person
from tests.e2e.process import eventually
from tests.e2e.tray_host import Line, TrayItem, Watcher, items, tray_item
from tests.secrets_scan import SecretsScan

_PREFIX = "Authorization: Pomerium "
_ELSEWHERE = {f"z{number}": f"https://z{number}.example.com" for number in range(7)}

pytestmark = [pytest.mark.timeout(120), pytest.mark.usefixtures("command_lines")]


@pytest.fixture
def gnome(desktop: DesktopSession) -> Iterator[contextlib.ExitStack]:
    """The tray of this desktop names items as AppIndicator does; closed, it goes."""
    desktop.stop("xfce4-panel")
    eventually(lambda: not desktop.owns("org.kde.StatusNotifierWatcher"), "the panel's tray has gone")
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.closing(Watcher(desktop.bus, app_indicator=True)))
        yield stack


def routes(menu: Line) -> list[Line]:
    return [line for line in menu.lines if line.visible and " — " in line.label]


def is_short(item: TrayItem) -> bool:
    shown = routes(item.peek())
    return bool(shown) and not any(line.lines for line in shown)


def test_a_short_menu_copies_and_signs_in_itself(
    gnome: contextlib.ExitStack, desktop: DesktopSession, demo: DemoPomerium, pomtray: Pomtray, links: Links,
    person: Person, secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    pomtray.write_settings({"app": demo.url("app"), **_ELSEWHERE})
    with pomtray.in_tray() as (_, item):
        eventually(lambda: is_short(item), "the menu has no submenus")
        assert [line.label for line in routes(item.open())] == [
            "app — signed out · Sign in",
            *(f"z{number} — signed out · Sign in" for number in range(4)),
        ]
        assert "3 more in the window…" in item.open().shown()
        assert [line.label for line in item.open().lines if line.visible and not (line.enabled or line.separator)] == [
            item.open().shown()[0]
        ]

        item.click("app — signed out · Sign in")
        assert person.visit(links.next()) == 200
        item.click("app — 13 h 59 m · Copy header")
        header = eventually(desktop.clipboard, "the header is on the clipboard")
        assert header.startswith(_PREFIX)
        secrets_scan.remember(header.removeprefix(_PREFIX))

        gnome.close()
        desktop.start_panel()
        eventually(lambda: items(desktop.bus), "the icon is in the panel's tray")
        with tray_item(desktop.bus) as beside:
            eventually(lambda: len(routes(beside.peek())) == 8 and not is_short(beside), "there are submenus again")
            beside.click("app", "Copy token")


def test_an_open_menu_is_not_reordered(
    gnome: contextlib.ExitStack, demo: DemoPomerium, pomtray: Pomtray, links: Links, person: Person
) -> None:
    pomtray.write_settings({"z0": "https://z0.example.com", "z1": demo.url("app"), "z2": "https://z2.example.com"})
    with pomtray.in_tray() as (_, item):
        eventually(lambda: is_short(item), "the menu has no submenus")
        item.click("z1")
        link = links.next()
        eventually(lambda: routes(item.open())[0].label.startswith("z1 — "), "what is under way stands first")
        opened = item.hold_open()
        assert person.visit(link) == 200
        eventually(lambda: "Copy header" in routes(item.peek())[0].label, "its line says so in place")
        pomtray.write_settings({"z2": "https://z2.example.com", "z1": demo.url("app")})
        eventually(lambda: any("removed" in line.label for line in routes(item.peek())), "one is gone")
        assert [line.id for line in routes(item.peek())] == [line.id for line in routes(opened)]
        assert [line.label[:2] for line in routes(item.peek())] == [line.label[:2] for line in routes(opened)]
        item.shut()
        eventually(lambda: len(routes(item.peek())) == 2, "closed, it shows what there is")
