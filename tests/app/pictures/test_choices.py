"""What is chosen in a form is whole in both languages: what a choice means stands at its end."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QStyleOptionComboBox, QWidget

from tests.app.pictures.views import VIEWS, on_screen
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)


def cut_off(view: QWidget) -> list[str]:
    return [
        box.currentText() for box in view.findChildren(QComboBox) if box.isVisible() and shown(box) != box.currentText()
    ]


def shown(box: QComboBox) -> str:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option.currentText


@pytest.mark.parametrize(("name", "language"), VIEWS)
def test_what_is_chosen_is_whole(name: str, language: str, qapp: QApplication) -> None:
    with on_screen(name, language) as view:
        assert cut_off(view) == []
