"""The window's keys, and the list of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.intent import Action, AppAction, Explain, RouteIntent
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.accessibility.keys import KEY_WORDS, KeysDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row("api"), row("wiki", Phase.SIGNED_OUT), sign_in_count=1))
    with qtbot.waitActive(window):
        window.bring_up()
    yield window
    window.hide()
    window.deleteLater()


def press(where: QWidget, keys: str) -> None:
    combination = QKeySequence(keys)[0]
    QTest.keyClick(where, combination.key(), combination.keyboardModifiers())


@pytest.mark.parametrize("where", ["_filter", "_list", "_bottom.sign_in_all"])
def test_ctrl_c_copies_the_row_s_header_wherever_the_keyboard_is(window: Window, intents: Intents, where: str) -> None:
    seen = intents(window)
    QGuiApplication.clipboard().setText("as it was")
    widget = window
    for part in where.split("."):
        widget = getattr(widget, part)
    widget.setFocus()
    press(widget, "Ctrl+C")
    assert seen == [RouteIntent(Action.COPY_HEADER, "api")]
    assert QGuiApplication.clipboard().text() == "as it was", "a list of Qt's would put the row's name there"


def test_where_there_is_no_header_nothing_is_asked_for(window: Window, intents: Intents) -> None:
    window._list.setCurrentIndex(window._rows.place_of("wiki"))
    seen = intents(window)
    press(window._list, "Ctrl+C")
    assert seen == []


def test_what_is_selected_in_the_search_is_copied_as_in_any_field(window: Window, intents: Intents) -> None:
    window._filter.setText("wiki")
    window._filter.selectAll()
    seen = intents(window)
    press(window._filter, "Ctrl+C")
    assert (seen, QGuiApplication.clipboard().text()) == ([], "wiki")


def test_ctrl_f_finds_and_ctrl_n_adds(window: Window) -> None:
    window._filter.setText("wi")
    window._list.setFocus()
    press(window._list, "Ctrl+F")
    assert (window.focusWidget(), window._filter.selectedText()) == (window._filter, "wi")
    press(window._filter, "Ctrl+N")
    assert window.focusWidget() is window.adding.address


def test_ctrl_q_quits(window: Window, intents: Intents) -> None:
    seen = intents(window)
    press(window._filter, "Ctrl+Q")
    assert seen == [AppAction.QUIT]


def test_f10_opens_the_menu(window: Window) -> None:
    press(window._filter, "F10")
    assert window.app_menu.isVisible()
    window.app_menu.close()


@pytest.mark.parametrize("place", ["_filter", "_list"])
def test_shift_f10_opens_the_row_s_menu(window: Window, place: str) -> None:
    """NOTE: Qt makes a request for a menu of it on some systems only."""
    press(getattr(window, place), "Shift+F10")
    assert window._row_menu.isVisible()
    assert not window.app_menu.isVisible()
    window._row_menu.close()


@pytest.mark.parametrize("by", ["Ctrl+?", "the menu"])
def test_the_keys_are_told_and_the_guide_is_near(window: Window, intents: Intents, qtbot: QtBot, by: str) -> None:
    if by == "Ctrl+?":
        press(window._filter, "Ctrl+?")
    else:
        next(line for line in window.app_menu.actions() if reads(line) == "Keyboard shortcuts…").trigger()
    dialog = window.findChild(KeysDialog)
    spoken = [label.accessibleName() for label in dialog.findChildren(QLabel)]
    assert all(any(name.startswith(f"{key}: ") for name in spoken) for key in KEY_WORDS)
    seen = intents(window)
    guide = next(button for button in dialog.findChildren(QPushButton) if reads(button) == "Help")
    qtbot.mouseClick(guide, Qt.MouseButton.LeftButton)
    assert seen == [Explain(Topic.KEYS)]
    dialog.close()


def test_each_key_that_is_told_is_one(window: Window) -> None:
    """`QKeySequence` reads each of them, but for what names no one key."""
    named = {part.strip() for key in KEY_WORDS for part in key.replace("  ", ",").split(",")}
    unread = {key for key in named if QKeySequence(key)[0].key() is Qt.Key.Key_unknown}
    assert unread == {"Alt+letter"}
