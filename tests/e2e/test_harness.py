"""The private desktop does what the other tests rely on, shown with the smallest tray program there is."""

from __future__ import annotations

import contextlib
import sys

import pytest

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
