"""The help's window: every section opens, links lead on, Back leads back, a text is found, nothing asks the network."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pomtray.core.intent import Follow
from pomtray.core.topic import Topic
from pomtray.desktop.language import catalogue
from pomtray.ui import wording
from pomtray.ui.help.page import anchor_of
from pomtray.ui.help.window import HelpWindow
from pomtray.ui.icons.contrast import contrast
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.readable import ENOUGH_FOR_TEXT

DOCS = Path(__file__).parents[3] / "docs"
Intents = Callable[[object], list[object]]


@pytest.fixture
def shown(icons: Icons, qtbot: QtBot) -> Iterator[HelpWindow]:
    window = HelpWindow(icons)
    with qtbot.waitActive(window):
        window.bring_up(Topic.GUIDE)
    yield window
    window.close()
    window.deleteLater()


def press(shown: HelpWindow, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(shown.focusWidget(), key, held)


def test_each_section_that_the_program_names_is_there(shown: HelpWindow) -> None:
    for topic in Topic:
        shown.bring_up(topic)
        assert shown.page.section is not None
        assert shown.page.section.anchor == topic
        assert shown.windowTitle() == f"Help: {shown.page.section.title}"
        line = shown.contents.currentItem()
        assert line.text(0) == shown.page.section.title


@pytest.fixture
def german() -> Iterator[None]:
    wording.use(catalogue("de"))
    yield
    wording.use(None)


def test_in_german_each_section_is_there_and_links_of_both_languages_lead_on(
    german: None, icons: Icons, qtbot: QtBot
) -> None:
    window = HelpWindow(icons)
    qtbot.addWidget(window)
    for topic in Topic:
        window.bring_up(topic)
        assert window.page.section is not None
        assert window.page.section.anchor == topic
    window.bring_up(Topic.LOCKED)
    assert window.windowTitle() == "Hilfe: Gesperrt"
    assert window.contents.currentItem().text(0) == "Gesperrt"
    for link, title in (("#zertifikate", "Zertifikate"), ("security.md", ""), ("guide.md#proxies", "Proxys")):
        window.page.anchorClicked.emit(QUrl(link))
        assert not title or window.windowTitle() == f"Hilfe: {title}"
    for section in window.page.sections:
        window.page.anchorClicked.emit(QUrl(f"#{anchor_of(section.title)}"))
        assert window.page.section == section


def test_no_two_have_one_name(shown: HelpWindow) -> None:
    anchors = [it.anchor for it in shown.page.sections]
    assert len(anchors) == len(set(anchors))
    assert anchor_of("The browser's answer is `refused`") == "the-browsers-answer-is-refused"


def test_it_is_at_the_section_s_beginning(shown: HelpWindow) -> None:
    shown.bring_up(Topic.LOCKED)
    assert shown.page.cursorRect().y() in range(50)
    assert shown.page.textCursor().block().text() == "Locked"
    assert shown.focusWidget() is shown.page


def test_scrolling_tells_what_is_read(shown: HelpWindow) -> None:
    shown.bring_up(Topic.LOCKED)
    shown.page.verticalScrollBar().setValue(0)
    assert shown.windowTitle() == "Help: Guide"


def test_links_lead_on_and_back_leads_back(shown: HelpWindow) -> None:
    assert not shown.back.isEnabled()
    shown.page.anchorClicked.emit(QUrl("#proxies"))
    assert shown.windowTitle() == "Help: Proxies"
    at = shown.page.verticalScrollBar().value()
    shown.page.anchorClicked.emit(QUrl("security.md"))
    assert shown.page.sections[0].title == (DOCS / "security.md").read_text().splitlines()[0].removeprefix("# ")
    shown.page.anchorClicked.emit(QUrl("guide.md#locked"))
    assert shown.windowTitle() == "Help: Locked"
    press(shown, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert shown.page.sections[0].title != "Guide"
    shown.back.click()
    assert shown.page.verticalScrollBar().value() == at
    shown.back.click()
    assert (shown.windowTitle(), shown.back.isEnabled()) == ("Help: Guide", False)


@pytest.mark.parametrize("link", ["https://toml.io", "architecture.md", "../SECURITY.md"])
def test_what_is_not_shipped_opens_in_the_browser(shown: HelpWindow, intents: Intents, link: str) -> None:
    seen = intents(shown)
    shown.page.anchorClicked.emit(QUrl(link))
    (intent,) = seen
    assert isinstance(intent, Follow)
    assert intent.url.startswith("https://")
    assert intent.url.endswith(link.removeprefix("../"))
    assert not shown.back.isEnabled()


@pytest.mark.parametrize("name", ["guide.md", "security.md", "socket.md"])
def test_each_link_within_what_is_shipped_leads_somewhere(shown: HelpWindow, name: str) -> None:
    shown.page.open("", name)
    block = shown.page.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            link = fragments.fragment().charFormat().anchorHref()
            if link.startswith("#"):
                assert link[1:] in {it.anchor for it in shown.page.sections}
            fragments += 1
        block = block.next()


def test_a_text_is_found_and_found_again(shown: HelpWindow) -> None:
    press(shown, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert shown.focusWidget() is shown.field
    QTest.keyClicks(shown.field, "Cognito")
    first = shown.page.textCursor()
    assert first.selectedText() == "Cognito"
    press(shown, Qt.Key.Key_Return)
    assert shown.page.textCursor().position() > first.position()
    press(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert shown.page.textCursor().position() == first.position()
    press(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert shown.page.textCursor().position() > first.position(), "it goes on at the end"
    press(shown, Qt.Key.Key_Return)
    assert shown.page.textCursor().position() == first.position(), "and at the beginning"
    QTest.keyClicks(shown.field, "zzz")
    assert shown._said.text() == "Not found"
    press(shown, Qt.Key.Key_Escape)
    assert (shown.field.text(), shown._said.text(), shown.focusWidget()) == ("", "", shown.page)
    press(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()


def test_the_contents_lead_there(shown: HelpWindow) -> None:
    (line,) = shown.contents.findItems("Locked", Qt.MatchFlag.MatchExactly)
    shown.contents.itemActivated.emit(line, 0)
    assert shown.windowTitle() == "Help: Locked"


def test_links_follow_the_desktop_s_colours_and_the_place_stays(shown: HelpWindow) -> None:
    shown.bring_up(Topic.TOKEN)
    at = shown.page.verticalScrollBar().value()
    before = QApplication.palette()
    dark = QPalette(before)
    dark.setColor(QPalette.ColorRole.Base, QColor("#202020"))
    QApplication.setPalette(dark)
    try:
        QApplication.processEvents()
        colours = _link_colours(shown)
        assert len(colours) > 20
        assert min(contrast(colour, QColor("#202020")) for colour in colours) >= ENOUGH_FOR_TEXT
        assert shown.page.verticalScrollBar().value() == at
    finally:
        QApplication.setPalette(before)


def _link_colours(shown: HelpWindow) -> list[QColor]:
    found, block = [], shown.page.document().begin()
    while block.isValid():
        fragments = block.begin()
        while not fragments.atEnd():
            form = fragments.fragment().charFormat()
            if form.isAnchor():
                found.append(form.foreground().color())
            fragments += 1
        block = block.next()
    return found


def test_a_screen_reader_gets_it(shown: HelpWindow) -> None:
    page = QAccessible.queryAccessibleInterface(shown.page)
    assert page.text(QAccessible.Text.Name) == "Guide"
    for part in (shown.field, shown.contents, shown.back):
        assert QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


def test_nothing_of_it_is_loaded_before_it_is_wanted() -> None:
    asked = "import sys, pomtray.app.program, pomtray.ui.window.window\n"
    asked += "print([name for name in sys.modules if name.startswith('pomtray.ui.help')])"
    said = subprocess.run([sys.executable, "-c", asked], check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"
