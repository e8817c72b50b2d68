"""Lines of a menu that ask for nothing are there to be read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pomtray.ui.icons.contrast import contrast
from pomtray.ui.menu.lines import readable
from pomtray.ui.rows.readable import ENOUGH_FOR_TEXT


@pytest.mark.parametrize(("ground", "pale"), [("#ffffff", "#bebebe"), ("#242424", "#404040")])
def test_pale_lines_can_be_read(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, ground: str, pale: str) -> None:
    menu, palette = QMenu(), QPalette()
    qtbot.addWidget(menu)
    palette.setColor(QPalette.ColorRole.Base, QColor(ground))
    palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text, QColor(pale))
    monkeypatch.setattr(QApplication, "palette", lambda *_: palette)
    readable(menu)
    menu.aboutToShow.emit()
    shown = menu.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert contrast(shown, QColor(ground)) >= ENOUGH_FOR_TEXT
    assert menu.palette().color(QPalette.ColorRole.Base) == QColor(ground)


def test_qts_namespace_of_enumerations_is_not_made_for_it() -> None:
    """PySide6 makes it where a colour of it might be meant: 20 ms between a click and the menu, and 1.2 MiB."""
    code = """
from pomtray.app import plain_imports
plain_imports.import_qt()
from PySide6 import QtCore
from PySide6.QtWidgets import QApplication, QMenu
from pomtray.ui.menu.lines import readable
application, menu = QApplication([]), QMenu()
readable(menu)
menu.aboutToShow.emit()
assert "Qt" not in vars(QtCore)
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=environment, cwd=Path(__file__).parents[3])
