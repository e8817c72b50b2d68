"""The program is replaced while it runs, as pip and dpkg do it: it says so, and ends well."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.desktop_session import DesktopSession
from tests.e2e.obstacles import ROOT, Ground
from tests.e2e.process import Process, eventually
from tests.e2e.tray_host import Watcher, items, tray_item

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def tray(tmp_path: Path) -> Iterator[DesktopSession]:
    with DesktopSession(tmp_path / "desktop") as desktop, contextlib.closing(Watcher(desktop.bus)):
        yield desktop


@pytest.fixture
def ground(tray: DesktopSession, tmp_path: Path) -> Ground:
    """It runs from a folder of its own, into which the program is installed."""
    kept = ("PATH", "LANG", "DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "NO_AT_BRIDGE")
    ground = Ground(tmp_path / "start", {name: tray.env[name] for name in kept})
    installed(ground)
    ground.env["PYTHONPATH"] = str(ground.folder / "site")
    ground.prefix = ("env", f"--chdir={ground.folder}")
    return ground


def installed(ground: Ground, version: str = "") -> None:
    """A whole new package takes the place of what was there."""
    site = ground.folder / "site"
    shutil.copytree(ROOT / "pomtray", ground.folder / "new", ignore=shutil.ignore_patterns("__pycache__"))
    if version:
        file = ground.folder / "new/__init__.py"
        file.write_text(re.sub(r'__version__ = ".*"', f'__version__ = "{version}"', file.read_text()))
    site.mkdir(exist_ok=True)
    shutil.rmtree(site / "pomtray", ignore_errors=True)
    shutil.copytree(ROOT / "resources", ground.folder / "new/resources")
    (ground.folder / "new").rename(site / "pomtray")


def test_an_update_is_noticed_and_told(tray: DesktopSession, ground: Ground) -> None:
    with Process(ground.argv, ground.env, ground.folder / "output") as program:
        with tray_item(tray.bus) as item:
            eventually(lambda: item.open().find("app"), "all is well")
            assert not item.open().find("pomtray was updated")
            installed(ground, "9.9.9")
            eventually(lambda: item.open().find("pomtray was updated"), "the menu says that it was updated")
        assert program.running
        program.popen.terminate()
        assert program.wait() == 0
    assert "Traceback" not in program.output
    eventually(lambda: not items(tray.bus), "the tray forgets the icon")
