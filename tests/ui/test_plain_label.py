from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QClipboard, QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pomtray.core.plain import isolated
from pomtray.ui.plain_label import PlainLabel, plain_label

NAME = "\u0634\u0628\u0643\u0629"
TEXT = f"Sign out of {isolated(NAME)}?\nIt is ended."
SAID = f"Sign out of {NAME}?\nIt is ended."


@pytest.fixture
def shown(qtbot: QtBot) -> PlainLabel:
    made = plain_label(TEXT)
    qtbot.addWidget(made)
    made.show()
    QGuiApplication.clipboard().clear()
    return made


def by_key(label: PlainLabel, qtbot: QtBot) -> None:
    qtbot.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


def by_menu(label: PlainLabel, _: QtBot) -> None:
    (line,) = label.actions()
    assert line.text() == "Copy"
    line.trigger()


@pytest.mark.parametrize("copy", [by_key, by_menu])
def test_what_is_selected_is_copied_without_its_marks(
    shown: PlainLabel, qtbot: QtBot, copy: Callable[[PlainLabel, QtBot], None]
) -> None:
    assert shown.text() == TEXT != SAID
    copy(shown, qtbot)
    assert QGuiApplication.clipboard().text() == "", "nothing is selected"
    shown.setSelection(0, len(TEXT))
    copy(shown, qtbot)
    assert QGuiApplication.clipboard().text() == SAID


def test_other_keys_do_what_they_do(shown: PlainLabel, qtbot: QtBot) -> None:
    qtbot.keyClick(shown, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert shown.hasSelectedText()


def test_what_the_middle_button_pastes_has_no_marks_either(
    shown: PlainLabel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    put: list[tuple[str, QClipboard.Mode]] = []
    monkeypatch.setattr(QClipboard, "supportsSelection", lambda _: True)
    monkeypatch.setattr(QClipboard, "setText", lambda _, text, mode: put.append((text, mode)))
    shown.setSelection(0, len(TEXT))
    monkeypatch.setattr(PlainLabel, "selectedText", lambda _: TEXT)
    monkeypatch.setattr(PlainLabel, "hasSelectedText", lambda _: True)
    qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert put == [(SAID, QClipboard.Mode.Selection)]


def test_no_line_ends_between_a_number_and_its_unit(qtbot: QtBot) -> None:
    said = "It is tried again in 5 min."
    shown = PlainLabel(said)
    qtbot.addWidget(shown)
    assert QLabel.text(shown) == "It is tried again in 5\u00a0min."
    assert (shown.text(), shown.accessibleName()) == (said, said)
    shown.setSelection(0, len(said))
    by_key(shown, qtbot)
    assert QGuiApplication.clipboard().text() == said


def test_a_long_word_has_several_lines_and_is_heard_and_copied_whole(qtbot: QtBot) -> None:
    host = "x" * 150
    shown = PlainLabel(host)
    qtbot.addWidget(shown)
    assert shown.minimumSizeHint().width() < 200
    assert (shown.text(), shown.accessibleName()) == (host, host)
    shown.setSelection(0, len(QLabel.text(shown)))
    by_key(shown, qtbot)
    assert QGuiApplication.clipboard().text() == host
    shown.setText("short")
    assert shown.accessibleName() == ""
    shown.setAccessibleName("named")
    shown.setText(host)
    assert shown.accessibleName() == "named"
