"""What a view says is whole in both languages, in the size of letters that GNOME has too."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QStyleOptionComboBox, QWidget

from tests.app.pictures.test_long_values import is_cut_off, texts
from tests.app.pictures.views import VIEWS, of_size, on_screen
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)

LETTERS = 11
"""Points: GNOME's."""
EDGES = 12
"""Pixels: a field's frame, and what it leaves on both sides of its text."""


@pytest.mark.parametrize(("name", "language"), VIEWS)
def test_each_text_is_whole(name: str, language: str, qapp: QApplication) -> None:
    with of_size(LETTERS), on_screen(name, language) as view:
        assert [it.text() for it in texts(view) if it.text() and it.isVisible() and is_cut_off(it)] == []
        assert chosen_cut_off(view) == []
        assert placeholders_cut_off(view) == []


def chosen_cut_off(view: QWidget) -> list[str]:
    """What a choice means stands at its end."""
    boxes = [box for box in view.findChildren(QComboBox) if box.isVisible()]
    return [box.currentText() for box in boxes if shown(box) != box.currentText()]


def shown(box: QComboBox) -> str:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option.currentText


def placeholders_cut_off(view: QWidget) -> list[str]:
    fields = [field for field in view.findChildren(QLineEdit) if field.isVisible()]
    return [
        field.placeholderText()
        for field in fields
        if field.fontMetrics().horizontalAdvance(field.placeholderText()) > field.width() - EDGES
    ]
