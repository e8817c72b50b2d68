from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.intent import Action, RouteIntent, Show
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window import quick_search
from pomtray.ui.window.quick_search import QuickSearch

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]


@pytest.fixture
def rows(row: Rows) -> tuple[Row, ...]:
    out = row("wiki", Phase.SIGNED_OUT, person="", tags=("docs",))
    return (row("my api"), out, row("api"), row("bank", asks=True))


@pytest.fixture
def search(icons: Icons, qtbot: QtBot, rows: tuple[Row, ...], snapshot: Snapshots) -> QuickSearch:
    search = QuickSearch(icons)
    qtbot.addWidget(search)
    search.bring_up(snapshot(*rows))
    qtbot.waitExposed(search)
    return search


def listed(search: QuickSearch) -> list[str]:
    return [search.list.item(place).text().split(" — ")[0] for place in range(search.list.count())]


def test_type_choose_and_enter_copies(search: QuickSearch, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(search)
    assert listed(search) == ["my api", "wiki", "api", "bank"]
    qtbot.keyClicks(search.field, "api")
    assert listed(search) == ["api", "my api"], "names that begin with it come first"
    qtbot.keyClick(search.field, Qt.Key.Key_Down)
    assert search._does.text() == "Enter: Copy header"
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert seen == [RouteIntent(Action.COPY_HEADER, "my api")]
    assert not search.isVisible()


def test_enter_signs_in_where_there_is_nothing_to_copy_and_shows_what_asks(
    search: QuickSearch, qtbot: QtBot, intents: Intents, rows: tuple[Row, ...], snapshot: Snapshots
) -> None:
    seen = intents(search)
    qtbot.keyClicks(search.field, "docs")
    assert search._does.text() == "Enter: Sign in"
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    search.bring_up(snapshot(*rows))
    assert search.field.text() == ""
    qtbot.keyClicks(search.field, "bank")
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert seen[:2] == [RouteIntent(Action.SIGN_IN, "wiki"), Show("bank")]


def test_escape_closes_and_nothing_found_does_nothing(search: QuickSearch, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(search)
    qtbot.keyClicks(search.field, "zzz")
    assert listed(search) == []
    qtbot.keyClick(search.field, Qt.Key.Key_Return)
    assert search.isVisible()
    qtbot.keyClick(search.field, Qt.Key.Key_Escape)
    assert not search.isVisible()
    assert seen == []


def test_a_new_picture_leaves_the_person_where_they_are(
    search: QuickSearch, qtbot: QtBot, rows: tuple[Row, ...], snapshot: Snapshots
) -> None:
    qtbot.keyClick(search.field, Qt.Key.Key_Down)
    search.show_snapshot(snapshot(*(replace(row, left="1 h") for row in rows[::-1])))
    assert search._row() == replace(rows[1], left="1 h")


def test_rows_are_spoken_as_one_goes(
    search: QuickSearch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, row: Rows, snapshot: Snapshots
) -> None:
    said: list[str] = []
    monkeypatch.setattr(quick_search, "announce", lambda widget, text: said.append(text))
    search.hide()
    search.bring_up(snapshot(row("api"), row("wiki", Phase.SIGNED_OUT)))
    assert said[-1].startswith("api, signed in")
    said.clear()
    qtbot.keyClick(search.field, Qt.Key.Key_Down)
    qtbot.keyClicks(search.field, "zz")
    assert said[0].startswith("wiki, signed out")
    assert said[0].endswith("Enter: Sign in")
    assert said[-1] == "No route is like this."
    item = search.list
    search.bring_up(snapshot(row("api")))
    assert str(item.item(0).data(Qt.ItemDataRole.AccessibleTextRole)).startswith("api, signed in")


def test_many_routes_make_a_short_list(search: QuickSearch, row: Rows, snapshot: Snapshots) -> None:
    search.bring_up(snapshot(*(row(f"r{number}") for number in range(1000))))
    assert search.list.count() == 50
