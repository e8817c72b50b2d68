"""A question about a program, above the list: answered once, and by no key that was meant for something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.domain.consent import ConsentAnswer
from pomtray.core.intent import AnswerProgram
from pomtray.core.topic import Topic
from pomtray.core.view.programs import ProgramQuestion
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.accessibility.announcing import urgent_news
from pomtray.ui.accessibility.help_key import topic_around
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.panels.panels import ProgramPanel
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

ANSWERS = ((ConsentAnswer.ALLOWED, "Allow"), (ConsentAnswer.ONCE, "Only this time"), (ConsentAnswer.DENIED, "Deny"))
ASKING = ProgramQuestion(3, "kubectl wants the credential of api", "/usr/bin/kubectl.", ANSWERS, "api")


@pytest.fixture
def asked(row: Callable[..., Row], snapshot: Callable[..., Snapshot]) -> Snapshot:
    return replace(snapshot(row("api")), programs=(ASKING,))


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, asked: Snapshot) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(asked)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def alive(qtbot: QtBot, button: QPushButton) -> None:
    """Once it has been seen for long enough."""
    qtbot.waitUntil(button.isEnabled)


def buttons(window: Window) -> dict[str, QPushButton]:
    (panel,) = window.findChildren(ProgramPanel)
    return {reads(button): button for button in panel.findChildren(QPushButton)}


def test_a_click_that_was_on_its_way_when_it_came_answers_nothing(window: Window, qtbot: QtBot) -> None:
    heard: list[object] = []
    window.intent.connect(heard.append)
    buttons(window)["Allow"].click()
    alive(qtbot, buttons(window)["Allow"])
    window.hide()
    window.show()
    buttons(window)["Allow"].click()
    assert not any(isinstance(intent, AnswerProgram) for intent in heard)


@pytest.mark.parametrize(("said", "label"), ANSWERS)
def test_each_button_says_what_it_says_once(window: Window, qtbot: QtBot, said: ConsentAnswer, label: str) -> None:
    heard: list[object] = []
    window.intent.connect(heard.append)
    assert list(buttons(window)) == ["Deny", "Only this time", "Allow"]
    button = buttons(window)[label]
    alive(qtbot, button)
    button.click()
    button.click()
    buttons(window)["Allow"].click()
    assert heard == [AnswerProgram(3, said)]


def test_return_typed_elsewhere_answers_nothing(window: Window, qtbot: QtBot) -> None:
    heard: list[object] = []
    window.intent.connect(heard.append)
    assert not any(button.autoDefault() or button.isDefault() for button in buttons(window).values())
    window.bring_up()
    focus = window.focusWidget()
    assert not isinstance(focus, QPushButton)
    qtbot.keyClick(focus, Qt.Key.Key_Return)
    assert not any(isinstance(intent, AnswerProgram) for intent in heard)


def test_it_goes_with_the_question_and_stays_where_it_is_until_then(window: Window, asked: Snapshot) -> None:
    before = buttons(window)["Allow"]
    window.show_snapshot(replace(asked, status="Signed in to 1 of 1 route"))
    assert buttons(window)["Allow"] is before
    window.show_snapshot(replace(asked, programs=()))
    assert not any(panel.isVisible() for panel in window.findChildren(ProgramPanel))


def test_help_has_a_section_about_it_and_a_screen_reader_is_told(window: Window, asked: Snapshot) -> None:
    assert topic_around(buttons(window)["Deny"]) is Topic.PROGRAMS
    (news,) = urgent_news(replace(asked, programs=()), asked)
    assert news == "Question: kubectl wants the credential of api. /usr/bin/kubectl."
