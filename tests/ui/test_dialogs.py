from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit, QMessageBox
from pytestqt.qtbot import QtBot

from pomtray import __version__
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.login import Phase
from pomtray.core.snapshot import Row, Snapshot
from pomtray.ui.dialogs import AddressDialog
from pomtray.ui.icons import Icons
from pomtray.ui.window import Window

TOKEN = "http://127.0.0.1:4711/nonce?pomerium_jwt=eyJ.secret.value"
Intents = Callable[[object], list[object]]


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot]) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row("wiki", Phase.SIGNING_IN)))
    yield window
    window.deleteLater()


def address_dialog(window: Window) -> AddressDialog:
    window._row_menu.show_row(window.current_row())
    next(line for line in window._row_menu.actions() if line.text() == "Paste the address…").trigger()
    return next(found for found in window.findChildren(AddressDialog) if found.isVisible())


def ok(dialog: AddressDialog) -> object:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def test_pasting_an_address(window: Window, intents: Intents, qtbot: QtBot) -> None:
    seen = intents(window)
    dialog = address_dialog(window)
    assert not ok(dialog).isEnabled()
    field = dialog.findChild(QLineEdit)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    field.setText(f"  {TOKEN}\n")
    qtbot.mouseClick(ok(dialog), Qt.MouseButton.LeftButton)
    asked = next(intent for intent in seen if isinstance(intent, RouteIntent))
    assert (asked.action, asked.route, asked.text) == (Action.PASTE, "wiki", TOKEN)
    assert "secret" not in repr(seen)
    assert field.text() == "", "nothing of it stays on screen"


def test_giving_the_paste_up(window: Window, intents: Intents, qtbot: QtBot) -> None:
    dialog = address_dialog(window)
    seen = intents(window)
    dialog.findChild(QLineEdit).setText(TOKEN)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert seen == []


def test_the_dialog_says_what_to_paste_in_plain_text(window: Window) -> None:
    dialog = address_dialog(window)
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]
    assert any("http://127.0.0.1" in label.text() and "token" in label.text() for label in labels)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in labels)
    dialog.reject()


def test_about(window: Window, qapp: QApplication) -> None:
    window.show_about()
    box = next(found for found in window.findChildren(QMessageBox))
    assert __version__ in box.text()
    assert "MIT" in box.informativeText()
    assert box.textFormat() is Qt.TextFormat.PlainText
    assert not box.isModal(), "the program goes on meanwhile"
    box.reject()


def test_a_dialog_needs_no_window(window: Window) -> None:
    window.ask_for_address("wiki")
    assert window.findChild(AddressDialog).isVisible()
    assert not window.isVisible()
