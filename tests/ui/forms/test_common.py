"""What all forms share."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from pomtray.ui.forms.common import seconds, select


def test_a_time_is_shown_and_typed_in_the_units_of_people(qtbot: QtBot) -> None:
    box = seconds(30, 366 * 86400, 50400)
    qtbot.addWidget(box)
    assert box.text() == "14 h"
    for typed, value in (("1 h 30", 3630), ("90", 90), ("2 d", 172800)):
        box.selectAll()
        qtbot.keyClicks(box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
        assert box.value() == value


def test_what_is_no_time_counts_for_nothing(qtbot: QtBot) -> None:
    box = seconds(30, 3600, 360)
    qtbot.addWidget(box)
    box.selectAll()
    qtbot.keyClicks(box, "2 d")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.value(), box.text()) == (360, "6 min")


@pytest.mark.parametrize(("value", "up"), [(30, 31), (60, 61), (360, 420), (7200, 10800)])
def test_its_steps_are_of_the_unit_that_is_shown_last(qtbot: QtBot, value: int, up: int) -> None:
    box = seconds(0, 86400, value)
    qtbot.addWidget(box)
    box.stepUp()
    assert box.value() == up


def test_the_least_may_be_called_otherwise(qtbot: QtBot) -> None:
    box = seconds(0, 86400, 0, none="never")
    qtbot.addWidget(box)
    assert box.text() == "never"
    box.selectAll()
    qtbot.keyClicks(box, "10 min")
    assert box.value() == 600
    box.setValue(0)
    box.interpretText()
    assert box.value() == 0


def test_long_choices_do_not_make_a_form_wider_than_its_room(qtbot: QtBot) -> None:
    box = select({"a": "x" * 200})
    qtbot.addWidget(box)
    assert box.minimumSizeHint().width() < box.sizeHint().width() / 3


def test_a_choice_that_is_cut_off_says_so_and_is_whole_in_its_tooltip(qtbot: QtBot) -> None:
    text = "a choice <of> many words " * 4
    box = select({"a": text})
    qtbot.addWidget(box)
    box.resize(200, box.sizeHint().height())
    shown = QStyleOptionComboBox()
    box.initStyleOption(shown)
    assert shown.currentText.endswith("…")
    assert box.currentText() == text
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    assert "&lt;of&gt;" in box.toolTip()
    box.resize(box.sizeHint())
    QApplication.sendEvent(box, QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5)))
    assert box.toolTip() == ""
