"""The buttons on rows: one click, for what the person saw; by keyboard and screen reader too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.rows.heads import Head
from pomtray.core.rows.shared import Shared
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.buttons import Part
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]
ONE = Shared("api", "ada@example.com", "2 h 14 m", "until 17:42", "the server says so")


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row("api"), row("wiki", Phase.SIGNED_OUT), row("mail", Phase.SIGNING_IN)))
    with qtbot.waitActive(window):
        window.bring_up()
    yield window
    window.hide()
    window.deleteLater()


def at(window: Window, route: str, part: Part = Part.PRIMARY) -> QPoint:
    """The middle of that button, in the list's viewport."""
    rect = window._list.visualRect(window._rows.place_of(route))
    return window._pane.buttons._places(rect)[part].center()


def click(window: Window, where: QPoint) -> None:
    QTest.mouseClick(window._list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


def double_click(window: Window, where: QPoint) -> None:
    """As the window system tells it."""
    place = window._list.viewport().mapTo(window, where)
    QTest.mouseDClick(window.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    QApplication.processEvents()


@pytest.mark.parametrize(
    ("route", "action"), [("api", Action.COPY_HEADER), ("wiki", Action.SIGN_IN), ("mail", Action.CANCEL)]
)
def test_one_click_is_all_it_takes(window: Window, intents: Intents, route: str, action: Action) -> None:
    seen = intents(window)
    click(window, at(window, route))
    assert seen == [RouteIntent(action, route)]
    row = window.current_row()
    assert row is not None
    assert row.route == route, "it is the row that the person is at"


def test_the_second_click_of_a_double_one_does_not_cancel(
    window: Window, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    where, seen = at(window, "wiki"), intents(window)
    window.intent.connect(lambda _: window.show_snapshot(snapshot(row("wiki", Phase.SIGNING_IN))))
    window.show_snapshot(snapshot(row("api"), row("wiki", Phase.SIGNED_OUT)))
    double_click(window, where)
    assert seen == [RouteIntent(Action.SIGN_IN, "wiki")]


def test_a_click_that_ends_elsewhere_or_on_something_else_asks_nothing(
    window: Window, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    seen, viewport = intents(window), window._list.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(window, "api"))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(window, "wiki"))
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(window, "wiki"))
    window.show_snapshot(snapshot(row("api"), row("wiki", Phase.SIGNING_IN), row("mail", Phase.SIGNING_IN)))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(window, "wiki"))
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, at(window, "api"))
    assert seen == []


def test_a_list_that_has_just_moved_takes_no_click(window: Window, intents: Intents) -> None:
    window._list._shifted_at = QPoint()
    seen = intents(window)
    click(window, at(window, "api"))
    assert seen == []


def test_the_other_button_opens_the_row_s_menu(window: Window) -> None:
    click(window, at(window, "wiki", Part.MORE))
    assert window._row_menu.isVisible()
    assert window._row_menu.route == "wiki"
    window._row_menu.close()


def test_by_keyboard(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen, primary = intents(window), window._pane.buttons._stand_ins[Part.PRIMARY]
    window._list.setFocus()
    qtbot.keyClick(window._list, Qt.Key.Key_Tab)
    assert primary.hasFocus()
    qtbot.keyClick(primary, Qt.Key.Key_Space)
    qtbot.keyClick(primary, Qt.Key.Key_Down)
    assert primary.hasFocus(), "the next row's is as near"
    qtbot.keyClick(primary, Qt.Key.Key_Space)
    assert seen == [RouteIntent(Action.COPY_HEADER, "api"), RouteIntent(Action.SIGN_IN, "wiki")]
    qtbot.keyClick(primary, Qt.Key.Key_Tab)
    more = window._pane.buttons._stand_ins[Part.MORE]
    assert more.hasFocus()
    qtbot.keyClick(more, Qt.Key.Key_Space)
    assert window._row_menu.isVisible()
    window._row_menu.close()


def test_a_screen_reader_reads_what_it_does_and_for_which_route(window: Window, row: Rows, snapshot: Snapshots) -> None:
    primary = window._pane.buttons._stand_ins[Part.PRIMARY]
    interface = QAccessible.queryAccessibleInterface(primary)
    assert interface.role() is QAccessible.Role.Button
    assert interface.text(QAccessible.Text.Name) == "Copy header: api"
    window.show_snapshot(snapshot(row("api", Phase.SIGNED_OUT), row("wiki")))
    assert interface.text(QAccessible.Text.Name) == "Sign in: api"
    assert primary.isVisible()
    spot = primary.mapToGlobal(primary.rect().center())
    assert spot == window._list.viewport().mapToGlobal(at(window, "api")), "it is where it is drawn"


def test_a_thousand_rows_have_two_widgets(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot(*(row(f"route {number}") for number in range(1000))))
    assert len(window._pane.findChildren(QPushButton)) == len(Part)
    window._list.scrollToBottom()
    QApplication.processEvents()
    seen = window._list.viewport().rect()
    for stand_in in window._pane.buttons._stand_ins.values():
        assert seen.contains(window._list.viewport().mapFrom(window._pane, stand_in.geometry().center()))


def test_what_is_gone_has_none(window: Window, row: Rows, snapshot: Snapshots, intents: Intents) -> None:
    window._list.is_used = lambda: True
    window.show_snapshot(snapshot(row("wiki"), row("mail")))
    seen = intents(window)
    click(window, at(window, "api"))
    click(window, at(window, "api", Part.MORE))
    assert (seen, window._row_menu.isVisible()) == ([], False)
    assert not window._pane.buttons._stand_ins[Part.PRIMARY].isVisible()


def of_one(row: Rows, *names: str) -> list[Row]:
    return [row(name, session=ONE, along="others", shares="api") for name in names]


def test_a_head_stands_above_and_is_never_the_one_that_a_person_is_at(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    window.show_snapshot(snapshot(row("old", Phase.EXPIRED), *of_one(row, "api", "wiki")))
    place = window._rows.place_of("api").row() - 1
    index = window._rows.index(place)
    head = index.data(Qt.ItemDataRole.UserRole)
    assert isinstance(head, Head)
    spoken = "ada@example.com, 2 h 14 m, until 17:42 (the server says so) · 2 routes"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == spoken
    window._list.setFocus()
    window._pane.choose("old")
    qtbot.keyClick(window._list, Qt.Key.Key_Down)
    row_at = window.current_row()
    assert row_at is not None
    assert row_at.route == "api"
    seen = intents(window)
    where = window._list.visualRect(index).center()
    click(window, where)
    double_click(window, where)
    assert seen == []
    assert window.current_row() == row_at


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_PageUp])
def test_keys_that_lead_to_a_head_lead_to_its_first_route(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots, key: Qt.Key
) -> None:
    window.show_snapshot(snapshot(*of_one(row, "api", "wiki", "mail")))
    window._pane.choose("mail")
    qtbot.keyClick(window._list, key)
    at_row = window.current_row()
    assert at_row is not None
    assert at_row.route == "api"


def test_a_button_that_is_held_drags_no_row(window: Window, intents: Intents) -> None:
    dragged: list[object] = []
    window._list.dragged.connect(dragged.append)
    seen, viewport, where = intents(window), window._list.viewport(), at(window, "api")
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    window._list.startDrag(Qt.DropAction.MoveAction)
    assert dragged == []
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert seen == [RouteIntent(Action.COPY_HEADER, "api")]


def test_no_head_comes_under_the_pointer(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window._list.is_used = lambda: True
    before = window._list.visualRect(window._rows.place_of("mail"))
    window.show_snapshot(snapshot(*of_one(row, "api", "wiki", "mail")))
    assert window._list.visualRect(window._rows.place_of("mail")) == before
    window._list.is_used = lambda: False
    window._pane.reorder()
    assert window._rows.place_of("api").row() == 1, "its session's head is above it"


def face(window: Window, where: QPoint) -> QColor:
    """The colour of that button, beside its text."""
    picture = window._list.viewport().grab().toImage()
    return picture.pixelColor(QPoint(where.x(), where.y() - 9))


def test_it_follows_colours_and_font_and_shows_what_the_pointer_does(window: Window) -> None:
    where = at(window, "wiki")
    before = face(window, where)
    QTest.mousePress(window._list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    pressed = face(window, where)
    QTest.mouseRelease(window._list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(1, 1))
    assert pressed != before
    dark = QPalette(QColor("#303030"))
    window.setPalette(dark)
    QApplication.processEvents()
    assert face(window, where).lightness() < before.lightness() / 2
    narrow = window._pane.buttons._places(QRect(0, 0, 400, 40))[Part.PRIMARY].width()
    font = window.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    window.setFont(font)
    QApplication.processEvents()
    assert window._pane.buttons._places(QRect(0, 0, 400, 40))[Part.PRIMARY].width() > narrow
