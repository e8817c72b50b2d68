"""An open menu: its texts go on, its lines stay where they are."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.errors import Missing
from pomtray.core.intent import Action, RouteIntent, Show
from pomtray.core.view.menu_shape import TrayHost
from pomtray.core.view.snapshot import PendingQuestion
from pomtray.ui.menu.menu import TrayMenu
from tests.ui.menu.test_menu import Intents, Rows, Snapshots, closed, line, lines_of, menu, shown, submenu

__all__ = ["menu"]


def routes(menu: TrayMenu) -> list[str]:
    """Names by place, in either shape."""
    return [text.partition(" — ")[0] for text in shown(menu) if " — " in text]


@pytest.fixture(params=list(TrayHost))
def opened(request: pytest.FixtureRequest, menu: TrayMenu, row: Rows, snapshot: Snapshots) -> TrayMenu:
    """Open, in either shape."""
    menu.host = request.param
    menu.show_snapshot(snapshot(row("a"), row("b"), row("c"), sign_in_count=2))
    menu.menu.aboutToShow.emit()
    return menu


def test_nothing_moves_in_an_open_menu(
    opened: TrayMenu, row: Rows, snapshot: Snapshots, asking: PendingQuestion, trouble: Missing
) -> None:
    before = shown(opened)
    fresh = snapshot(row("c"), row("a", left="1 m"), questions=(asking,), trouble=(trouble,), last_copied="a")
    opened.show_snapshot(fresh)
    assert routes(opened) == ["a", "b", "c"]
    assert "a — 1 m" in " ".join(shown(opened)), "what a line says is up to date"
    assert len(shown(opened)) == len(before), "no line came or went"
    assert not line(opened, "Sign in to 2 routes").isEnabled(), "what should go can be asked no more"
    closed(opened)
    assert routes(opened) == ["c", "a"]
    assert shown(opened)[1:4] == [
        trouble.problem.title,
        "Question: Did you sign in as <b>bob</b>?",
        "Copy last used (a)",
    ]
    opened.show_snapshot(snapshot(row("a"), sign_in_count=2))
    assert line(opened, "Sign in to 2 routes").isEnabled()


def test_a_route_that_is_gone_can_be_asked_nothing(
    opened: TrayMenu, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    opened.show_snapshot(snapshot(row("b"), row("c")))
    seen = intents(opened)
    gone = next(line for line in lines_of(opened) if line.isVisible() and line.text().startswith("a — removed"))
    for each in lines_of(below) if isinstance(below := gone.menu(), QMenu) else [gone]:
        each.trigger()
    assert {type(intent) for intent in seen} <= {Show}


def test_a_new_route_comes_below_those_in_an_open_menu(opened: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    opened.show_snapshot(snapshot(row("new"), row("a"), row("b"), row("c")))
    assert routes(opened) == ["a", "b", "c", "new"]


def test_the_click_that_closes_the_menu_is_for_the_route_it_showed(
    opened: TrayMenu, row: Rows, snapshot: Snapshots, intents: Intents
) -> None:
    """Qt, and Plasma after it, say that the menu closed and then which line was clicked."""
    opened.show_snapshot(snapshot(row("c"), row("b"), row("a")))
    seen = intents(opened)
    first = next(line for line in lines_of(opened) if line.isVisible() and line.text().startswith("a — "))
    opened.menu.aboutToHide.emit()
    opened.show_snapshot(snapshot(row("c"), row("b"), row("a")))
    (line(below, "Copy header") if isinstance(below := first.menu(), QMenu) else first).trigger()
    assert RouteIntent(Action.COPY_HEADER, "a") in seen


def test_the_next_opening_shows_the_order_as_it_is(opened: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    opened.show_snapshot(snapshot(row("c"), row("b"), row("a")))
    opened.menu.aboutToShow.emit()
    assert routes(opened) == ["c", "b", "a"]


def test_a_submenu_s_lines_stay_too(menu: TrayMenu, row: Rows, snapshot: Snapshots, intents: Intents) -> None:
    menu.show_snapshot(snapshot(row("a", reason="It failed.")))
    menu.menu.aboutToShow.emit()
    before = shown(submenu(menu))
    menu.show_snapshot(snapshot(row("a", Phase.SIGNED_OUT)))
    assert [text for text in shown(submenu(menu)) if text not in before] == ["Sign in"]
    assert len(shown(submenu(menu))) == len(before)
    seen = intents(menu)
    for text in ("Copy header", "Copy token", "It failed."):
        line(submenu(menu), text).trigger()
    assert seen == []
    closed(menu)
    assert "Copy header" not in shown(submenu(menu))


@pytest.mark.parametrize("tells", [True, False])
def test_a_host_that_never_says_that_the_menu_closed_is_waited_for_so_long(
    *, opened: TrayMenu, row: Rows, snapshot: Snapshots, tells: bool
) -> None:
    if tells:
        closed(opened)
        opened.menu.aboutToShow.emit()
    opened.show_snapshot(snapshot(row("c"), row("b"), row("a")))
    opened._looking.timeout.emit()
    assert routes(opened) == (["a", "b", "c"] if tells else ["c", "b", "a"])


def test_a_menu_opened_before_the_routes_are_known_gets_them(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.show_snapshot(snapshot())
    menu.menu.aboutToShow.emit()
    menu.show_snapshot(snapshot(row("a"), row("b")))
    assert routes(menu) == ["a", "b"]


def test_a_menu_opened_before_anything_is_known_shows_it_all(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.menu.aboutToShow.emit()
    menu.show_snapshot(snapshot(row("a")))
    assert "Resume notices" not in shown(menu)
    assert "Sign out everywhere…" not in shown(menu)


def test_a_closed_menu_that_a_host_draws_follows_many_pictures_at_the_end(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, qtbot: QtBot
) -> None:
    menu.over_dbus = True
    menu.show_snapshot(snapshot(row("a", left="10 m")))
    told: list[str] = []
    first = next(line for line in lines_of(menu) if line.text().startswith("a — "))
    first.changed.connect(lambda: told.append(first.text()))
    for minute in range(9, 0, -1):
        menu.show_snapshot(snapshot(row("a", left=f"{minute} m")))
    assert not told
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["a — 1 m"]


def test_an_open_one_follows_each(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    menu.over_dbus = True
    menu.show_snapshot(snapshot(row("a", left="10 m")))
    menu.show_snapshot(snapshot(row("a", left="9 m")))
    menu.menu.aboutToShow.emit()
    menu.show_snapshot(snapshot(row("a", left="8 m")))
    assert "a — 8 m" in shown(menu)
