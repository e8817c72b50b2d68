"""The dialog that says why a route is blocked: steps as they come, stopped and begun anew, copied and saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton, QScrollArea
from pytestqt.qtbot import QtBot

from pomtray.core.errors import Problem
from pomtray.core.intent import Action, Examine, RouteIntent, SaveReport
from pomtray.core.report import About, Report, note, well, wrong
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.dialogs.blocked import BlockedDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.icons.sign import Sign
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

FIRST = well(About.NAME, "api.corp.example is 10.0.0.7.")
LAST = wrong(About.POLICY, Problem("", "It does not let <b>ada</b> in.", "Ask the administrator.", request_id="r-7"))
HALF = Report("api (https://api.corp.example)", (FIRST,))
WHOLE = Report("api (https://api.corp.example)", (FIRST, LAST), "pomtray 1, today", is_whole=True)


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot]) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row(), row("wiki")))
    yield window
    window.deleteLater()


@pytest.fixture
def seen(window: Window, intents: Callable[[object], list[object]]) -> list[object]:
    return intents(window)


def opened(window: Window) -> BlockedDialog:
    return next(found for found in window.findChildren(BlockedDialog) if found.isVisible())


def texts(dialog: BlockedDialog) -> list[str]:
    QApplication.processEvents()  # what is added to a dialog on screen is shown then
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]


def buttons(dialog: BlockedDialog) -> dict[str, QPushButton]:
    return {reads(button): button for button in dialog.findChildren(QPushButton) if button.isVisible()}


def press(dialog: BlockedDialog, name: str, qtbot: QtBot) -> None:
    qtbot.mouseClick(buttons(dialog)[name], Qt.MouseButton.LeftButton)


def examined(window: Window, report: Report = WHOLE) -> BlockedDialog:
    assert window.take(RouteIntent(Action.BLOCKED, "api"))
    window.show_report("api", report)
    return opened(window)


def test_steps_come_in_as_they_are_done(window: Window, seen: list[object]) -> None:
    assert window.take(RouteIntent(Action.BLOCKED, "api"))
    dialog = opened(window)
    assert seen == [Examine("api")]
    assert texts(dialog) == ["Looking at everything on the way…"]
    assert buttons(dialog).keys() == {"Cancel", "Close", "Help"}
    window.show_report("api", HALF)
    assert texts(dialog)[1:] == ["Name", FIRST.sentence]
    window.show_report("api", WHOLE)
    told = texts(dialog)
    assert told[0] == "In the way: policy."
    assert told[3:] == ["Policy", LAST.sentence, LAST.action, "Request id: r-7"]
    assert buttons(dialog).keys() == {"Copy report", "Save report…", "Look again", "Close", "Help"}


def test_what_is_in_the_way_is_seen_however_much_comes_before_it(window: Window, qtbot: QtBot) -> None:
    many = (*(replace(FIRST, sentence=f"{FIRST.sentence} " * 20) for _ in range(9)), LAST, FIRST)
    dialog = examined(window, Report("api", many, is_whole=True))
    area = dialog.findChild(QScrollArea)
    line = dialog._steps.itemAt(9).widget()
    qtbot.waitUntil(lambda: line.y() > area.height())
    qtbot.waitUntil(lambda: area.viewport().rect().contains(line.geometry().translated(area.widget().pos())))


def test_a_screen_reader_hears_how_each_step_came_out(window: Window) -> None:
    names = [sign.accessibleName() for sign in examined(window).findChildren(Sign)]
    assert names == ["Well", "Look at this"]


def test_it_is_copied_whole(window: Window, qtbot: QtBot) -> None:
    dialog = examined(window)
    press(dialog, "Copy report", qtbot)
    assert QGuiApplication.clipboard().text() == WHOLE.text()
    assert "Copied" in buttons(dialog)


def test_it_is_saved_where_the_person_says(window: Window, seen: list[object], qtbot: QtBot) -> None:
    dialog = examined(window)
    press(dialog, "Save report…", qtbot)
    chooser = dialog.findChild(QFileDialog)
    chooser.fileSelected.emit("/home/ada/report.txt")
    assert seen[1:] == [SaveReport("/home/ada/report.txt", WHOLE.text())]
    chooser.close()


def test_what_is_stopped_stays_as_it_is_and_can_begin_anew(window: Window, seen: list[object], qtbot: QtBot) -> None:
    window.take(RouteIntent(Action.BLOCKED, "api"))
    dialog = opened(window)
    window.show_report("api", HALF)
    press(dialog, "Cancel", qtbot)
    window.show_report("api", WHOLE)
    assert texts(dialog) == ["Stopped.", "Name", FIRST.sentence]
    press(dialog, "Look again", qtbot)
    window.show_report("api", HALF)
    assert seen == [Examine("api"), Examine(""), Examine("api")]
    assert dialog._steps.count() == 1


def test_closing_stops_it_and_what_still_comes_is_nobody_s(window: Window, seen: list[object], qtbot: QtBot) -> None:
    window.take(RouteIntent(Action.BLOCKED, "api"))
    qtbot.keyClick(opened(window), Qt.Key.Key_Escape)
    assert seen == [Examine("api"), Examine("")]
    window.show_report("api", WHOLE)


def test_one_route_is_looked_at_at_a_time(window: Window, seen: list[object]) -> None:
    window.take(RouteIntent(Action.BLOCKED, "api"))
    window.take(RouteIntent(Action.BLOCKED, "wiki"))
    assert seen == [Examine("api"), Examine(""), Examine("wiki")]
    window.show_report("api", WHOLE)
    assert texts(opened(window)) == ["Looking at everything on the way…"]


def test_closing_what_is_done_stops_nothing(window: Window, seen: list[object], qtbot: QtBot) -> None:
    press(examined(window), "Close", qtbot)
    assert seen == [Examine("api")]


def test_every_outcome_has_its_sign(window: Window, qtbot: QtBot) -> None:
    steps = (FIRST, note(About.PROXY, "A script chooses it."), LAST)
    dialog = examined(window, Report("api", steps, is_whole=True))
    with qtbot.captureExceptions() as raised:
        QApplication.processEvents()
        dialog.grab()
    assert not raised
    assert dialog._steps.count() == len(steps)
