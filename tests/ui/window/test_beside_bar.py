"""Below the list: what a row is doing for some minutes, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.accessibility.mnemonics import bare
from pomtray.ui.dialogs.dialogs import PasteDialog
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]
WAITING = frozenset({Action.CANCEL, Action.PAGE, Action.COPY_LINK, Action.PASTE})


@pytest.fixture
def window(icons: Icons, qtbot: QtBot) -> Iterator[Window]:
    window = Window(icons)
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def says(window: Window) -> str:
    return window._now.findChild(QLabel).text() if window._now.isVisible() else ""


def buttons(window: Window) -> dict[str, QPushButton]:
    return {bare(it.text()): it for it in window._now.findChildren(QPushButton) if it.isVisible()}


def waiting(row: Rows, route: str = "wiki", left: str = "2 m") -> Row:
    return row(route, Phase.SIGNING_IN, note="waiting for the browser", waits=left, left="signing in", actions=WAITING)


def test_a_sign_in_that_is_waited_for(window: Window, row: Rows, snapshot: Snapshots, intents: Intents) -> None:
    window.show_snapshot(snapshot(row("api"), waiting(row)))
    assert says(window) == "Signing in to wiki: waiting for the browser · 2 m left"
    assert list(buttons(window)) == ["Cancel", "Open page again", "Copy link", "Paste the address…"]
    seen = intents(window)
    for button in buttons(window).values():
        button.click()
    assert seen == [RouteIntent(action, "wiki") for action in (Action.CANCEL, Action.PAGE, Action.COPY_LINK)]
    window.findChild(PasteDialog).close()
    window.show_snapshot(snapshot(row("api"), row("wiki")))
    assert says(window) == ""


def test_the_text_goes_on_and_the_buttons_stay_what_they_are(
    window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots
) -> None:
    window.show_snapshot(snapshot(waiting(row)))
    qtbot.waitUntil(lambda: all("&" in it.text() for it in buttons(window).values()))  # each has its letter
    before = [it.text() for it in buttons(window).values()]
    window.show_snapshot(snapshot(waiting(row, left="59 s")))
    assert says(window).endswith("59 s left")
    assert [it.text() for it in buttons(window).values()] == before


def test_what_was_copied_says_so_where_it_was(window: Window, row: Rows, snapshot: Snapshots, intents: Intents) -> None:
    copied = row("api", copied="27 s", actions=frozenset({Action.COPY_HEADER, Action.CLEAR}))
    window.show_snapshot(snapshot(copied, waiting(row)))
    window._pane.choose("api")
    assert says(window) == "api: Copied, cleared in 27 s"
    assert list(buttons(window)) == ["Clear now"]
    seen = intents(window)
    buttons(window)["Clear now"].click()
    assert seen == [RouteIntent(Action.CLEAR, "api")]
    window._pane.choose("wiki")
    assert says(window).startswith("Signing in to wiki")


def test_the_window_stays_as_wide(window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot(row("api")))
    qtbot.wait(1)
    width = window.minimumSizeHint().width()
    at_provider = waiting(row, "a route with a name of some length")
    window.show_snapshot(snapshot(row("api"), replace(at_provider, header=HeaderForm.PLAIN_BEARER)))
    qtbot.wait(1)
    assert "Paste the code…" in buttons(window)
    assert window.minimumSizeHint().width() <= max(width, 460)


def test_no_row_moves_for_it(window: Window, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> None:
    rows = (row("api"), row("wiki"))
    window.show_snapshot(snapshot(*rows))
    qtbot.wait(1)
    before = window._list.mapTo(window, window._list.visualRect(window._rows.place_of("wiki")).topLeft())
    window.show_snapshot(snapshot(row("api"), waiting(row)))
    qtbot.wait(1)
    assert window._now.isVisible()
    assert window._list.mapTo(window, window._list.visualRect(window._rows.place_of("wiki")).topLeft()) == before
