"""A selected row can be read, whatever colours a desktop selects with: 4.5:1 for all its text (WCAG 2.1, 1.4.3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QColor, QImage, QPalette
from pytestqt.qtbot import QtBot

from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.readable import ENOUGH_FOR_TEXT, WEAK, weakened, with_readable_selection
from pomtray.ui.window.window import Window

DESKTOPS = {
    "Fusion": ("#308cc6", "#ffffff"),
    "Breeze": ("#3daee9", "#ffffff"),
    "Adwaita": ("#3584e4", "#ffffff"),
    "Yaru": ("#e95420", "#ffffff"),
    "a pale one": ("#cfe8ff", "#000000"),
    "high contrast": ("#ffff00", "#000000"),
    "the same twice": ("#808080", "#808080"),
}
COLOURS = st.integers(0, 0xFFFFFF).map(QColor.fromRgb)


def selection(ground: str | QColor, text: str | QColor) -> QPalette:
    palette = QPalette()
    palette.setColor(QPalette.ColorRole.Highlight, QColor(ground))
    palette.setColor(QPalette.ColorRole.HighlightedText, QColor(text))
    return palette


def ground_of(palette: QPalette) -> QColor:
    return palette.color(QPalette.ColorRole.Highlight)


@given(COLOURS, st.sampled_from(["#ffffff", "#000000", "#fcfcfc", "#31363b", "#eff0f1"]))
def test_text_can_be_read_on_every_selection(ground: QColor, text: str) -> None:
    there = ground_of(with_readable_selection(selection(ground, text)))
    assert contrast(weakened(QColor(text), there, WEAK), there) >= ENOUGH_FOR_TEXT - 0.1, "colours have whole steps"
    assert contrast(QColor(text), there) >= ENOUGH_FOR_TEXT


@given(COLOURS, COLOURS)
def test_there_is_an_answer_to_every_pair_and_it_holds(ground: QColor, text: QColor) -> None:
    once = with_readable_selection(selection(ground, text))
    assert contrast(ground_of(once), text) >= min(contrast(ground, text), ENOUGH_FOR_TEXT)


def test_what_can_be_read_stays_as_the_desktop_has_it() -> None:
    assert ground_of(with_readable_selection(selection("#1c4a70", "#ffffff"))) == QColor("#1c4a70")


@pytest.mark.parametrize(("ground", "text"), DESKTOPS.values(), ids=DESKTOPS)
def test_a_selected_row_as_it_is_painted(
    icons: Icons, qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot], ground: str, text: str
) -> None:
    window = Window(icons)
    qtbot.addWidget(window)
    window.setPalette(selection(ground, text))
    window.show_snapshot(snapshot(row("WWWWWWWW", left="MMMM", note="WWWWWWWW"), row("wiki")))
    window.show()
    qtbot.waitExposed(window)
    place = window._rows.index(0)
    window._list.selectionModel().select(place, QItemSelectionModel.SelectionFlag.ClearAndSelect)
    image = window._list.viewport().grab(window._list.visualRect(place)).toImage()
    there = Counter(_pixels(image)).most_common(1)[0][0]
    assert max(contrast(QColor.fromRgb(pixel), QColor.fromRgb(there)) for pixel in _pixels(image)) >= ENOUGH_FOR_TEXT
    window.hide()


def _pixels(image: QImage) -> list[int]:
    """Of the text: the icon stands left of it."""
    return [image.pixel(x, y) for x in range(44, image.width() - 4) for y in range(4, image.height() - 4)]
