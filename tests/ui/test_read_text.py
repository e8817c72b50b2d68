"""Texts that have several lines, other than labels: no line ends between a number and its unit."""

from __future__ import annotations

from PySide6.QtWidgets import QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from pomtray.core.plain import NO_BREAK
from pomtray.ui.read_text import ReadText
from pomtray.ui.rows.readable_list import ReadableLines, ReadableList

SAID = "It is tried again in 5 min."
SHOWN = f"It is tried again in 5{NO_BREAK}min."


def test_a_text_to_be_read_keeps_them_together(qtbot: QtBot) -> None:
    text = ReadText(SAID)
    qtbot.addWidget(text)
    assert text.document().toRawText() == SHOWN
    assert text.toPlainText() == SAID


def test_the_lines_of_a_list_keep_them_together(qtbot: QtBot) -> None:
    lines = ReadableList()
    qtbot.addWidget(lines)
    lines.addItem(SAID)
    option, drawn = QStyleOptionViewItem(), lines.itemDelegate()
    assert isinstance(drawn, ReadableLines)
    drawn.initStyleOption(option, lines.indexFromItem(lines.item(0)))
    assert option.text == SHOWN
    assert lines.item(0).text() == SAID
