"""An entry of the settings file that is refused, as menu, window and screen reader show it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core import events as happened
from pomtray.core.details import details
from pomtray.core.domain.route import Settings
from pomtray.core.errors import Problem
from pomtray.core.intent import Action, AppAction, Explain, RouteIntent
from pomtray.core.settings.refused import RefusedEntry
from pomtray.core.topic import Topic
from pomtray.core.view.menu_shape import TrayHost
from pomtray.ui.icons.icons import Icons
from pomtray.ui.menu.menu import TrayMenu
from pomtray.ui.tray import Tray
from pomtray.ui.window.window import Window
from pomtray.ui.words.rows import row_details, row_spoken
from tests.core.built import APP, NOW, World, a_world
from tests.ui.menu.test_menu import Intents, line, lines_of, menu, shown, submenu

__all__ = ["menu"]
MEND = "Correct it and save the file; the rest of it counts."
WHY = "routes[2].url (Grafana), line 7: is missing."
GRAFANA = RefusedEntry("routes", 2, "Grafana", 7, Problem("An entry of the settings is refused", WHY, MEND))
HIDDEN = RefusedEntry("preferences", None, "hide_people", 20, Problem("An entry is refused", "No.", MEND))


def refusing(*refused: RefusedEntry) -> World:
    world = a_world(APP)
    world.happen(happened.SettingsRead(world.now, Settings((APP,), world.model.settings.preferences, refused=refused)))
    return world


def test_the_menu_leads_to_form_and_file_and_offers_nothing_that_takes_a_route(
    menu: TrayMenu, intents: Intents
) -> None:
    menu.show_snapshot(refusing(GRAFANA).snapshot)
    texts = shown(menu)
    assert texts[0] == "Signed out · 1 entry refused"
    assert texts[1] == "1 entry of the settings is refused"
    assert texts.index("Grafana — refused") < texts.index("app — signed out")
    inside = submenu(menu, 0)
    assert shown(inside) == [
        "settings file, line 7",
        "Mend…",
        WHY,
        MEND,
        "Open the settings file",
        "Edit it here…",
        "Details…",
    ]
    seen = intents(menu)
    for text in ("Mend…", "Open the settings file", "Edit it here…"):
        line(inside, text).trigger()
    asked = [Action.MEND, Action.OPEN_FILE, Action.EDIT_HERE]
    assert seen == [RouteIntent(action, "Grafana") for action in asked]


def test_a_short_menu_mends_with_one_click(menu: TrayMenu, intents: Intents) -> None:
    menu.host = TrayHost.APP_INDICATOR
    menu.show_snapshot(refusing(GRAFANA).snapshot)
    assert "Grafana — refused · Mend…" in shown(menu)
    seen = intents(menu)
    next(one for one in lines_of(menu) if one.text().startswith("Grafana")).trigger()
    assert seen == [RouteIntent(Action.MEND, "Grafana")]


def test_an_open_menu_offers_nothing_where_the_refused_row_stood(menu: TrayMenu) -> None:
    world = refusing(GRAFANA)
    menu.show_snapshot(world.snapshot)
    menu.menu.aboutToShow.emit()
    world.configure(APP)
    menu.show_snapshot(world.snapshot)
    assert "Grafana — removed" in shown(menu)
    assert not any(one.isEnabled() for one in lines_of(submenu(menu, 0)) if one.isVisible() and one.text())


def test_a_screen_reader_hears_it_and_its_details_say_all() -> None:
    row = refusing(GRAFANA).row("Grafana")
    assert row_spoken(row) == f"Grafana, refused, {WHY}, {MEND}, settings file, line 7"
    told = details(refusing(GRAFANA).model, "Grafana", NOW)
    assert told
    assert told.text().splitlines() == ["Grafana", "", "An entry of the settings is refused", WHY, MEND, "Line: 7"]
    assert row_details(row) == WHY


@pytest.fixture
def window(icons: Icons, qtbot: QtBot) -> Window:
    window = Window(icons)
    qtbot.addWidget(window)
    return window


def test_enter_mends_and_the_panel_says_what_is_wrong(window: Window, intents: Intents, qtbot: QtBot) -> None:
    window.show_snapshot(refusing(GRAFANA, HIDDEN).snapshot)
    window.bring_up()
    rows = [window._rows.index(place).data() for place in range(window._rows.rowCount())]
    assert rows == ["Grafana", "hide_people", "app"]
    seen = intents(window)
    qtbot.keyClick(window._filter, Qt.Key.Key_Return)
    for button in window._panels.findChildren(QPushButton):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    mended = RouteIntent(Action.MEND, "Grafana")
    assert seen[-4:] == [mended, Explain(Topic.UNREADABLE), AppAction.EDIT_SETTINGS, AppAction.SETTINGS_FILE]


def test_the_icon_has_the_mark_and_keeps_its_state(icons: Icons, qtbot: QtBot) -> None:
    tray, world = Tray(icons), refusing(GRAFANA)
    tray.show(world.snapshot)
    assert world.snapshot.badge is refusing().snapshot.badge
    assert tray._drawn == icons.badge(world.snapshot.badge, world.snapshot.mark).cacheKey()
    assert tray._drawn != icons.badge(world.snapshot.badge).cacheKey()
    tray.hide()
