"""Of a thousand routes the list draws and measures those in sight: its cost grows with the window, not with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QModelIndex, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem
from pytestqt.qtbot import QtBot

from pomtray.core.rows.search import Search
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.painter import RowPainter
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
ROUTES = 1000


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The places of the rows that were painted, in turn."""
    drawn: list[int] = []
    paint = RowPainter.paint

    def counted(self: RowPainter, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        drawn.append(index.row())
        paint(self, painter, option, index)

    monkeypatch.setattr(RowPainter, "paint", counted)
    return drawn


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The places of the rows whose size was asked for, in turn."""
    measured: list[int] = []
    size_hint = RowPainter.sizeHint

    def counted(self: RowPainter, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        measured.append(index.row())
        return size_hint(self, option, index)

    monkeypatch.setattr(RowPainter, "sizeHint", counted)
    return measured


@pytest.fixture
def window(
    drawn: list[int], measured: list[int], icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots
) -> Iterator[Window]:
    assert (drawn, measured) == ([], [])
    window = Window(icons)
    window.show_snapshot(snapshot(*(row(f"route-{number}") for number in range(ROUTES))))
    with qtbot.waitActive(window):
        window.bring_up()
    QApplication.processEvents()
    yield window
    window.hide()
    window.deleteLater()


def in_sight(window: Window) -> int:
    """How many rows the list has room for, those that are seen in part counted too."""
    return window._list.viewport().height() // window._list.sizeHintForRow(0) + 2


def test_only_rows_in_sight_are_painted(window: Window, drawn: list[int]) -> None:
    assert 0 < len(set(drawn)) <= in_sight(window)
    drawn.clear()
    window._list.scrollToBottom()
    window._list.repaint()
    assert ROUTES - 1 in drawn
    assert len(set(drawn)) <= in_sight(window)


def test_no_more_rows_are_measured_than_are_in_sight(
    window: Window, measured: list[int], row: Rows, snapshot: Snapshots
) -> None:
    assert len(set(measured)) <= in_sight(window)
    measured.clear()
    window.show_snapshot(snapshot(*(row(f"route-{number}") for number in range(ROUTES + 1))))
    window._list.scrollToBottom()
    QApplication.processEvents()
    assert len(set(measured)) <= in_sight(window)


def test_a_row_that_says_something_else_is_painted_with_those_in_sight_at_most(
    window: Window, drawn: list[int], row: Rows, snapshot: Snapshots
) -> None:
    drawn.clear()
    changed = row("route-1", left="1 min")
    window.show_snapshot(snapshot(row("route-0"), changed, *(row(f"route-{number}") for number in range(2, ROUTES))))
    QApplication.processEvents()
    assert 1 in drawn
    assert len(drawn) <= 2 * in_sight(window)


def test_narrowing_a_thousand_rows_paints_what_is_left_of_them(window: Window, drawn: list[int]) -> None:
    drawn.clear()
    window._pane.narrow(Search("route-99"))
    QApplication.processEvents()
    assert 0 < len(set(drawn)) <= in_sight(window)
