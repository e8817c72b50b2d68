"""Lines of a menu that ask for nothing are there to be read."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pomtray.ui.icons.contrast import contrast
from pomtray.ui.menu.lines import Lines, readable
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


def test_what_a_host_draws_is_left_to_it(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    before = menu.palette()
    readable(menu, lambda: False)
    menu.aboutToShow.emit()
    assert menu.palette() == before
    assert not menu.testAttribute(Qt.WidgetAttribute.WA_SetPalette)


def test_qts_namespace_of_enumerations_is_not_made_for_it() -> None:
    """PySide6 makes it where a colour of it might be meant: 20 ms between a click and the menu, and 1.2 MiB."""
    code = """
from pomtray.app import plain_imports
plain_imports.import_qt()
from PySide6 import QtCore
from PySide6.QtWidgets import QApplication, QMenu
from pomtray.ui.menu.lines import Lines, readable
application, menu = QApplication([]), QMenu()
readable(menu)
menu.aboutToShow.emit()
assert "Qt" not in vars(QtCore)
"""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=environment, cwd=Path(__file__).parents[3])


@pytest.mark.parametrize("stands_above", [False, True])
def test_lines_are_made_when_first_shown_and_stand_in_their_order(qtbot: QtBot, *, stands_above: bool) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    menu.addAction("before")
    after = menu.addAction("after") if stands_above else None
    lines = Lines(menu, ("a", "b", "c"), after, lambda key: QAction(key, menu))
    lines.show({"c": "3"}, held=False)
    lines.show({"a": "1", "c": "3"}, held=False)
    assert len(lines.made) == 2
    lines.show({"b": "2", "c": "4"}, held=False)
    assert [line.text() for line in menu.actions() if line.isVisible() and line is not after] == ["before", "2", "4"]
    assert [line.text() for line in menu.actions() if line is not after] == ["before", "1", "2", "4"]
    assert after is None or menu.actions()[-1] is after


def test_none_comes_into_a_menu_that_is_held(qtbot: QtBot) -> None:
    menu = QMenu()
    qtbot.addWidget(menu)
    lines = Lines(menu, ("a", "b"), None, lambda key: QAction(key, menu))
    assert not lines.is_shown
    lines.show({"a": "1"}, held=True)
    assert not menu.actions()
    lines.show({"a": "1"}, held=False)
    assert lines.is_shown
    lines.show({"b": "2"}, held=True)
    (line,) = menu.actions()
    assert line.isVisible()
    assert not line.isEnabled(), "it stays in its place, and can be asked no more"
    lines.show({}, held=False)
    assert not lines.is_shown
