from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from pomtray.core.errors import Problem
from pomtray.core.intent import CheckText, ReadText, SaveText
from pomtray.core.settings.text import TextCheck, TextFault
from pomtray.ui.forms.settings_editor import SettingsEditor
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window

Intents = Callable[[object], list[object]]
TEXT = '[[routes]]\nname = "A\u00a0b"\n'
WELL = TextCheck()
BAD = TextCheck((TextFault(2, "routes[1].url, line 2: is missing."),))


@pytest.fixture
def editor(qtbot: QtBot) -> SettingsEditor:
    editor = SettingsEditor()
    qtbot.addWidget(editor, before_close_func=lambda _: editor._take(""))
    editor.show_text(TEXT, 2)
    editor.show()
    qtbot.waitExposed(editor)
    return editor


def checked(editor: SettingsEditor, found: TextCheck = WELL) -> None:
    editor.show_checked(editor._text.text(), found)


def test_it_opens_at_the_error_s_line_and_marks_it(editor: SettingsEditor) -> None:
    checked(editor, BAD)
    assert editor._text.textCursor().blockNumber() == 1
    assert [selection.cursor.blockNumber() for selection in editor._text.extraSelections()] == [1]
    assert editor._faults.item(0).text() == "routes[1].url, line 2: is missing."
    editor._text.go_to(1)
    editor._faults.itemActivated.emit(editor._faults.item(0))
    assert editor._text.textCursor().blockNumber() == 1


@pytest.mark.parametrize("line", [27, 60])
def test_the_error_s_line_is_seen_however_long_the_file_is(qtbot: QtBot, line: int) -> None:
    """Opened before it has its size, and made smaller by the list of what is wrong."""
    editor = SettingsEditor()
    qtbot.addWidget(editor, before_close_func=lambda _: editor._take(""))
    editor.show_text("# a line\n" * 60, line)
    editor.show()
    qtbot.waitExposed(editor)
    checked(editor, TextCheck((TextFault(line, "no"),)))
    qtbot.waitUntil(lambda: editor._text.viewport().rect().contains(editor._text.cursorRect()))


def test_what_is_typed_is_checked_once_somebody_rests(editor: SettingsEditor, qtbot: QtBot, intents: Intents) -> None:
    checked(editor)
    seen = intents(editor)
    qtbot.keyClicks(editor._text, "# x")
    assert not editor._save.isEnabled()
    qtbot.waitUntil(lambda: bool(seen))
    asked = f"{TEXT[:11]}# x{TEXT[11:]}"
    assert seen == [CheckText(asked)]
    editor.show_checked(TEXT, BAD)
    assert not editor._faults.isVisible()
    editor.show_checked(asked, BAD)
    assert editor._said.text() == "What does not count of it: 1"
    assert editor._save.isEnabled()


def test_it_is_saved_as_it_was_typed_and_stays_open(editor: SettingsEditor, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(editor)
    editor._text.go_to(1)
    qtbot.keyClicks(editor._text, "#")
    checked(editor)
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert [one for one in seen if isinstance(one, SaveText)] == [SaveText(TEXT, f"#{TEXT}")]
    assert not editor._save.isEnabled()
    editor.saved()
    assert editor.isVisible()
    assert not editor._is_changed()
    assert not editor._save.isEnabled()


def test_what_cannot_be_used_at_all_is_not_saved(editor: SettingsEditor, qtbot: QtBot, intents: Intents) -> None:
    qtbot.keyClicks(editor._text, "x")
    checked(editor, TextCheck((TextFault(2, "Line 2: no."),), counts=False))
    assert not editor._save.isEnabled()
    assert "cannot be saved" in editor._said.text()
    seen = intents(editor)
    qtbot.keyClick(editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert seen == []


def test_a_change_elsewhere_is_taken_up_where_nothing_was_typed_and_else_asked_about(
    editor: SettingsEditor, qtbot: QtBot, intents: Intents
) -> None:
    editor.show_text("# other\n")
    assert editor._text.text() == "# other\n"
    qtbot.keyClicks(editor._text, "mine")
    checked(editor)
    editor.show_text("# third\n")
    assert editor._text.text() == "mine# other\n"
    assert "changed elsewhere" in editor._said.text()
    assert not editor._save.isEnabled()
    editor._keep.click()
    seen = intents(editor)
    editor._submit()
    assert seen == [SaveText("# third\n", "mine# other\n")]
    editor.refused(Problem("The settings file was not changed", "It was changed elsewhere."))
    assert seen[1:] == [ReadText()]
    editor.show_text("# fourth\n")
    editor._load.click()
    assert editor._text.text() == "# fourth\n"
    assert not editor._load.isVisible()


def test_what_was_typed_is_not_thrown_away_unasked(editor: SettingsEditor, qtbot: QtBot) -> None:
    qtbot.keyClicks(editor._text, "x")
    editor.reject()
    assert editor.isVisible()
    asks = editor.findChild(QMessageBox)
    assert isinstance(asks, QMessageBox)
    asks.button(QMessageBox.StandardButton.Cancel).click()
    assert editor.isVisible()
    editor.reject()
    for asks in editor.findChildren(QMessageBox):
        asks.button(QMessageBox.StandardButton.Discard).click()
    assert not editor.isVisible()


def test_the_window_tells_it_what_became_of_its_change(icons: Icons, qtbot: QtBot) -> None:
    window = Window(icons)
    qtbot.addWidget(window)
    window.arranger.edit_text(TEXT, 0)
    window.arranger.edit_text(TEXT, 1)
    editor = window.findChild(SettingsEditor)
    assert isinstance(editor, SettingsEditor)
    qtbot.keyClicks(editor._text, "#")
    window.arranger.show_checked(editor._text.text(), TextCheck())
    editor._submit()
    window.show_refused(Problem("The settings file was not changed", "It is locked."))
    assert "It is locked." in editor._said.text()
    editor._submit()
    window.show_changed("Saved.")
    assert not editor._is_changed()
