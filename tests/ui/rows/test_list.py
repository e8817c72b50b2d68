"""The list does not move under pointer and selection: a second click must not copy another route's secret."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from types import FrameType

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.view.snapshot import PendingQuestion, Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.rows import Rows as ListRows
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]
NAMES = ("grafana", "api", "wiki")


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(*map(row, NAMES)))
    with qtbot.waitActive(window):
        window.bring_up()
    point_elsewhere(window)
    yield window
    window.hide()
    window.deleteLater()


def names(window: Window) -> tuple[str, ...]:
    return tuple(str(window._rows.index(place).data()) for place in range(window._rows.rowCount()))


def centre(window: Window, place: int) -> QPoint:
    """Of the row there, in the window."""
    return window._list.viewport().mapTo(window, window._list.visualRect(window._rows.index(place)).center())


def point_at(window: Window, place: int) -> None:
    """The pointer comes there, as the window system tells it."""
    QTest.mouseMove(window.windowHandle(), centre(window, place))
    QApplication.processEvents()
    assert window._list.viewport().underMouse()


def point_elsewhere(window: Window) -> None:
    QTest.mouseMove(window.windowHandle(), window._bottom.status.geometry().center())
    QApplication.processEvents()


def double_click(window: Window, where: QPoint) -> None:
    QTest.mouseDClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    QApplication.processEvents()


def test_with_nobody_at_it_the_order_is_the_snapshot_s(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot(*map(row, ("wiki", "grafana", "api"))))
    assert names(window) == ("wiki", "grafana", "api")


def test_the_selected_row_stays_in_sight_where_the_list_gets_shorter(
    window: Window, row: Rows, snapshot: Snapshots, qtbot: QtBot
) -> None:
    routes = window._list
    window.show_snapshot(snapshot(*(row(f"route-{number}") for number in range(40))))
    last_seen = routes.indexAt(routes.viewport().rect().bottomLeft() - QPoint(0, routes.sizeHintForRow(0))).row()
    routes.setCurrentIndex(window._rows.index(last_seen))
    assert routes.verticalScrollBar().value() == 0
    routes.setFixedHeight(routes.height() // 2)
    qtbot.waitUntil(lambda: routes.viewport().rect().contains(routes.visualRect(routes.currentIndex())), timeout=5000)
    routes.verticalScrollBar().setValue(routes.verticalScrollBar().maximum())
    routes.setFixedHeight(routes.height() + 20)
    QApplication.processEvents()
    assert not routes.viewport().rect().intersects(routes.visualRect(routes.currentIndex())), "scrolled away from"


def test_under_the_pointer_nothing_moves(window: Window, row: Rows, snapshot: Snapshots) -> None:
    point_at(window, 1)
    window.show_snapshot(snapshot(row("new"), row("api", left="1 m"), row("grafana")))
    assert names(window) == (*NAMES, "new")
    assert window._rows.index(1).data(Qt.ItemDataRole.UserRole).left == "1 m", "what it says is up to date"
    point_elsewhere(window)
    assert names(window) == ("new", "api", "grafana")


def test_the_second_double_click_is_for_the_same_route(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    window.show_snapshot(snapshot(row("grafana"), row("api", Phase.SIGNED_OUT)))
    seen = intents(window)
    point_at(window, 1)
    double_click(window, centre(window, 1))
    window.show_snapshot(snapshot(row("api", Phase.SIGNING_IN), row("grafana")))
    double_click(window, centre(window, 1))
    assert seen == [RouteIntent(Action.SIGN_IN, "api")], "grafana's header is not copied"


def test_a_route_that_is_gone_stays_and_can_be_asked_nothing(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    point_at(window, 0)
    window.show_snapshot(snapshot(row("api"), row("wiki")))
    seen = intents(window)
    double_click(window, centre(window, 0))
    qtbot.keyClick(window._list, Qt.Key.Key_Return)
    assert seen == []


def test_a_row_chosen_by_keys_keeps_all_in_place_until_the_window_is_left(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots
) -> None:
    qtbot.keyClick(window._filter, Qt.Key.Key_Down)
    turned = tuple(reversed(NAMES))
    window.show_snapshot(snapshot(*map(row, turned)))
    assert names(window) == NAMES
    other = QLineEdit()
    qtbot.addWidget(other)
    with qtbot.waitActive(other):
        other.show()
        other.activateWindow()
    assert names(window) == turned


@pytest.mark.parametrize("how", ["closed", "typed"])
def test_the_order_is_fresh_once_the_person_changes_the_list(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots, how: str
) -> None:
    point_at(window, 1)
    turned = tuple(reversed(NAMES))
    window.show_snapshot(snapshot(*map(row, turned)))
    if how == "closed":
        window.hide()
        window.bring_up()
    else:
        qtbot.keyClicks(window._filter, "corp")
    assert names(window) == turned


def test_an_open_menu_of_a_row_keeps_all_in_place(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window._row_menu.open_at(QPoint(5, 5))
    turned = tuple(reversed(NAMES))
    window.show_snapshot(snapshot(*map(row, turned)))
    assert names(window) == NAMES
    window._row_menu.close()
    assert names(window) == turned


def test_what_a_question_moved_under_the_pointer_is_not_clicked(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots, intents: Intents, asking: PendingQuestion
) -> None:
    point_at(window, 2)
    where = centre(window, 2)
    window.show_snapshot(snapshot(*map(row, NAMES), questions=(asking,)))
    QApplication.processEvents()
    assert centre(window, 0).y() <= where.y() < centre(window, 2).y(), "another row stands there now"
    seen = intents(window)
    double_click(window, where)
    assert seen == []
    point_at(window, 1)
    double_click(window, centre(window, 1))
    assert seen == [RouteIntent(Action.COPY_HEADER, "api")]


def test_what_was_moved_rests_after_a_while(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots, intents: Intents, asking: PendingQuestion
) -> None:
    point_at(window, 2)
    where = centre(window, 2)
    window.show_snapshot(snapshot(*map(row, NAMES), questions=(asking,)))
    QApplication.processEvents()
    window._list._shifted.timeout.emit()
    seen = intents(window)
    double_click(window, where)
    assert len(seen) == 1


def test_rows_that_say_something_else_are_not_laid_out_again(window: Window, row: Rows, snapshot: Snapshots) -> None:
    """Qt asks for the number of rows once for each that it lays out."""
    many = [row(f"route {number:03}") for number in range(300)]
    changed = [*many[:2], row(many[2].route, Phase.SIGNED_OUT), *many[3:]]
    assert asked_for_number(window, snapshot(*many)) >= 300
    assert 0 < asked_for_number(window, snapshot(*changed)) < 100
    assert window._rows.every[2].phase is Phase.SIGNED_OUT


def asked_for_number(window: Window, shown: Snapshot) -> int:
    """How often, until it is painted. NOTE: another method in the place of the model's own is not what Qt calls."""
    asked = 0

    def count(frame: FrameType, event: str, _: object) -> None:
        nonlocal asked
        asked += event == "call" and frame.f_code is ListRows.rowCount.__code__

    sys.setprofile(count)
    try:
        window.show_snapshot(shown)
        QApplication.processEvents()
    finally:
        sys.setprofile(None)
    return asked


def test_a_row_that_says_something_else_is_painted(window: Window, row: Rows, snapshot: Snapshots) -> None:
    QApplication.processEvents()
    before = window._list.viewport().grab().toImage()
    painted: list[object] = []

    class Sees(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name and signature
            if event.type() is QEvent.Type.Paint:
                painted.append(watched)
            return False

    sees = Sees()
    window._list.viewport().installEventFilter(sees)
    window.show_snapshot(snapshot(row("grafana"), row("api"), row("wiki", Phase.SIGNED_OUT)))
    QApplication.processEvents()
    assert painted
    assert window._list.viewport().grab().toImage() != before
