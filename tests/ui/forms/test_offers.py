from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QListWidget, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from pomtray.core.intent import DeletePlainText, Rewrite
from pomtray.core.settings.change import AddRoutes, RemoveRoute, Several
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import ImportableRoutes, NotTaken
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.forms.offer_dialog import OfferDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]

MAIL = Offer("https://mail.corp.example", "Mail")
WIKI = Offer("https://wiki.corp.example", "wiki")


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row("wiki")))
    window.show()
    qtbot.waitExposed(window)
    window.offers.show_offers((MAIL, WIKI))
    yield window
    window.hide()
    window.deleteLater()


def test_all_are_taken_by_one_click(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    assert window.offers._text.text() == window.offers.accessibleName() == "2 more routes here are yours."
    qtbot.mouseClick(window.offers._all, Qt.MouseButton.LeftButton)
    routes = (
        {"name": "Mail", "url": "https://mail.corp.example"},
        {"name": "wiki 2", "url": "https://wiki.corp.example"},
    )
    assert seen == [Rewrite(AddRoutes(routes), "2 routes were added.")]
    assert not window.offers.isVisible()


def test_what_was_taken_is_not_offered_while_the_settings_are_not_read_yet(window: Window, qtbot: QtBot) -> None:
    qtbot.mouseClick(window.offers._all, Qt.MouseButton.LeftButton)
    window.offers.show_offers((MAIL, WIKI))
    assert not window.offers.isVisible()


def test_some_are_chosen_with_the_keyboard(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    qtbot.mouseClick(window.offers._choose, Qt.MouseButton.LeftButton)
    dialog = window.findChild(OfferDialog)
    assert isinstance(dialog, OfferDialog)
    add = dialog._buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert reads(add) == "Add 2 routes"
    assert dialog._list.item(0).text() == "Mail — mail.corp.example"
    dialog._list.setCurrentRow(1)
    qtbot.keyClick(dialog._list, Qt.Key.Key_Space)
    assert reads(add) == "Add 1 route"
    dialog._check_all(Qt.CheckState.Unchecked)
    assert not add.isEnabled()
    dialog._list.item(0).setCheckState(Qt.CheckState.Checked)
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    assert seen == [Rewrite(AddRoutes(({"name": "Mail", "url": "https://mail.corp.example"},)), "1 route was added.")]


def test_thousands_are_counted_once(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    dialog = OfferDialog(ImportableRoutes(tuple(Offer(f"https://r{number}.example") for number in range(2000))))
    qtbot.addWidget(dialog)
    counted: list[int] = []
    count = dialog._checked
    monkeypatch.setattr(dialog, "_checked", lambda: counted.append(1) or count())
    dialog._check_all(Qt.CheckState.Unchecked)
    assert len(counted) == 1
    assert not dialog._buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_what_is_not_wanted_is_not_offered_again_in_this_run(window: Window, qtbot: QtBot) -> None:
    close = window.offers.findChild(QToolButton)
    assert isinstance(close, QToolButton)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    window.offers.show_offers((MAIL, WIKI))
    assert not window.offers.isVisible()
    window.offers.show_offers((MAIL, WIKI, Offer("https://new.corp.example")))
    assert window.offers._text.text() == "1 more route here is yours."


def test_what_was_refused_and_what_lies_about_in_plain_text_is_told(
    window: Window, qtbot: QtBot, intents: Intents
) -> None:
    files = ("/home/ada/.cache/pomerium-cli/jwts/1.jwt", "/home/ada/.cache/pomerium-cli/jwts/2.jwt")
    refused = NotTaken("Public", "Everybody may open it: nobody signs in there")
    window.offers.choose(ImportableRoutes((MAIL,), (refused,), files))
    dialog = window.findChild(OfferDialog)
    assert isinstance(dialog, OfferDialog)
    _, told = dialog.findChildren(QListWidget)
    assert told.item(0).text() == "Public — Everybody may open it: nobody signs in there."
    texts = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "2 sessions unencrypted" in texts
    assert all(file in texts for file in files)
    seen = intents(window)
    qtbot.mouseClick(dialog._delete, Qt.MouseButton.LeftButton)
    assert seen == [DeletePlainText(files)]
    assert not dialog._delete.isEnabled(), "it is under way"
    window.offers.deleted(is_so=False)
    assert dialog._delete.isEnabled()
    window.offers.deleted(is_so=True)
    assert (dialog._delete.isEnabled(), reads(dialog._delete)) == (False, "Deleted")
    dialog.reject()


def test_nothing_new_is_no_empty_list(qtbot: QtBot) -> None:
    dialog = OfferDialog(ImportableRoutes((), (NotTaken("mail", "It is no TCP connection"),)))
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog._list.isVisible()
    assert [reads(it) for it in dialog.findChildren(QPushButton) if it.isVisible() and it.isEnabled()] == ["Cancel"]


def test_what_is_gone_is_said_and_removed_only_where_that_is_chosen(
    window: Window, qtbot: QtBot, intents: Intents
) -> None:
    window.offers.show_offers((MAIL, WIKI), ("wiki",))
    assert window.offers._text.text() == "Routes of your Pomerium: 2 new, 1 gone."
    seen = intents(window)
    qtbot.mouseClick(window.offers._choose, Qt.MouseButton.LeftButton)
    dialog = window.findChild(OfferDialog)
    assert isinstance(dialog, OfferDialog)
    add = dialog._buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert reads(add) == "Add 2 routes", "nothing is removed unasked"
    dialog._list.item(1).setCheckState(Qt.CheckState.Unchecked)
    dialog._gone.item(0).setCheckState(Qt.CheckState.Checked)
    assert reads(add) == "Add 1, remove 1"
    dialog.accept()
    added = AddRoutes(({"name": "Mail", "url": "https://mail.corp.example"},))
    assert seen == [Rewrite(Several((RemoveRoute("wiki"), added)), "1 route was added. 1 route was removed.")]
    window.offers.show_offers((MAIL,), ("wiki",))
    assert not window.offers.isVisible(), "until the settings are read anew"


def test_gone_alone_can_be_removed_or_left(window: Window, qtbot: QtBot, intents: Intents) -> None:
    window.offers.show_offers((), ("wiki",))
    assert window.offers._text.text() == "Routes of your Pomerium: 1 gone."
    assert not window.offers._all.isVisible()
    dialog = OfferDialog(ImportableRoutes((), gone=("wiki",)))
    qtbot.addWidget(dialog)
    dialog._gone.item(0).setCheckState(Qt.CheckState.Checked)
    assert reads(dialog._buttons.button(QDialogButtonBox.StandardButton.Ok)) == "Remove 1 route"
    close = window.offers.findChild(QToolButton)
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    window.offers.show_offers((), ("wiki",))
    assert not window.offers.isVisible()
