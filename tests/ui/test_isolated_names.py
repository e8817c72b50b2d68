"""Where names are shown beside other text they are isolated from it; where they are copied or spoken they are not."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.plain import isolated, unmarked
from pomtray.core.topic import Topic
from pomtray.core.view.menu_shape import TrayHost
from pomtray.core.view.snapshot import Row
from pomtray.ui.dialogs.dialogs import PasteDialog
from pomtray.ui.dialogs.text import TextDialog
from pomtray.ui.labels import label
from pomtray.ui.words.program import copy_last
from pomtray.ui.words.rows import row_details, row_label, row_quick, row_spoken, row_tip, row_who
from tests.ui.labels import reads

NAME, TAG = "ويكي الفريق", "עבודה"


@pytest.fixture
def arabic(row: Callable[..., Row]) -> Row:
    host, person = "https://wiki.corp.example", isolated("ليلى")
    return row(NAME, host=host, tags=(TAG, "ops"), person=person, left="13 h 59 m")


@pytest.mark.parametrize(
    "text",
    [
        row_label,
        lambda row: row_quick(row, None),
        row_details,
        row_who,
        row_tip,
        lambda row: copy_last(row.route),
    ],
)
def test_names_in_what_is_shown_of_a_row_are_isolated(arabic: Row, text: Callable[[Row], str]) -> None:
    shown = text(arabic)
    found = [name for name in (NAME, TAG, "ليلى") if name in shown]
    assert found
    for name in found:
        assert isolated(name) in shown
        assert name not in shown.replace(isolated(name), "")


@pytest.mark.parametrize("host", TrayHost)
def test_a_label_for_the_menus_bus_keeps_them(arabic: Row, host: TrayHost) -> None:
    assert label(row_label(arabic), host) == f"{isolated(NAME)} — 13 h 59 m"


def test_what_is_spoken_has_the_names_as_they_are(arabic: Row) -> None:
    assert row_spoken(arabic).startswith(f"{NAME}, signed in, 13 h 59 m")
    assert unmarked(row_spoken(arabic)) == row_spoken(arabic)


def test_a_tooltip_shows_them_as_they_are(arabic: Row) -> None:
    assert unmarked(re.sub("<[^>]+>", "\n", row_tip(arabic))).split("\n")[1] == NAME


def test_what_is_copied_has_the_names_as_they_are(arabic: Row, qtbot: QtBot) -> None:
    dialog = TextDialog("Details", row_label(arabic), Topic.DETAILS)
    qtbot.addWidget(dialog)
    copy = next(button for button in dialog.findChildren(QPushButton) if reads(button) == "Copy details")
    copy.click()
    whole = QGuiApplication.clipboard().text()
    assert whole == unmarked(row_label(arabic))
    text = dialog.findChild(QPlainTextEdit)
    text.selectAll()
    for copy_it in (lambda: qtbot.keyClick(text, "c", Qt.KeyboardModifier.ControlModifier), text.actions()[0].trigger):
        QGuiApplication.clipboard().clear()
        copy_it()
        assert QGuiApplication.clipboard().text() == whole


def test_a_dialogs_title_isolates_the_name(qtbot: QtBot) -> None:
    dialog = PasteDialog(NAME)
    qtbot.addWidget(dialog)
    assert dialog.windowTitle() == f"Paste the address for {isolated(NAME)}"
