"""Every list of every view has a selection that can be read."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest
from PySide6.QtWidgets import QApplication, QListView, QTreeView, QWidget

from pomtray.app.pictures.scenes import SCENES, shown
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.painter import RowPainter
from pomtray.ui.rows.readable_list import ReadableLines
from tests.ui.conftest import OFFSCREEN

pytestmark = pytest.mark.qt_log_ignore(*OFFSCREEN, extend=True)


@pytest.mark.parametrize("name", SCENES)
def test_each_list_is_drawn_by_what_puts_that_right(name: str, qapp: QApplication) -> None:
    window, view = shown(SCENES[name], Icons())
    lists = [*view.findChildren(QListView), *view.findChildren(QTreeView)]
    drawn = {type(it.itemDelegate()) for it in lists if not _is_of_a_box(it)}
    assert [kind for kind in drawn if not issubclass(kind, RowPainter | ReadableLines)] == []
    for widget in {view, window}:
        widget.hide()
        widget.deleteLater()


def _is_of_a_box(view: QWidget) -> bool:
    """Those that Qt makes for a box's choices."""
    parent = view.parentWidget()
    return parent is not None and parent.inherits("QComboBoxPrivateContainer")
