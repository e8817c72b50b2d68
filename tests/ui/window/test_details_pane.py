"""The details beside the list: built when first wanted, worked out while seen, kept where one reads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QTextCursor
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.details import Details, Fact, Section, Trouble
from pomtray.core.errors import Missing, Part, Problem
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.accessibility.mnemonics import letter
from pomtray.ui.icons.icons import Icons
from pomtray.ui.read_text import ReadText
from pomtray.ui.window.details_pane import DetailsPane
from pomtray.ui.window.window import Window
from tests.ui.labels import reads
from tests.ui.tabbing import passed_by_tab

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
TROUBLE = Trouble("No such host", "api has no address.", "Check the name.", (Fact("Request id", "req-1"),))


class Known:
    """What is known of routes, and which were asked about."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.left = "2 h 14 m"
        self.for_ms = 3_600_000

    def __call__(self, route: str) -> Details | None:
        self.asked.append(route)
        if route == "gone":
            return None
        ends = Fact("Ends", self.left, "The server says so.", NOW + timedelta(milliseconds=self.for_ms))
        return Details(route, (TROUBLE,), Action.TEST, (Section("Session", (ends,)),), NOW)


@pytest.fixture
def known() -> Known:
    return Known()


@pytest.fixture
def window(
    icons: Icons, qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot], known: Known
) -> Iterator[Window]:
    window = Window(icons)
    window.beside.details_of = known
    window.show_snapshot(snapshot(row("api"), row("wiki"), row("gone")))
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def pane(window: Window) -> DetailsPane:
    found = window.beside.findChild(DetailsPane)
    assert isinstance(found, DetailsPane)
    return found


def text(window: Window) -> str:
    shown = pane(window).findChild(ReadText)
    assert isinstance(shown, ReadText)
    return shown.toPlainText()


def button(window: Window, name: str) -> QPushButton:
    return next(found for found in pane(window).findChildren(QPushButton) if reads(found) == name)


def test_nothing_is_built_or_worked_out_before_somebody_wants_it(
    window: Window, known: Known, row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    window.show_snapshot(snapshot(row("api"), row("wiki", left="1 m")))
    assert known.asked == []
    assert window.beside.findChild(DetailsPane) is None


def test_the_window_does_not_load_them() -> None:
    program = "import sys, pomtray.ui.window.window as w; print([m for m in sys.modules if 'details' in m])"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[]"


def test_the_button_shows_them_and_takes_them_away(window: Window, qtbot: QtBot, known: Known) -> None:
    width = window.width()
    qtbot.mouseClick(window._top.details_button, Qt.MouseButton.LeftButton)
    assert text(window).splitlines()[:4] == [
        "No such host",
        "api has no address.",
        "What helps: Check the name.",
        "Request id: req-1",
    ]
    assert text(window).splitlines()[-2:] == ["Session", "Ends: 2 h 14 m · The server says so."]
    assert window.width() > width
    qtbot.mouseClick(window._top.details_button, Qt.MouseButton.LeftButton)
    assert not pane(window).isVisible()
    assert window.width() == width
    asked = len(known.asked)
    window._list.setCurrentIndex(window._rows.place_of("wiki"))
    assert len(known.asked) == asked, "what is hidden is not worked out"


def test_where_the_window_stays_narrow_they_stand_under_the_list(window: Window, qtbot: QtBot) -> None:
    window.setMaximumWidth(window.width())
    window.beside.open(wanted=True)
    qtbot.waitUntil(lambda: pane(window).y() > 0)
    assert window._list.width() > 300
    window.setMaximumWidth(2000)
    window.resize(820, 480)
    qtbot.waitUntil(lambda: pane(window).x() > 300)
    assert pane(window).width() == pane(window).sizeHint().width()


def test_no_row_moves_when_they_come_below_what_stands_above_the_list(
    window: Window, qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    why = Problem("The keyring is locked", "Sessions are kept in memory only until it can be had. " * 3)
    window.tell_demo()
    window.show_snapshot(snapshot(row("api"), row("wiki"), trouble=(Missing(Part.VAULT, why),)))
    qtbot.wait(50)
    before = window._list.mapTo(window, window._list.rect().topLeft())
    assert before.y() > 200, "there is much above it"
    for wanted in (True, False):
        window.beside.open(wanted=wanted)
        qtbot.wait(50)
        assert window._list.mapTo(window, window._list.rect().topLeft()) == before


def test_the_row_menu_and_a_key_show_them(window: Window, qtbot: QtBot) -> None:
    row = window.current_row()
    assert row
    window._row_menu.show_row(row)
    next(line for line in window._row_menu.actions() if line.text() == "Details…").trigger()
    assert pane(window).isVisible()
    assert window._top.details_button.isChecked()
    window.activateWindow()
    qtbot.keyClick(window._filter, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert not pane(window).isVisible()


def test_alt_enter_copies_nothing(window: Window, qtbot: QtBot) -> None:
    seen: list[object] = []
    window.intent.connect(seen.append)
    window.activateWindow()
    qtbot.keyClick(window._filter, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    assert seen == []


def test_they_follow_the_row_and_the_snapshot(
    window: Window, known: Known, row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    window.beside.open(wanted=True)
    window._list.setCurrentIndex(window._rows.place_of("wiki"))
    assert known.asked[-1] == "wiki"
    known.left = "2 h 13 m"
    window.show_snapshot(snapshot(row("api"), row("wiki"), row("gone")))
    assert "2 h 13 m" in text(window)
    window._list.setCurrentIndex(window._rows.place_of("gone"))
    assert text(window) == ""
    assert not button(window, "Copy details").isEnabled()


def test_time_alone_changes_them(window: Window, known: Known, qtbot: QtBot) -> None:
    known.for_ms = 60
    window.beside.open(wanted=True)
    known.left = "2 h 13 m"
    qtbot.waitUntil(lambda: "2 h 13 m" in text(window))
    window.hide()
    asked = len(known.asked)
    qtbot.wait(150)
    assert len(known.asked) == asked, "nobody sees it"
    window.show()
    assert len(known.asked) > asked


def test_a_new_text_keeps_what_is_selected(window: Window, known: Known) -> None:
    window.beside.open(wanted=True)
    shown = pane(window).findChild(ReadText)
    cursor = shown.textCursor()
    cursor.setPosition(0)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    shown.setTextCursor(cursor)
    known.left = "2 h 13 m"
    window.beside.show_row("api")
    assert "2 h 13 m" in text(window)
    assert shown.textCursor().selectedText() == "No such host"
    window.beside.show_row("wiki")
    assert not shown.textCursor().hasSelection()


def test_trying_again_asks_for_it(window: Window, qtbot: QtBot) -> None:
    seen: list[object] = []
    window.intent.connect(seen.append)
    window.beside.open(wanted=True)
    qtbot.mouseClick(button(window, "Try again"), Qt.MouseButton.LeftButton)
    assert seen == [RouteIntent(Action.TEST, "api")]
    pane(window).show_details(replace(pane(window)._shown, again=None))
    assert not button(window, "Try again").isVisible()


def test_all_of_it_is_copied(window: Window, qtbot: QtBot, known: Known) -> None:
    window.beside.open(wanted=True)
    qtbot.mouseClick(button(window, "Copy details"), Qt.MouseButton.LeftButton)
    whole = known("api")
    assert whole
    assert QGuiApplication.clipboard().text() == whole.text()
    assert button(window, "Copied")
    window.beside.show_row("wiki")
    assert button(window, "Copy details")


@pytest.mark.parametrize("dark", [False, True])
def test_they_follow_light_and_dark(window: Window, *, dark: bool) -> None:
    window.beside.open(wanted=True)
    palette = QPalette(QColor("#202020" if dark else "#fafafa"))
    pane(window).setPalette(palette)
    document = pane(window).findChild(ReadText).document()
    strong = document.begin().begin().fragment().charFormat().foreground().color()
    assert (strong.lightness() > 128) is dark


def test_the_keyboard_gets_there_in_reading_order(window: Window, qtbot: QtBot) -> None:
    window.beside.open(wanted=True)
    qtbot.waitUntil(lambda: all(letter(it.text()) for it in pane(window).findChildren(QPushButton)))
    wanted = [
        window._list,
        pane(window).findChild(ReadText),
        button(window, "Try again"),
        button(window, "Copy details"),
    ]
    qtbot.waitUntil(lambda: [it for it in passed_by_tab(window) if it in wanted] == wanted)
