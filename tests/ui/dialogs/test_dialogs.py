from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pomtray import __version__
from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.plain import unmarked
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.dialogs.dialogs import PasteDialog, SignOutDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

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
    row = window.current_row()
    assert row
    window._row_menu.show_row(row)
    next(line for line in window._row_menu.actions() if reads(line) == text).trigger()
    return next(found for found in window.findChildren(PasteDialog) if found.isVisible())


def ok(dialog: PasteDialog) -> QPushButton:
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
    window.take(RouteIntent(Action.PASTE, "wiki"))
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
    window.take(RouteIntent(Action.PASTE, "dex"))
    dialog = window.findChild(PasteDialog)
    assert "code" in dialog.windowTitle()
    dialog.reject()


def sign_out_dialog(window: Window) -> SignOutDialog | None:
    return next((found for found in window.findChildren(SignOutDialog) if found.isVisible()), None)


def buttons(dialog: SignOutDialog) -> dict[str, QPushButton]:
    return {reads(button): button for button in dialog.findChildren(QPushButton)}


@pytest.fixture
def asks(window: Window, row: Rows, snapshot: Snapshots) -> SignOutDialog:
    window.show_snapshot(snapshot(row("wiki"), live_count=3))
    window.take(AppAction.SIGN_OUT_ALL)
    dialog = sign_out_dialog(window)
    assert dialog
    return dialog


def test_signing_out_everywhere_asks_first(window: Window, asks: SignOutDialog, intents: Intents, qtbot: QtBot) -> None:
    seen = intents(window)
    assert not window.isVisible(), "the tray asks without the window"
    assert not asks.isModal(), "the program goes on meanwhile"
    assert asks.textFormat() is Qt.TextFormat.PlainText
    assert unmarked(asks.text()) == (
        "Sign out of 3 sessions?\n\n"
        "They serve wiki. They are ended at their servers, in the browser too. That cannot be undone."
    )
    assert seen == []
    qtbot.mouseClick(buttons(asks)["Sign out"], Qt.MouseButton.LeftButton)
    assert seen == [AppAction.SIGN_OUT_ALL]
    assert sign_out_dialog(window) is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_neither_escape_nor_enter_signs_out(
    window: Window, asks: SignOutDialog, intents: Intents, qtbot: QtBot, key: Qt.Key
) -> None:
    seen = intents(window)
    qtbot.keyClick(asks, key)
    assert sign_out_dialog(window) is None
    assert seen == []


def test_the_question_keeps_up_with_the_sessions(
    window: Window, asks: SignOutDialog, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    seen = intents(window)
    window.take(AppAction.SIGN_OUT_ALL)
    assert len(window.findChildren(SignOutDialog)) == 1, "asked twice it stays one"
    window.show_snapshot(snapshot(row("wiki"), live_count=1))
    assert unmarked(asks.text()) == (
        "Sign out of 1 session?\n\n"
        "It serves wiki. It is ended at its server, in the browser too. That cannot be undone."
    )
    window.show_snapshot(snapshot(row("wiki"), live_count=0))
    assert sign_out_dialog(window) is None
    assert seen == []
    window.take(AppAction.SIGN_OUT_ALL)
    assert sign_out_dialog(window) is None, "there is nothing to sign out of"


def test_after_a_no_it_can_be_asked_again(window: Window, asks: SignOutDialog, qtbot: QtBot) -> None:
    qtbot.mouseClick(buttons(asks)["Cancel"], Qt.MouseButton.LeftButton)
    window.take(AppAction.SIGN_OUT_ALL)
    again = sign_out_dialog(window)
    assert again is not None
    assert again is not asks
    again.reject()


OUT = RouteIntent(Action.SIGN_OUT, "app")
ALONG = {"along": "wiki and mail", "shares": "app"}


@pytest.fixture
def goes_along(window: Window, row: Rows, snapshot: Snapshots) -> SignOutDialog:
    rows = (row("app", **ALONG), row("wiki", along="app and mail", shares="app"), row("chat", shares="chat"))
    window.show_snapshot(snapshot(*rows, row("mail", along="app and wiki", shares="app"), live_count=2))
    assert window.take(OUT)
    dialog = sign_out_dialog(window)
    assert dialog
    return dialog


def test_signing_out_says_who_goes_along_before_it_is_done(
    window: Window, goes_along: SignOutDialog, intents: Intents, qtbot: QtBot
) -> None:
    seen = intents(window)
    assert unmarked(goes_along.text()) == (
        "Sign out of app?\n\nIts session serves wiki and mail too: signed out along with it. "
        "It is ended at its server, in the browser too. That cannot be undone."
    )
    assert seen == []
    qtbot.mouseClick(buttons(goes_along)["Sign out"], Qt.MouseButton.LeftButton)
    assert seen == [OUT]


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_Return])
def test_neither_escape_nor_enter_signs_others_out(
    window: Window, goes_along: SignOutDialog, intents: Intents, qtbot: QtBot, key: Qt.Key
) -> None:
    seen = intents(window)
    qtbot.keyClick(goes_along, key)
    assert sign_out_dialog(window) is None
    assert seen == []


def test_alone_a_route_is_signed_out_without_a_question(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot(row("app", shares="app"), row("chat", shares="chat"), live_count=2))
    assert not window.take(OUT)
    assert not window.take(RouteIntent(Action.SIGN_OUT, "unknown"))
    assert sign_out_dialog(window) is None


def test_the_question_about_a_route_keeps_up(
    window: Window, goes_along: SignOutDialog, row: Rows, snapshot: Snapshots
) -> None:
    window.show_snapshot(snapshot(row("app", shares="app"), row("mail", shares="mail"), live_count=2))
    assert unmarked(goes_along.text()).startswith("Sign out of app?\n\nIt is ended")
    window.show_snapshot(snapshot(row("app", Phase.SIGNED_OUT)))
    assert sign_out_dialog(window) is None, "there is nothing to sign out of"


def test_another_question_takes_the_place_of_the_first(window: Window, goes_along: SignOutDialog) -> None:
    window.take(OUT)
    assert sign_out_dialog(window) is goes_along
    window.take(AppAction.SIGN_OUT_ALL)
    standing = [found for found in window.findChildren(SignOutDialog) if found.isVisible()]
    assert [dialog.asked for dialog in standing] == [AppAction.SIGN_OUT_ALL]
    assert unmarked(standing[0].text()).startswith("Sign out of 2 sessions?\n\nThey serve app, wiki, chat and mail.")


def test_many_that_go_along_are_counted(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot(row("app", **ALONG), *(row(f"r{n}", shares="app") for n in range(30)), live_count=1))
    window.take(OUT)
    dialog = sign_out_dialog(window)
    assert dialog
    assert "r0, r1, " in unmarked(dialog.text())
    assert "r11 and 18 more too" in unmarked(dialog.text())


def test_the_row_s_menu_asks_first(window: Window, goes_along: SignOutDialog, intents: Intents) -> None:
    goes_along.reject()
    window._list.setCurrentIndex(window._rows.place_of("app"))
    window._row_menu.open_at(QPoint(5, 5))
    seen = intents(window)
    next(line for line in window._row_menu.actions() if reads(line).startswith("Sign out, with")).trigger()
    window._row_menu.close()
    assert seen == []
    assert sign_out_dialog(window)
