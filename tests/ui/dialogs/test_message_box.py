"""A box that asks may be as large as its text, whatever bound Qt has set."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from pomtray.ui.dialogs.message_box import MessageBox


def test_no_desktop_is_told_a_largest_size(qtbot: QtBot) -> None:
    box = MessageBox()
    qtbot.addWidget(box)
    box.setText("word " * 30)
    box.show()
    qtbot.waitExposed(box)
    for words in (60, 90):
        box.setText("word " * words)
        qtbot.waitUntil(lambda: box.maximumHeight() > 10_000)
        assert box.height() >= box.layout().totalHeightForWidth(box.width())
