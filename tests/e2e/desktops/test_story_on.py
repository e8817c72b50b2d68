"""The main job on each desktop: sign in, copy, gone again, told before the end, a button pressed, ended.

`POMTRAY_TEST_PICTURES` names a folder for pictures of it, light and dark.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.browser import Links
from tests.e2e.bus_monitor import BusMonitor
from tests.e2e.clock import WallClock
from tests.e2e.conftest import Pomtray
from tests.e2e.demo_pomerium import DemoPomerium
from tests.e2e.desktops.gnome import Gnome, GnomeAppIndicator
from tests.e2e.desktops.wayland_session import WaylandSession
from tests.e2e.person import Person
from tests.e2e.process import NeverHappenedError, Process, eventually
from tests.e2e.tray_host import TrayItem, items, tray_item
from tests.secrets_scan import SecretsScan

_PREFIX = "Authorization: Pomerium "
_DRAWN = 1.0
"""Seconds until a desktop has drawn: none tells."""

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("command_lines")]


class ByTray:
    """What a person does in the menu, which the panel reads over D-Bus."""

    def __init__(self, item: TrayItem, *, short: bool) -> None:
        self._item = item
        self._short = short

    def sign_in(self) -> None:
        self._choose("Sign in")

    def copy(self) -> None:
        self._choose("Copy header")

    def look(self) -> None:
        self._item.open()

    def _choose(self, action: str) -> None:
        """In a short menu the route's own line does it, and says so."""
        if self._short:
            eventually(lambda: any(action in line for line in self._item.peek().shown()), f"a line with {action!r}")
        self._item.click(*(("app",) if self._short else ("app", action)))


class ByWindow:
    """Where there is no tray: a double click on the route's row does what is wanted next."""

    def __init__(self, desktop: Gnome, again: Callable[[], Process]) -> None:
        self._desktop = desktop
        self._again = again

    def sign_in(self) -> None:
        self._desktop.double_click(*self._row())

    def copy(self) -> None:
        """A panel that came and went has moved the list: for two seconds a click there counts for nothing."""
        time.sleep(2.5)
        self.sign_in()

    def look(self) -> None:
        """Started again, it shows the window."""
        assert self._again().wait() == 0

    def _row(self) -> tuple[float, float]:
        """Where it is once the window stands still."""
        before: object = None
        while (place := self._desktop.window("pomtray")) != before:
            before = place
            time.sleep(_DRAWN)
        x, y, width, _ = place
        return x + width / 2, y + 110


@pytest.fixture
def program(pomtray: Pomtray, demo: DemoPomerium) -> Iterator[Process]:
    demo.options.session_for = timedelta(hours=2)
    pomtray.write_settings({"app": demo.url("app")}, clear_clipboard_for=6)
    process = pomtray.start("--window")
    yield process
    process.stop()


@pytest.fixture
def hand(desktop: WaylandSession, program: Process, pomtray: Pomtray) -> Iterator[ByTray | ByWindow]:
    if isinstance(desktop, Gnome) and not isinstance(desktop, GnomeAppIndicator):
        yield ByWindow(desktop, pomtray.start)
        return
    with tray_item(desktop.bus) as item:
        yield ByTray(item, short=isinstance(desktop, GnomeAppIndicator))


@pytest.fixture
def picture(desktop: WaylandSession, request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], None]:
    """Take one, light and dark."""
    folder = Path(os.environ.get("POMTRAY_TEST_PICTURES", tmp_path))

    def take(what: str) -> None:
        for dark in (True, False):
            desktop.set_dark(dark=dark)
            time.sleep(_DRAWN)
            place = folder / f"{request.node.callspec.id}-{what}-{'dark' if dark else 'light'}.png"
            desktop.picture(place)
            assert place.stat().st_size > 1000

    return take


def eventually_waiting(links: Links) -> bool:
    """Whether a link comes within a few seconds."""
    try:
        return bool(eventually(lambda: links.waiting, "a link", within=8))
    except NeverHappenedError:
        return False


def test_the_story(
    desktop: WaylandSession, program: Process, hand: ByTray | ByWindow, links: Links, person: Person,
    monitor: BusMonitor, clock: WallClock, picture: Callable[[str], None], secrets_scan: SecretsScan,
) -> None:  # fmt: skip
    hand.sign_in()
    if not eventually_waiting(links):
        hand.sign_in()  # the window may have had no rows yet
    assert person.visit(links.next()) == 200
    monitor.wait_for_notice("Signed in to app")

    hand.copy()
    line = eventually(desktop.clipboard, "the header is on the clipboard")
    assert line.startswith(_PREFIX)
    secrets_scan.remember(line.removeprefix(_PREFIX))
    eventually(lambda: desktop.clipboard() != line, "the clipboard is cleared")

    clock.forward(timedelta(minutes=108.5))
    hand.look()
    monitor.wait_for_notice("app is ending soon", within=60)
    picture("ends-soon")
    desktop.press_on_notice("Snooze")
    eventually(lambda: monitor.pressed, "the button is pressed")
    assert set(monitor.pressed) == {"snooze"}
    hand.look()
    picture("window")

    program.popen.terminate()
    assert program.wait() == 0
    assert program.output == ""
    eventually(lambda: not items(desktop.bus), "its icon has gone")
    assert _PREFIX not in desktop.clipboard()
