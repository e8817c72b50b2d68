"""The filter beside the search: what it offers, what it leaves, and that nothing goes from under the pointer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.rows.search import Kind
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.rows.filter_button import FilterButton
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    rows = (
        row("wiki", Phase.FAILED),
        row("mail", Phase.EXPIRING, tags=("ops",), favourite=True),
        row("api", tags=("R&D", "ops")),
    )
    window.show_snapshot(snapshot(*rows))
    window.show()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def names(window: Window) -> list[str]:
    return [str(window._rows.index(place).data()) for place in range(window._rows.rowCount())]


def lines(button: FilterButton) -> dict[str, QAction]:
    button._choices.aboutToShow.emit()
    return {reads(line): line for line in button._choices.actions() if line.text()}


def test_it_offers_what_there_is(window: Window) -> None:
    offered = lines(window._top.filter)
    assert [*offered] == [
        "All routes",
        "Needs you (1)",
        "Ending soon (1)",
        "Ended (0)",
        "Favourites (1)",
        "ops",
        "R&&D",
    ]
    assert [text for text, line in offered.items() if not line.isEnabled()] == ["Ended (0)"]
    assert [text for text, line in offered.items() if line.isChecked()] == ["All routes"]


@pytest.mark.parametrize(
    ("line", "found", "called"),
    [
        ("Needs you (1)", ["wiki"], "Needs you"),
        ("Ending soon (1)", ["mail"], "Ending soon"),
        ("Favourites (1)", ["mail"], "Favourites"),
        ("ops", ["mail", "api"], "ops"),
        ("R&&D", ["api"], "R&&D"),
    ],
)
def test_a_choice_leaves_only_these_and_says_so(window: Window, line: str, found: list[str], called: str) -> None:
    button = window._top.filter
    lines(button)[line].trigger()
    assert names(window) == found
    assert reads(button) == called
    assert button.accessibleName() == f"Routes shown: {called.replace('&&', '&')}"
    assert lines(button)[line].isChecked()
    lines(button)["All routes"].trigger()
    assert names(window) == ["wiki", "mail", "api"]


def test_typing_narrows_what_was_chosen(window: Window, qtbot: QtBot) -> None:
    window._top.filter.choose(tag="ops")
    qtbot.keyClicks(window._filter, "mail")
    assert names(window) == ["mail"]
    qtbot.keyClicks(window._filter, "x")
    assert window._empty.text() == "No route is like this."


@pytest.mark.parametrize("typed", ["", "mail"])
def test_escape_shows_all_again_then_closes(window: Window, qtbot: QtBot, typed: str) -> None:
    window._top.filter.choose(Kind.ENDING)
    qtbot.keyClicks(window._filter, typed)
    qtbot.keyClick(window._filter, Qt.Key.Key_Escape)
    assert names(window) == ["wiki", "mail", "api"]
    assert window.isVisible()
    qtbot.keyClick(window._filter, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_brought_up_at_a_route_it_is_shown(window: Window) -> None:
    window._top.filter.choose(Kind.ENDING)
    window.bring_up("api")
    assert window.current_row().route == "api"


def test_the_choice_holds_for_what_comes(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window._top.filter.choose(Kind.ENDING)
    window.show_snapshot(snapshot(row("new", Phase.EXPIRING), row("mail")))
    assert names(window) == ["new"]


def test_what_is_pointed_at_stays_though_it_has_become_another(window: Window, row: Rows, snapshot: Snapshots) -> None:
    window._top.filter.choose(Kind.ENDING)
    window._list.is_used = lambda: True
    window.show_snapshot(snapshot(row("mail", Phase.EXPIRED), row("api")))
    assert names(window) == ["mail"]
    window._list.is_used = lambda: False
    window._pane.reorder()
    assert names(window) == []


def test_without_routes_there_is_nothing_to_filter(window: Window, snapshot: Snapshots) -> None:
    window.show_snapshot(snapshot())
    assert not window._top.filter.isVisible()


def test_a_long_tag_makes_no_window_wide(window: Window) -> None:
    before, tag = window.minimumSizeHint().width(), f"<b>{'t' * 120}"
    window._top.filter.choose(tag=tag)
    assert window.minimumSizeHint().width() < before + 200
    assert "t" * 12 in window._top.filter.toolTip()
    assert "&lt;b&gt;" in window._top.filter.toolTip()
    assert tag in window._top.filter.accessibleName()
    window._top.filter.choose()
    assert "<p>" not in window._top.filter.toolTip()
