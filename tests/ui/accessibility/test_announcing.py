"""What a screen reader is told of what changes. That it arrives is tried in `tests/e2e/tray/test_screen_reader.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pomtray.core.domain.login import Phase
from pomtray.core.errors import Missing
from pomtray.core.view.snapshot import PendingQuestion, Row, Snapshot
from pomtray.ui.accessibility import announcing
from pomtray.ui.accessibility.announcing import news, urgent_news
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
SOON = datetime(2026, 11, 21, 20, tzinfo=UTC)


def test_what_asks_and_what_is_wrong_is_told_once(
    row: Rows, snapshot: Snapshots, asking: PendingQuestion, trouble: Missing
) -> None:
    code = "Enter WDJB-MJHT at https://dex.example/device"
    before = snapshot(row("dex", Phase.SIGNING_IN))
    now = snapshot(row("dex", Phase.SIGNING_IN, code=code, asks=True), questions=(asking,), trouble=(trouble,))
    assert list(urgent_news(before, now)) == [
        "Question: Did you sign in as <b>bob</b>? It came from elsewhere.",
        f"dex: {code}",
        "The keyring is locked. Sessions are kept in memory only. Unlock it.",
    ]
    assert list(news(before, now)) == []
    assert list(urgent_news(now, now)) == []


def test_routes_that_change_together_are_told_together(row: Rows, snapshot: Snapshots) -> None:
    before = snapshot(row("api"), row("wiki"), row("mail", Phase.SIGNING_IN), row("chat"))
    failed = row("mail", Phase.FAILED, reason="It says no.", note="")
    now = snapshot(row("api", Phase.EXPIRED), row("wiki", Phase.EXPIRED), failed, row("chat"), row("new"))
    assert list(news(before, now)) == ["api and wiki: ended", "mail: failed. It says no."]
    assert list(news(now, now)) == []


def test_many_are_counted(row: Rows, snapshot: Snapshots) -> None:
    before, now = (snapshot(*(row(f"r{n}", phase) for n in range(1000))) for phase in (Phase.ACTIVE, Phase.EXPIRED))
    assert list(news(before, now)) == ["r0, r1, r2 and 997 more: ended"]


def test_what_is_copied_again_is_told_again(snapshot: Snapshots) -> None:
    first = snapshot(said=("Header for api copied",), said_until=SOON)
    assert list(news(snapshot(), first)) == ["Header for api copied"]
    assert list(news(first, first)) == []
    assert list(news(first, replace(first, said_until=SOON.replace(second=3)))) == ["Header for api copied"]
    assert list(news(first, snapshot())) == []


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is announced in windows that are seen."""
    told: list[str] = []

    def keep(widget: QWidget, text: str, *, urgent: bool = False) -> None:
        told.extend([text] if text and widget.isVisible() else [])

    monkeypatch.setattr(announcing, "announce", keep)
    return told


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.show_snapshot(snapshot(row("api"), row("wiki", Phase.SIGNED_OUT)))
    with qtbot.waitActive(window):
        window.bring_up()
    yield window
    window.hide()
    window.deleteLater()


def test_the_row_that_the_search_leads_to_is_spoken(
    window: Window, qtbot: QtBot, told: list[str], row: Rows, snapshot: Snapshots
) -> None:
    qtbot.keyClick(window._filter, Qt.Key.Key_Down)
    window.show_snapshot(snapshot(row("wiki", Phase.SIGNED_OUT, left="x"), row("api")))
    qtbot.keyClicks(window._filter, "ap")
    qtbot.keyClicks(window._filter, "x")
    assert [text.split(",")[0] for text in told] == ["wiki", "api", "No route is like this."]


def test_in_the_list_itself_the_reader_follows_without_help(window: Window, qtbot: QtBot, told: list[str]) -> None:
    window._list.setFocus()
    qtbot.keyClick(window._list, Qt.Key.Key_Down)
    assert told == []


def test_a_window_out_of_sight_says_nothing(window: Window, told: list[str], row: Rows, snapshot: Snapshots) -> None:
    window.hide()
    window.show_snapshot(snapshot(row("api", Phase.EXPIRED)))
    window.show()
    window.show_snapshot(snapshot(row("api", Phase.EXPIRED)))
    assert told == []
    window.show_snapshot(snapshot(row("api")))
    assert told == ["api: signed in"]
