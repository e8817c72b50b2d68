from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.details import Details, Fact, Trouble
from pomtray.core.domain.login import Phase
from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.view.snapshot import PastNotice, Row, Snapshot
from pomtray.ui.dialogs.text import TextDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

REASON = "The login API refused. Ask the administrator. Request id req-1."
TROUBLE = Trouble("Refused", "The login API refused.", "Ask the administrator.", (Fact("Request id", "req-1"),))


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot]) -> Iterator[Window]:
    window = Window(icons)
    failed = row("<b>wiki", Phase.FAILED, left="failed", until="", note="No such host", reason=REASON)
    past = (PastNotice("14:02", "No browser", "None was found."), PastNotice("13:00", "app: No answer", "Try again."))
    window.show_snapshot(snapshot(failed, row("other"), past=past, said=("Header for other copied",)))
    window.beside.details_of = {failed.route: Details(failed.route, (TROUBLE,))}.get
    yield window
    window.deleteLater()


def opened(window: Window) -> TextDialog:
    return next(found for found in window.findChildren(TextDialog) if found.isVisible())


def click(window: Window, text: str) -> None:
    lines = [*window._row_menu.actions(), *window.app_menu.actions()]
    next(line for line in lines if reads(line) == text and line.isVisible()).trigger()


def test_the_full_error_is_read_and_copied(window: Window, qtbot: QtBot) -> None:
    seen: list[object] = []
    window.intent.connect(seen.append)
    assert window.take(RouteIntent(Action.DETAILS, "<b>wiki"))
    dialog = opened(window)
    text = dialog.findChild(QPlainTextEdit)
    assert text.isReadOnly()
    told = text.toPlainText().splitlines()
    assert told == ["<b>wiki", "", "Refused", TROUBLE.sentence, TROUBLE.helps, "Request id: req-1"]
    copy = next(button for button in dialog.findChildren(QPushButton) if reads(button) == "Copy details")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == text.toPlainText()
    assert reads(copy) == "Copied"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert seen == []


def test_what_notices_said_is_read_again(
    window: Window, row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    click(window, "Recent notices…")
    told = opened(window).findChild(QPlainTextEdit).toPlainText()
    assert told == "14:02  No browser\nNone was found.\n\n13:00  app: No answer\nTry again."
    window.show_snapshot(snapshot(row()))
    lines = {reads(line): line.isVisible() for line in window.app_menu.actions()}
    assert not lines["Recent notices…"]


def test_what_is_not_to_disturb_stands_in_the_window(
    window: Window, row: Callable[..., Row], snapshot: Callable[..., Snapshot]
) -> None:
    window.show_quietly()
    before = window._list.mapToGlobal(window._list.rect().topLeft())
    assert "Header for other copied" in [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    window.show_snapshot(snapshot(row()))
    assert not window._bottom.said.isVisible()
    assert window._list.mapToGlobal(window._list.rect().topLeft()) == before, "no row moves for it"


def test_details_of_a_route_that_is_gone_are_nothing(window: Window) -> None:
    assert not window.take(RouteIntent(Action.DETAILS, "gone"))
    assert window.take(AppAction.NOTICES)
