from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPalette, QRegion
from pytestqt.qtbot import QtBot

from pomtray.core.view.badge import Mark
from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.drawing import ENOUGH
from pomtray.ui.icons.icons import Icons
from pomtray.ui.icons.sign import Sign


@pytest.mark.parametrize("ground", ["#ffffff", "#202020", "#308cc6"])
def test_a_sign_follows_the_colours_of_its_window(icons: Icons, qtbot: QtBot, ground: str) -> None:
    sign = Sign(icons, Mark.LOCKED)
    qtbot.addWidget(sign)
    sign.resize(sign.sizeHint())
    sign.grab()
    sign.setPalette(QPalette(QColor(ground)))
    image = sign.grab().toImage()
    background = sign.palette().color(QPalette.ColorRole.Window)
    seen = QRegion()
    for x in range(24):
        for y in range(24):
            if contrast(image.pixelColor(x, y), background) >= ENOUGH:
                seen += QRegion(x, y, 1, 1)
    assert seen.boundingRect().contains(QPoint(12, 20))
    assert seen.boundingRect().height() >= 20
