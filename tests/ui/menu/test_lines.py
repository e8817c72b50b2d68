"""Lines of a menu that ask for nothing are there to be read."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from pomtray.ui.icons.drawing import contrast
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
