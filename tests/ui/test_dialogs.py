from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pomtray import __version__
from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.login import Phase
from pomtray.core.route import HeaderForm
from pomtray.core.snapshot import Row, Snapshot
from pomtray.ui.dialogs import PasteDialog, SignOutAllDialog
from pomtray.ui.icons import Icons
from pomtray.ui.window import Window

TOKEN = "http://127.0.0.1:4711/nonce?pomerium_jwt=eyJ.secret.value"
Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Callable[..., Row], snapshot: Callable[..., Snapshot]) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row("wiki", Phase.SIGNING_IN)))
    yield window
    window.deleteLater()


def paste_dialog(window: Window, text: str = "Paste the address…") -> PasteDialog:
    window._row_menu.show_row(window.current_row())
    next(line for line in window._row_menu.actions() if line.text() == text).trigger()
    return next(found for found in window.findChildren(PasteDialog) if found.isVisible())


def ok(dialog: PasteDialog) -> object:
    return dialog.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Ok)


def test_pasting_an_address(window: Window, intents: Intents, qtbot: QtBot) -> None:
    seen = intents(window)
    dialog = paste_dialog(window)
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
    dialog = paste_dialog(window)
    seen = intents(window)
    dialog.findChild(QLineEdit).setText(TOKEN)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert seen == []


def test_the_dialog_says_what_to_paste_in_plain_text(window: Window) -> None:
    dialog = paste_dialog(window)
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
    window.move(0, 0)
    window.ask_for_address("wiki")
    dialog = window.findChild(PasteDialog)
    assert dialog.isVisible()
    assert not window.isVisible()
    off = dialog.frameGeometry().center() - dialog.screen().availableGeometry().center()
    assert off.manhattanLength() < 100, "it stands in the middle, not where the window would be"


@pytest.mark.parametrize(("header", "code"), [(HeaderForm.PLAIN_BEARER, True), (HeaderForm.POMERIUM, False)])
def test_a_provider_s_route_takes_a_code_too(
    *, window: Window, row: Rows, snapshot: Snapshots, header: HeaderForm, code: bool
) -> None:
    window.show_snapshot(snapshot(row("wiki", Phase.SIGNING_IN, header=header)))
    text = "Paste the code or the address…" if code else "Paste the address…"
    dialog = paste_dialog(window, text)
    field = dialog.findChild(QLineEdit)
    assert ("Code" in field.accessibleName()) is code
    assert dialog.width() >= 400, "wide enough to read"
    assert all(label.height() >= label.heightForWidth(label.width()) for label in dialog.findChildren(QLabel))
    assert any("Copy the code" in label.text() for label in dialog.findChildren(QLabel)) is code
    assert ("code" in dialog.windowTitle()) is code
    dialog.reject()


def test_the_tray_s_paste_knows_the_route_s_way_too(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot(row("wiki"), row("dex", Phase.SIGNING_IN, header=HeaderForm.PLAIN_BEARER)))
    window.ask_for_address("dex")
    dialog = window.findChild(PasteDialog)
    assert "code" in dialog.windowTitle()
    dialog.reject()


def sign_out_dialog(window: Window) -> SignOutAllDialog | None:
    return next((found for found in window.findChildren(SignOutAllDialog) if found.isVisible()), None)


def buttons(dialog: SignOutAllDialog) -> dict[str, QPushButton]:
    return {button.text(): button for button in dialog.findChildren(QPushButton)}


@pytest.fixture
def asks(window: Window, row: Rows, snapshot: Snapshots) -> SignOutAllDialog:
    window.show_snapshot(snapshot(row("wiki"), live_count=3))
    window.confirm_sign_out_all()
    dialog = sign_out_dialog(window)
    assert dialog
    return dialog


def test_signing_out_everywhere_asks_first(
    window: Window, asks: SignOutAllDialog, intents: Intents, qtbot: QtBot
) -> None:
    seen = intents(window)
    assert not window.isVisible(), "the tray asks without the window"
    assert not asks.isModal(), "the program goes on meanwhile"
    assert asks.textFormat() is Qt.TextFormat.PlainText
    assert asks.text() == (
        "Sign out of 3 sessions?\n\nThey are ended at their servers, in the browser too. That cannot be undone."
    )
    assert seen == []
    qtbot.mouseClick(buttons(asks)["Sign out"], Qt.MouseButton.LeftButton)
    assert seen == [AppAction.SIGN_OUT_ALL]
    assert sign_out_dialog(window) is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_neither_escape_nor_enter_signs_out(
    window: Window, asks: SignOutAllDialog, intents: Intents, qtbot: QtBot, key: Qt.Key
) -> None:
    seen = intents(window)
    qtbot.keyClick(asks, key)
    assert sign_out_dialog(window) is None
    assert seen == []


def test_the_question_keeps_up_with_the_sessions(
    window: Window, asks: SignOutAllDialog, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    seen = intents(window)
    window.confirm_sign_out_all()
    assert len(window.findChildren(SignOutAllDialog)) == 1, "asked twice it stays one"
    window.show_snapshot(snapshot(row("wiki"), live_count=1))
    assert asks.text() == (
        "Sign out of 1 session?\n\nIt is ended at its server, in the browser too. That cannot be undone."
    )
    window.show_snapshot(snapshot(row("wiki"), live_count=0))
    assert sign_out_dialog(window) is None
    assert seen == []
    window.confirm_sign_out_all()
    assert sign_out_dialog(window) is None, "there is nothing to sign out of"


def test_after_a_no_it_can_be_asked_again(window: Window, asks: SignOutAllDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(buttons(asks)["Cancel"], Qt.MouseButton.LeftButton)
    window.confirm_sign_out_all()
    again = sign_out_dialog(window)
    assert again is not None
    assert again is not asks
    again.reject()
