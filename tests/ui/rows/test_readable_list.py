"""A list whose lines can be read, and are told whole where it is narrow."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem, QToolTip, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from pomtray.ui.rows.readable_list import ReadableLines, ReadableList, ReadableTree


@pytest.mark.parametrize(("text", "told"), [("<b>" + "n" * 150, ["&lt;b&gt;"]), ("short", [])])
def test_a_line_that_is_too_long_is_whole_in_its_tooltip(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, text: str, told: list[str]
) -> None:
    shown, said = ReadableList(), list[str]()
    qtbot.addWidget(shown)
    shown.resize(200, 100)
    shown.addItem(text)
    shown.show()
    monkeypatch.setattr(QToolTip, "showText", lambda _at, said_text, *_: said.append(said_text))
    place = QPoint(5, shown.visualItemRect(shown.item(0)).center().y())
    QApplication.sendEvent(shown.viewport(), QHelpEvent(QEvent.Type.ToolTip, place, QPoint(place)))
    assert [piece for piece in told if piece in "".join(said)] == told
    assert bool(said) == bool(told)


def test_every_line_has_a_selection_that_can_be_read(qtbot: QtBot) -> None:
    shown = ReadableList()
    qtbot.addWidget(shown)
    shown.addItem("a")
    option = QStyleOptionViewItem()
    drawn = shown.itemDelegate()
    assert isinstance(drawn, ReadableLines)
    drawn.initStyleOption(option, shown.model().index(0, 0))
    assert option.palette.highlight().color().lightness() < 140


def test_a_line_of_a_tree_has_one_ground_from_its_left_to_its_right(qtbot: QtBot) -> None:
    shown = ReadableTree()
    qtbot.addWidget(shown)
    above, below = QTreeWidgetItem(["above"]), QTreeWidgetItem(["below"])
    above.addChild(below)
    shown.addTopLevelItem(above)
    above.setExpanded(True)
    shown.setCurrentItem(below)
    shown.show()
    line = shown.visualItemRect(below)
    drawn = shown.viewport().grab().toImage()
    places = [drawn.pixelColor(x, line.center().y()).lightness() for x in (2, line.right() - 3)]
    assert abs(places[0] - places[1]) <= 10
