"""What a field says it is for is whole in both languages, in the size of letters that GNOME has too."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tests.app.pictures.views import VIEWS, on_screen
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)

LETTERS = 11
"""Points: GNOME's."""
EDGES = 12
"""Pixels: a field's frame, and what it leaves on both sides of its text."""


@pytest.fixture
def view(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[QWidget]:
    before = QApplication.font()
    font = QFont(before)
    font.setPointSize(LETTERS)
    QApplication.setFont(font)
    with on_screen(*request.param) as view:
        yield view
    QApplication.setFont(before)


def cut_off(view: QWidget) -> list[str]:
    fields = [field for field in view.findChildren(QLineEdit) if field.isVisible()]
    return [
        field.placeholderText()
        for field in fields
        if field.fontMetrics().horizontalAdvance(field.placeholderText()) > field.width() - EDGES
    ]


@pytest.mark.parametrize("view", VIEWS, indirect=True, ids="-".join)
def test_what_a_field_is_for_is_whole(view: QWidget) -> None:
    assert cut_off(view) == []
