"""The page of what happened: the newest first, found by typing, and cleared when that is wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.activity import ActivityEntry
from pomtray.core.deadline import WallClock
from pomtray.ui.window.activity import ActivityDialog

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ENTRIES = [
    ActivityEntry(NOW - timedelta(days=1), "crm was renewed", "By itself, without you.", 12),
    ActivityEntry(NOW - timedelta(minutes=5), "app: No such host", "app has no <b>address</b>. Request id req-1."),
    ActivityEntry(NOW, "Header for app copied"),
]


@pytest.fixture
def page(qtbot: QtBot) -> ActivityDialog:
    page = ActivityDialog()
    qtbot.addWidget(page)
    page.show_entries(ENTRIES, NOW, WallClock())
    page.show()
    return page


def lines(page: ActivityDialog) -> list[str]:
    found = page.findChild(QListWidget)
    assert found is not None
    return [found.item(place).text() for place in range(found.count())]


def test_the_newest_is_first_with_its_reason_and_request_id(page: ActivityDialog) -> None:
    assert lines(page) == [
        "09:00   Header for app copied",
        "08:55   app: No such host\napp has no <b>address</b>. Request id req-1.",
        "Fri 09:00   crm was renewed (12 times)\nBy itself, without you.",
    ]


def ink(picture: QImage, upper: int, lower: int) -> set[tuple[int, int]]:
    """Where something is drawn between these heights, counted from the upper one."""
    ground = picture.pixel(0, upper)
    rows, columns = range(upper, lower), range(picture.width())
    return {(x, y - upper) for y in rows for x in columns if picture.pixel(x, y) != ground}


def test_the_second_line_stands_under_the_first_ones_text(page: ActivityDialog) -> None:
    page.show_entries([ActivityEntry(NOW, "MM", "MM"), *ENTRIES[:1]], NOW, WallClock())
    found = page.findChild(QListWidget)
    assert found is not None
    place, line = found.visualItemRect(found.item(1)), found.fontMetrics().lineSpacing()
    picture = found.viewport().grab(place).toImage()
    middle = picture.height() // 2
    first, second = ink(picture, middle - line, middle), ink(picture, middle, middle + line)
    left = min(x for x, _ in second)
    assert left > found.fontMetrics().horizontalAdvance("Fri 09:00")
    assert {(x, y) for x, y in first if x >= left} == second


def test_a_long_reason_wraps_as_the_window_is_wide(page: ActivityDialog, qtbot: QtBot) -> None:
    page.show_entries([ActivityEntry(NOW, "app", "a reason " * 40)], NOW, WallClock())
    found = page.findChild(QListWidget)
    assert found is not None
    page.resize(900, 400)
    qtbot.waitUntil(lambda: found.viewport().width() > 800)
    wide = found.visualItemRect(found.item(0)).height()
    page.resize(420, 400)
    qtbot.waitUntil(lambda: found.visualItemRect(found.item(0)).height() > wide)


def test_typing_finds(page: ActivityDialog, qtbot: QtBot) -> None:
    entry = page.findChild(QLineEdit)
    qtbot.keyClicks(entry, "req-1 APP")
    assert [line.split("\n")[0] for line in lines(page)] == ["08:55   app: No such host"]
    qtbot.keyClicks(entry, " nowhere")
    assert lines(page) == []
    page.show_entries(ENTRIES, NOW, WallClock())
    assert lines(page) == []


def test_it_is_cleared_on_a_click(page: ActivityDialog, qtbot: QtBot) -> None:
    (clear,) = (it for it in page.findChildren(QPushButton) if it.text() == "C&lear")
    with qtbot.waitSignal(page.cleared):
        qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    page.show_entries([], NOW, WallClock())
    assert (lines(page), clear.isEnabled()) == ([], False)
