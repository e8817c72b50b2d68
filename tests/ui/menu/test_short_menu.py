"""The menu where submenus are unusable, and which shape it has when."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QScreen

from pomtray.core.domain.login import Phase
from pomtray.core.domain.route import HeaderForm
from pomtray.core.intent import Action, RouteIntent, Show
from pomtray.core.view.menu_shape import FEW, TrayHost
from pomtray.core.view.snapshot import PendingQuestion
from pomtray.ui.menu.menu import TrayMenu
from tests.ui.menu.test_menu import Intents, Rows, Snapshots, lines_of, menu, shown

__all__ = ["menu"]


@pytest.fixture
def short(menu: TrayMenu) -> TrayMenu:
    """As GNOME's AppIndicator draws it."""
    menu.host = TrayHost.APP_INDICATOR
    return menu


def test_a_short_menu(short: TrayMenu, row: Rows, snapshot: Snapshots, asking: PendingQuestion) -> None:
    rows = (
        row("dex", Phase.SIGNING_IN, left="asks you", asks=True),
        row("mail", Phase.SIGNING_IN, left="signing in"),
        row("wiki", Phase.EXPIRED, left="ended", actions=frozenset({Action.SIGN_IN, Action.RENEW})),
        row("api"),
        row("chat", Phase.SIGNED_OUT, left="signed out"),
        *(row(f"r{n}") for n in range(4)),
    )
    short.show_snapshot(snapshot(*rows, questions=(asking,), sign_in_count=2, last_copied="api", live_count=2))
    assert shown(short) == [
        "1 route signed in",
        "Question: Did you sign in as <b>bob</b>?",
        "Copy last used (api)",
        "Sign in to 2 routes",
        "dex — asks you · Show…",
        "mail — signing in · Show…",
        "wiki — ended · Renew",
        "api — 2 h 14 m · Copy header",
        "chat — signed out · Sign in",
        "4 more in the window…",
        "Sign out everywhere…",
        "Lock",
        "Find a route…",
        "Quit",
    ]
    assert not any(line.menu() for line in lines_of(short) if line.isVisible()), "submenus are unusable there"


@pytest.mark.parametrize(
    ("phase", "changes", "intent"),
    [
        (Phase.ACTIVE, {}, RouteIntent(Action.COPY_HEADER, "api")),
        (Phase.ACTIVE, {"asks": True}, Show("api")),
        (Phase.SIGNED_OUT, {}, RouteIntent(Action.SIGN_IN, "api")),
        (Phase.SIGNING_IN, {}, Show("api")),
        (Phase.EXPIRED, {"actions": frozenset({Action.RENEW, Action.SIGN_IN})}, RouteIntent(Action.RENEW, "api")),
    ],
)
def test_a_route_s_line_in_a_short_menu_does_it_itself(
    *,
    short: TrayMenu,
    row: Rows,
    snapshot: Snapshots,
    intents: Intents,
    phase: Phase,
    changes: dict[str, Any],
    intent: object,
) -> None:
    short.show_snapshot(snapshot(row("api", phase, **changes)))
    seen = intents(short)
    next(line for line in lines_of(short) if line.text().startswith("api")).trigger()
    assert seen == [intent]


def test_a_bearer_header_never_goes_without_its_warning(short: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    short.show_snapshot(snapshot(row("api", header=HeaderForm.BEARER)))
    assert "api — 2 h 14 m · Copy Bearer header (the service sees the whole token)" in shown(short)


def test_no_two_separators_stand_together(short: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    for count in (0, 2):
        short.show_snapshot(snapshot(row("api"), live_count=count))
        visible = [line.isSeparator() for line in lines_of(short) if line.isVisible()]
        assert not any(one and other for one, other in pairwise(visible))


def test_without_routes_it_leads_to_where_they_are_added(short: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    short.show_snapshot(snapshot())
    assert shown(short)[-3:] == ["Lock", "Add a route…", "Quit"]
    short.show_snapshot(snapshot(row("api")))
    assert "Add a route…" not in shown(short)


def test_paused_notices_can_be_resumed_in_a_short_menu(short: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    short.show_snapshot(snapshot(row("api"), paused="Notices are paused until 15:20"))
    assert shown(short)[-4:] == ["Resume notices", "Lock", "Find a route…", "Quit"]


def test_the_shape_follows_who_draws(menu: TrayMenu, row: Rows, snapshot: Snapshots) -> None:
    rows = [row(f"r{n}") for n in range(7)]
    for host, count in ((TrayHost.PANEL, 7), (TrayHost.APP_INDICATOR, FEW), (TrayHost.PANEL, 7)):
        menu.host = host
        menu.show_snapshot(snapshot(*rows))
        assert len([text for text in shown(menu) if text.startswith("r")]) == count


def test_the_shape_follows_the_screen(
    menu: TrayMenu, row: Rows, snapshot: Snapshots, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [row(f"r{n}") for n in range(7)]
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 800, 480))
    menu.show_snapshot(snapshot(*rows))
    assert "2 more in the window…" in shown(menu)
