"""The X server goes, as in a crash of it: the program ends well by itself, with what it had to save."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.obstacles import Ground
from tests.e2e.process import Process, eventually
from tests.e2e.process_table import children, running
from tests.e2e.tray_host import Watcher, tray_item

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[DesktopSession]:
    with DesktopSession(tmp_path / "desktop") as desktop, contextlib.closing(Watcher(desktop.bus)):
        yield desktop


def test_without_its_screen_it_ends_and_says_so_in_the_log(tray: DesktopSession, tmp_path: Path) -> None:
    kept = ("PATH", "LANG", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE")
    ground = Ground(tmp_path / "start", {name: tray.env[name] for name in kept})
    with Process(ground.argv, ground.env, ground.folder / "output") as program:
        with tray_item(tray.bus) as item:
            eventually(lambda: item.open().find("app"), "all is well")
        mine = {program.pid, *children(program.pid)}
        tray.stop("Xvfb")
        assert program.wait() == 1
        eventually(lambda: not mine & running(), "its worker goes too")
    assert "Traceback" not in program.output
    (log,) = ground.folder.rglob("pomtray.log")
    assert "is the screen gone?" in log.read_text()
