"""The private desktop does what the other tests rely on, shown with the smallest tray program there is."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from datetime import timedelta

import pytest

from tests.e2e.clock import WallClock
from tests.e2e.desktop_session import DesktopSession
from tests.e2e.process import eventually
from tests.e2e.tray_host import Watcher, items, shown_label, tray_item

_SMALLEST = """
import sys
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon
app = QApplication(sys.argv)
pixmap = QPixmap(22, 22); pixmap.fill("red")
icon = QSystemTrayIcon(QIcon(pixmap)); menu = QMenu(); sub = menu.addMenu("a__b")
sub.addAction("Copy").triggered.connect(lambda: QApplication.clipboard().setText("copied"))
menu.addAction("Quit").triggered.connect(app.quit)
icon.setContextMenu(menu); icon.setToolTip("smallest"); icon.show()
sys.exit(app.exec())
"""


def test_a_tray_program_is_shown_clicked_and_ended(desktop: DesktopSession) -> None:
    program = desktop.start(sys.executable, "-c", _SMALLEST)
    with tray_item(desktop.bus) as item:
        assert item.tooltip == "smallest"
        assert item.icon
        assert item.open().shown() == ["a_b", "Quit"]
        item.click("a_b", "Copy")
        eventually(lambda: desktop.clipboard() == "copied", "the text is on the clipboard")
        item.click("Quit")
    assert program.wait() == 0
    eventually(lambda: not items(desktop.bus), "the panel forgets the icon")


def test_the_keyring_keeps_a_secret(desktop: DesktopSession) -> None:
    desktop.run("secret-tool", "store", "--label=test", "purpose", "harness", text="kept")
    assert desktop.run("secret-tool", "lookup", "purpose", "harness") == "kept"


def test_a_watcher_takes_the_panels_place(bare_desktop: DesktopSession) -> None:
    with contextlib.closing(Watcher(bare_desktop.bus)):
        bare_desktop.start(sys.executable, "-c", _SMALLEST)
        with tray_item(bare_desktop.bus) as item:
            assert item.open().find("Quit")


@pytest.mark.parametrize(("sent", "shown"), [("_Quit", "Quit"), ("a__b", "a_b"), ("plain", "plain")])
def test_labels_are_read_as_hosts_read_them(sent: str, shown: str) -> None:
    assert shown_label(sent) == shown


_TELLS_TIME = """
import datetime, sys, time
for _ in sys.stdin:
    print(datetime.datetime.now(datetime.UTC).timestamp(), time.time(), time.monotonic(), flush=True)
"""


def test_a_running_program_has_the_new_time_at_once(clock: WallClock) -> None:
    environment = os.environ | clock.env
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen((sys.executable, "-c", _TELLS_TIME), env=environment, **pipes) as program:

        def told() -> list[float]:
            print(file=program.stdin, flush=True)
            return [float(word) for word in program.stdout.readline().split()]

        before = told()
        clock.forward(timedelta(hours=13))
        after = told()
        *wall, steady = (there - here for here, there in zip(before, after, strict=True))
        assert all(here == pytest.approx(13 * 3600 + steady, abs=1) for here in wall)
        assert steady < 3600, "only the wall clock"
        assert after[0] == pytest.approx(clock.now().timestamp(), abs=60)
        program.stdin.close()
