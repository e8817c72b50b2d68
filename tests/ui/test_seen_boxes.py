"""Boxes to tick and fields have an edge of 3:1 to what is around and in them, dark and light, in forms and lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit, QListWidgetItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.drawing import ENOUGH
from pomtray.ui.rows.readable_list import ReadableList
from pomtray.ui.seen_boxes import SeenBoxes

_PALETTES = {
    "fusion-light": ("#efefef", "#ffffff", "#000000"),
    "fusion-dark": ("#323232", "#242424", "#ffffff"),
    "breeze-dark": ("#2a2e32", "#1b1e20", "#fcfcfc"),
    "adwaita": ("#faf9f8", "#faf9f8", "#000000"),
    "black": ("#000000", "#000000", "#ffffff"),
}


@pytest.fixture(params=_PALETTES)
def palette(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[QPalette]:
    before = QPalette(qapp.palette())
    palette = QPalette(before)
    window, base, text = map(QColor, _PALETTES[request.param])
    palette.setColor(QPalette.ColorRole.Window, window)
    palette.setColor(QPalette.ColorRole.Base, base)
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.WindowText):
        palette.setColor(role, text)
    yield palette
    qapp.setPalette(before)


def edge(picture: QImage, at: QRect, ground: QColor) -> float:
    """How much the box around the middle of `at` differs from the ground at its left edge."""
    row = at.center().y()
    return max(contrast(picture.pixelColor(QPoint(x, row)), ground) for x in range(at.left(), at.left() + 4))


def test_their_edge_is_seen_and_stays_so(palette: QPalette, qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    SeenBoxes(window)
    qapp.setPalette(palette)
    page = QWidget()
    qtbot.addWidget(page)
    box, field, shown = QCheckBox("box"), QLineEdit(), ReadableList()
    field.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    item = QListWidgetItem("item")
    item.setCheckState(Qt.CheckState.Unchecked)
    shown.addItem(item)
    layout = QVBoxLayout(page)
    for widget in (box, field, shown):
        layout.addWidget(widget)
    page.show()
    qtbot.waitExposed(page)
    picture = page.grab().toImage()
    around, base = (palette.color(role) for role in (QPalette.ColorRole.Window, QPalette.ColorRole.Base))
    assert edge(picture, box.geometry(), around) >= ENOUGH
    assert edge(picture, field.geometry(), around) >= ENOUGH
    place = shown.visualItemRect(item).translated(shown.viewport().mapTo(page, QPoint()))
    inside = QRect(place.topLeft() + QPoint(2, 0), QSize(8, place.height()))
    assert max(edge(picture, inside.translated(step, 0), base) for step in range(4)) >= ENOUGH
    assert page.palette().color(QPalette.ColorRole.Window) == around
