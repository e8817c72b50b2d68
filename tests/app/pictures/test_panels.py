"""What is asked above the list can be answered without scrolling, in the size of letters that GNOME has too."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication

from pomtray.ui.window.panels.panels import Panels
from tests.app.pictures.views import VIEWS, of_size, on_screen
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)


LETTERS = 11
"""Points: GNOME's."""
ASKING = [view for view in VIEWS if view[0] == "doubt" or view[0].startswith("list-")]


@pytest.mark.parametrize(("name", "language"), ASKING)
def test_each_button_is_in_sight(name: str, language: str, qapp: QApplication) -> None:
    with of_size(LETTERS), on_screen(name, language) as view:
        panels = view.findChild(Panels)
        assert panels is not None
        buttons = [it for it in panels.findChildren(QAbstractButton) if not it.isHidden()]
        unseen = [it.text() for it in buttons if it.visibleRegion().boundingRect() != it.rect()]
        assert unseen == []
