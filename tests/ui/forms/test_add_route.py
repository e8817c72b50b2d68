from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Problem
from pomtray.core.intent import AppAction, LookUp, Rewrite, Show
from pomtray.core.settings.change import AddRoutes
from pomtray.core.settings.recognised import Recognised
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]

APP = Origin.parse("https://app.corp.example")
AUTHENTICATE = Origin.parse("https://authenticate.corp.example")
CURL = "curl -H 'Authorization: Pomerium canary' https://app.corp.example/api?token=canary"


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot())
    window.bring_up()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


@pytest.fixture
def full(window: Window, row: Rows, snapshot: Snapshots) -> Window:
    """With two routes already."""
    window.show_snapshot(snapshot(row("api", tags=("work",)), row("wiki", tags=("work", "docs"))))
    routes = (
        Route("api", "https://api.corp.example", ("work",)),
        Route("wiki", "https://wiki.corp.example", ("work", "docs")),
    )
    window.adding.settings = lambda: Settings(routes)
    assert not window.adding.isVisible()
    return window


def paste(text: str, into: QWidget, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(into, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def shown_text(window: Window) -> str:
    return window.adding._found.text()


def is_offered(window: Window, text: str) -> bool:
    buttons = window.adding.findChildren(QPushButton)
    return any(reads(button) == text and button.isVisible() and button.isEnabled() for button in buttons)


def test_one_paste_and_enter(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    paste("https://app.corp.example/deep/link?x", window.adding.address, qtbot)
    assert window.adding.address.text() == "https://app.corp.example"
    qtbot.waitUntil(lambda: seen == [LookUp(APP)])
    window.adding.show_recognised(Recognised(APP, AUTHENTICATE))
    assert shown_text(window) == "It is behind a Pomerium; you sign in at authenticate.corp.example."
    assert is_offered(window, "Sign in")
    qtbot.keyClick(window.adding.address, Qt.Key.Key_Return)
    added = AddRoutes(({"name": "App", "url": "https://app.corp.example"},))
    assert seen[1:] == [Rewrite(added, "App was added.", sign_in="App")]


def test_what_a_command_line_holds_is_neither_kept_nor_shown(window: Window, qtbot: QtBot) -> None:
    paste(CURL, window.adding.address, qtbot)
    assert window.adding.address.text() == "https://app.corp.example"
    window.adding.address.undo()
    assert "canary" not in window.adding.address.text()
    paste("curl -H 'Authorization: Pomerium canary'", window.adding.address, qtbot)
    assert window.adding.address.text() == ""
    assert shown_text(window) == "There is no address in it."


def test_while_typing_it_is_asked_once_somebody_rests(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    qtbot.keyClicks(window.adding.address, "app.corp.example")
    asked = [intent.origin for intent in seen if isinstance(intent, LookUp) and intent.origin]
    assert asked == []
    qtbot.waitUntil(lambda: LookUp(APP) in seen)
    assert window.adding.address.text() == "app.corp.example"
    seen.clear()
    qtbot.keyClick(window.adding.address, Qt.Key.Key_Backspace)
    assert seen == [LookUp(None)]
    window.adding.show_recognised(Recognised(APP, AUTHENTICATE))
    assert "authenticate" not in shown_text(window)


def test_what_it_is_instead_is_said_and_it_can_be_added_all_the_same(window: Window, qtbot: QtBot) -> None:
    paste("https://app.corp.example", window.adding.address, qtbot)
    window.adding.show_recognised(Recognised(APP, None, Problem("Not a Pomerium", "It is a <b>shop</b>.", "Look.")))
    assert shown_text(window) == "Not a Pomerium. It is a <b>shop</b>. Look."
    assert window.adding._found.textFormat() is Qt.TextFormat.PlainText
    assert is_offered(window, "Add it all the same")
    window.adding.show_recognised(Recognised(APP, AUTHENTICATE, Problem("No", "It does not answer.")))
    assert "authenticate.corp.example, where you would sign in, does not answer" in shown_text(window)
    window.adding.show_recognised(Recognised(APP, APP))
    assert "sign-in page of a Pomerium itself" in shown_text(window)


def test_pasting_anywhere_adds(full: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(full)
    for place in (full._filter, full._list, full._bottom.sign_in_all):
        full.adding.close_quietly()
        paste(CURL, place, qtbot)
        assert full.adding.isVisible()
        assert full.adding.address.text() == "https://app.corp.example"
        assert full._filter.text() == ""
    qtbot.waitUntil(lambda: LookUp(APP) in seen)
    assert full.adding._tags.text() == "work"
    qtbot.keyClick(full.adding.address, Qt.Key.Key_Escape)
    assert not full.adding.isVisible()
    assert full.isVisible()


def test_other_text_is_pasted_to_find_a_route(full: Window, qtbot: QtBot) -> None:
    paste("wiki", full._filter, qtbot)
    assert not full.adding.isVisible()
    assert full._filter.text() == "wiki"


def test_plus_and_a_key_ask_for_an_address(full: Window, qtbot: QtBot) -> None:
    qtbot.mouseClick(full._top.add_button, Qt.MouseButton.LeftButton)
    assert full.adding.isVisible()
    assert full.focusWidget() is full.adding.address
    full.adding.close_quietly()
    qtbot.keyClick(full, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(full.adding.isVisible)


def test_an_address_that_is_there_already_leads_to_its_route(full: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(full)
    paste("wiki.corp.example/page", full._list, qtbot)
    assert shown_text(full) == "wiki has this address already."
    qtbot.keyClick(full.adding.address, Qt.Key.Key_Return)
    assert Show("wiki") in seen
    assert not any(isinstance(intent, Rewrite) for intent in seen)


def test_a_tunnel_is_added_as_one(full: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(full)
    paste("pomerium-cli tcp wiki.corp.example:22", full._list, qtbot)
    assert full.adding.address.text() == "tcp+https://wiki.corp.example:22"
    qtbot.keyClick(full.adding.address, Qt.Key.Key_Return)
    change = AddRoutes(({"name": "Wiki", "url": "tcp+https://wiki.corp.example:22", "tags": ("work",)},))
    assert seen[-1] == Rewrite(change, "Wiki was added.", "Wiki")


def test_name_and_tags_are_proposed_and_the_name_is_nobody_elses(full: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(full)
    paste("https://api.other.example", full._list, qtbot)
    assert full.adding._name.text() == "Api"
    full.adding._name.setText("api")
    full.adding._tags.setText(" a ,, b")
    qtbot.keyClick(full.adding._tags, Qt.Key.Key_Return)
    change = AddRoutes(({"name": "api 2", "url": "https://api.other.example", "tags": ("a", "b")},))
    assert seen[-1] == Rewrite(change, "api 2 was added.", "api 2")


def test_it_goes_once_the_route_is_written_and_says_why_it_is_not(full: Window, qtbot: QtBot, intents: Intents) -> None:
    paste("https://app.corp.example", full._list, qtbot)
    seen = intents(full)
    qtbot.keyClick(full.adding.address, Qt.Key.Key_Return)
    qtbot.keyClick(full.adding.address, Qt.Key.Key_Return)
    assert len(seen) == 1
    full.adding.refused(Problem("Settings not written", "The disk is full.", "Make room."))
    assert shown_text(full) == "Settings not written. The disk is full. Make room."
    qtbot.keyClick(full.adding.address, Qt.Key.Key_Return)
    assert len(seen) == 2
    full.adding.done()
    assert not full.adding.isVisible()


def test_the_first_route_takes_the_place_of_the_field(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots
) -> None:
    paste("https://app.corp.example", window.adding.address, qtbot)
    qtbot.keyClick(window.adding.address, Qt.Key.Key_Return)
    window.adding.done()
    window.show_snapshot(snapshot(row("App")))
    assert not window.adding.isVisible()
    assert window.focusWidget() is window._filter
    window.show_snapshot(snapshot())
    assert window.adding.isVisible()


def test_what_somebody_types_stays_when_a_route_appears(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots
) -> None:
    qtbot.keyClicks(window.adding.address, "app.")
    window.show_snapshot(snapshot(row("wiki")))
    assert window.adding.isVisible()
    assert window.focusWidget() is window.adding.address


def test_the_last_change_can_be_taken_back(full: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(full)
    assert not full.undo.isVisible()
    full.undo.offer("App was added.")
    assert full.undo.isVisible()
    assert full.undo.accessibleName() == "App was added."
    qtbot.mouseClick(full.undo._undo, Qt.MouseButton.LeftButton)
    assert seen == [AppAction.UNDO]
    assert not full.undo.isVisible()
    full.undo.offer("App was added.")
    full.undo.offer("")
    assert not full.undo.isVisible()


def test_a_screen_reader_hears_what_the_fields_are(window: Window, qtbot: QtBot) -> None:
    paste("https://app.corp.example", window.adding.address, qtbot)
    fields = (window.adding.address, window.adding._name, window.adding._tags)
    assert [field.accessibleName() for field in fields] == [
        "Paste the address of anything behind Pomerium",
        "Name of the route",
        "Tags, with commas between them",
    ]
    window.adding.show_recognised(Recognised(APP, AUTHENTICATE))
    assert window.adding.address.accessibleDescription() == shown_text(window)


def test_a_long_name_makes_no_window_wide(window: Window, row: Rows, snapshot: Snapshots, qtbot: QtBot) -> None:
    name = "n" * 150
    window.show_snapshot(snapshot(row(name)))
    before = window.minimumSizeHint().width()
    window.adding.settings = lambda: Settings((Route(name, "https://long.example.com"),))
    window.add()
    paste("https://long.example.com/", window.adding.address, qtbot)
    assert name in shown_text(window)
    assert window.minimumSizeHint().width() < max(before, 460)
