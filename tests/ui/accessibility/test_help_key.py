"""F1 says what the guide has about what is in front."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pomtray.core.details import Details, Trouble
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import DeviceCode, Phase
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Missing, Part, Problem
from pomtray.core.intent import Action, AppAction, Explain, RouteIntent
from pomtray.core.report import About, Report, wrong
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import ImportableRoutes
from pomtray.core.topic import Topic
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui.accessibility.help_key import topic_around
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.quick_search import QuickSearch
from pomtray.ui.window.window import Window
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]
TROUBLE = Trouble("No token", "Dex gave none.", "Ask.", topic=Topic.TOKEN)


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.beside.details_of = lambda route: Details(route, (TROUBLE,) if route == "api" else ())
    settings = Settings(tuple(Route(name, f"https://{name}.corp.example") for name in ("api", "wiki")))
    window.adding.settings = window.arranger.settings = lambda: settings
    window.show_snapshot(snapshot(row("api", along="wiki"), row("wiki", Phase.SIGNED_OUT)))
    with qtbot.waitActive(window):
        window.bring_up()
    yield window
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.hide()
    window.deleteLater()


def come_up(dialog: QDialog) -> None:
    """It is in front, and its key is its own."""
    QApplication.processEvents()
    dialog.activateWindow()
    QApplication.processEvents()


def asked(widget: QWidget, seen: list[object]) -> Topic:
    """What F1 there asks for."""
    seen.clear()
    QTest.keyClick(widget, Qt.Key.Key_F1)
    (intent,) = seen
    assert isinstance(intent, Explain)
    return intent.topic


def test_of_the_list(window: Window, intents: Intents) -> None:
    seen = intents(window)
    assert asked(window._filter, seen) is Topic.ROWS
    assert asked(window._list, seen) is Topic.ROWS
    window.add()
    assert asked(window.adding.address, seen) is Topic.ADDING


@pytest.mark.parametrize(
    ("changes", "topic"),
    [
        ({"phase": Phase.FAILED}, Topic.FAILED),
        ({"phase": Phase.EXPIRING}, Topic.NOTICES),
        ({"locked": True}, Topic.LOCKED),
    ],
)
def test_of_a_row_that_needs_somebody(
    window: Window, row: Rows, snapshot: Snapshots, intents: Intents, changes: dict[str, object], topic: Topic
) -> None:
    window.show_snapshot(snapshot(row("api", **changes)))
    assert asked(window._list, intents(window)) is topic


def test_of_the_details(window: Window, intents: Intents) -> None:
    window._pane.choose("api")
    window.beside.open(wanted=True)
    pane = window.beside._pane
    assert pane is not None
    seen = intents(window)
    pane._text.setFocus()
    assert asked(pane._text, seen) is Topic.TOKEN
    seen.clear()
    pane._help.click()
    assert seen == [Explain(Topic.TOKEN)]
    window._pane.choose("wiki")
    assert pane.topic is Topic.DETAILS
    assert not pane._help.isVisible()


@pytest.mark.parametrize("part", Part)
def test_of_what_is_missing(window: Window, row: Rows, snapshot: Snapshots, intents: Intents, part: Part) -> None:
    window.show_snapshot(snapshot(row("api"), trouble=(Missing(part, Problem("It is away", "Not here.")),)))
    seen = intents(window)
    button = next(it for it in window._panels.findChildren(QPushButton) if reads(it) == "Help")
    button.click()
    assert seen == [Explain(topic_around(button))]
    assert topic_around(button) is not Topic.ROWS


def test_of_the_lock_and_of_a_code(window: Window, row: Rows, snapshot: Snapshots) -> None:
    code = DeviceCode("WDJB-MJHT", "https://dex.example/device")
    window.show_snapshot(snapshot(row("api", Phase.SIGNING_IN, device=code), lock=Lock.LOCKED))
    topics = [topic_around(it) for it in window._panels.findChildren(QPushButton)]
    assert set(topics) == {Topic.LOCKED, Topic.ELSEWHERE}


DIALOGS = [
    (RouteIntent(Action.PASTE, "wiki"), Topic.ELSEWHERE),
    (RouteIntent(Action.DETAILS, "api"), Topic.TOKEN),
    (RouteIntent(Action.DETAILS, "wiki"), Topic.DETAILS),
    (RouteIntent(Action.SIGN_OUT, "api"), Topic.SIGNING_OUT),
    (AppAction.NOTICES, Topic.NOTICES),
    (AppAction.KEYS, Topic.KEYS),
    (AppAction.PREFERENCES, Topic.PREFERENCES),
    (AppAction.PROVIDERS, Topic.PROVIDERS),
    (Draft("routes", 0, {"name": "api"}), Topic.ROUTE_KEYS),
    (Draft("providers", 0, {"name": "Dex"}), Topic.PROVIDERS),
]


@pytest.mark.parametrize(("opened", "topic"), DIALOGS, ids=str)
@pytest.mark.parametrize("is_shown", [True, False], ids=["window", "hidden"])
def test_of_a_dialog(window: Window, intents: Intents, opened: object, topic: Topic, *, is_shown: bool) -> None:
    seen = intents(window)
    if not is_shown:
        window.hide()
    if isinstance(opened, Draft):
        window.arranger.open_entry(opened, ())
    else:
        assert window.take(opened)
    (dialog,) = (it for it in window.findChildren(QDialog) if it.isVisible())
    come_up(dialog)
    assert asked(dialog, seen) is topic


def test_of_the_editor_and_of_what_can_be_added(window: Window, intents: Intents) -> None:
    window.arranger.edit_text("# mine\n", 1)
    window.offers.choose(ImportableRoutes((Offer("https://mail.corp.example", "Mail"),)))
    QApplication.processEvents()
    dialogs = [it for it in window.findChildren(QDialog) if it.isVisible()]
    assert [topic_around(it) for it in dialogs] == [Topic.EDITOR, Topic.ADDING]


@pytest.mark.parametrize("opened", [Draft("routes", 0, {"name": "api"}), AppAction.PREFERENCES, "editor"], ids=str)
def test_forms_have_a_button_for_it(window: Window, intents: Intents, opened: object) -> None:
    seen = intents(window)
    if isinstance(opened, Draft):
        window.arranger.open_entry(opened, ())
    elif opened == "editor":
        window.arranger.edit_text("# mine\n", 1)
    else:
        window.take(opened)
    (dialog,) = (it for it in window.findChildren(QDialog) if it.isVisible())
    seen.clear()
    next(it for it in dialog.findChildren(QPushButton) if reads(it) == "Help").click()
    assert seen == [Explain(topic_around(dialog))]


def test_of_what_blocks_a_route(window: Window, intents: Intents) -> None:
    window.take(RouteIntent(Action.BLOCKED, "api"))
    dialog = next(it for it in window.findChildren(QDialog) if it.isVisible())
    come_up(dialog)
    seen = intents(window)
    assert asked(dialog, seen) is Topic.BLOCKED
    found = Report("api", (wrong(About.NAME, Problem("", "It has no address.")),), is_whole=True)
    window.show_report("api", found)
    assert asked(dialog, seen) is Topic.CONNECTION
    seen.clear()
    next(it for it in dialog.findChildren(QPushButton) if reads(it) == "Help").click()
    assert seen == [Explain(Topic.CONNECTION)]


def test_of_the_quick_search(icons: Icons, row: Rows, snapshot: Snapshots, intents: Intents, qtbot: QtBot) -> None:
    search = QuickSearch(icons)
    with qtbot.waitActive(search):
        search.bring_up(snapshot(row("api")))
    assert asked(search.field, intents(search)) is Topic.SEARCH
    search.hide()
    search.deleteLater()
