from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from pomtray import __version__
from pomtray.core.intent import Action, AppAction, Looked, RouteIntent
from pomtray.core.login import Phase
from pomtray.core.snapshot import Row, Snapshot
from pomtray.ui.dialogs import AddressDialog
from pomtray.ui.front import Front

TOKEN = "http://127.0.0.1:4711/nonce?pomerium_jwt=eyJ.secret.value"
Intents = Callable[[object], list[object]]


@pytest.fixture
def front(qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot]) -> Iterator[Front]:
    front = Front()
    front.show(snapshot(row("wiki", Phase.SIGNING_IN)))
    yield front
    front.close()
    front.window.deleteLater()
    front.tray.menu.deleteLater()
    front.deleteLater()


def address_dialog(front: Front) -> AddressDialog:
    front.tray.intent.emit(RouteIntent(Action.PASTE, "wiki"))
    return next(found for found in front.window.findChildren(AddressDialog) if found.isVisible())


def ok(dialog: AddressDialog) -> object:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def test_one_snapshot_for_both(front: Front) -> None:
    assert front.window.current_row() is not None
    assert any("wiki" in line.text() for line in front.tray.menu.actions())


def test_intents_of_both_come_out(front: Front, intents: Intents) -> None:
    seen = intents(front)
    front.tray.intent.emit(AppAction.QUIT)
    front.window.intent.emit(AppAction.SETTINGS_FILE)
    assert seen == [AppAction.QUIT, AppAction.SETTINGS_FILE]


def test_a_click_brings_up_the_window(front: Front, intents: Intents) -> None:
    seen = intents(front)
    front.tray.intent.emit(AppAction.WINDOW)
    assert front.window.isVisible()
    assert seen == [Looked(shown=True)]


def test_the_menu_closing_does_not_stop_the_window_s_countdown(front: Front, intents: Intents) -> None:
    front.bring_up()
    seen = intents(front)
    front.tray.intent.emit(Looked(shown=False))
    assert seen == []
    front.window.hide()
    front.tray.intent.emit(Looked(shown=False))
    assert seen == [Looked(shown=False), Looked(shown=False)]


def test_without_a_tray_the_window_stands_in(front: Front) -> None:
    front.start()
    assert front.window.isVisible()
    assert front.window.stays


def test_with_a_tray_no_window_comes_unasked(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front.tray, "_hosted", True)
    front.tray.came.emit()
    front.start()
    assert not front.window.isVisible()
    assert not front.window.stays


def test_pasting_an_address(front: Front, intents: Intents, qtbot: QtBot) -> None:
    seen = intents(front)
    dialog = address_dialog(front)
    assert not ok(dialog).isEnabled()
    field = dialog.findChild(QLineEdit)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.setText(f"  {TOKEN}\n")
    qtbot.mouseClick(ok(dialog), Qt.MouseButton.LeftButton)
    asked = next(intent for intent in seen if isinstance(intent, RouteIntent))
    assert (asked.action, asked.route, asked.text) == (Action.PASTE, "wiki", TOKEN)
    assert "secret" not in repr(seen)
    assert field.text() == "", "nothing of it stays on screen"


def test_giving_the_paste_up(front: Front, intents: Intents, qtbot: QtBot) -> None:
    dialog = address_dialog(front)
    seen = intents(front)
    dialog.findChild(QLineEdit).setText(TOKEN)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert seen == []


def test_the_dialog_says_what_to_paste_in_plain_text(front: Front) -> None:
    dialog = address_dialog(front)
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]
    assert any("http://127.0.0.1" in label.text() and "token" in label.text() for label in labels)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    dialog.reject()


def test_about(front: Front, qapp: QApplication) -> None:
    front.window.intent.emit(AppAction.ABOUT)
    box = next(found for found in front.window.findChildren(QMessageBox))
    assert __version__ in box.text()
    assert "MIT" in box.informativeText()
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert not box.isModal(), "the program goes on meanwhile"
    box.reject()
