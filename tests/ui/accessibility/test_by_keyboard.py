"""Every menu, page and dialog of the window: letters without clashes, and Tab goes as the eye reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QDialog, QWidget
from pytestqt.qtbot import QtBot

from pomtray.core.details import Details
from pomtray.core.domain.login import DeviceCode, Phase
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Missing
from pomtray.core.intent import Action, AppAction, RouteIntent
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.offers import ImportableRoutes, NotTaken
from pomtray.core.view.snapshot import PendingQuestion, Row, Snapshot
from pomtray.ui.accessibility.by_keyboard import lettered, stops
from pomtray.ui.accessibility.mnemonics import letter
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window
from tests.ui.letters import clashes, unlettered
from tests.ui.tabbing import passed_by_tab

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]

ROUTES = tuple(Route(name, f"https://{name}.corp.example") for name in ("api", "wiki"))
OFFERS = (Offer("Mail", "https://mail.corp.example"), Offer("Chat", "https://chat.corp.example"))


@pytest.fixture
def window(icons: Icons, qtbot: QtBot) -> Iterator[Window]:
    window = Window(icons)
    window.beside.details_of = lambda route: Details(route, again=Action.TEST)
    window.adding.settings = window.arranger.settings = lambda: Settings(ROUTES)
    yield window
    for dialog in window.findChildren(QDialog):
        dialog.close()
    window.hide()
    window.deleteLater()


@pytest.fixture
def full(window: Window, row: Rows, snapshot: Snapshots, asking: PendingQuestion, asking_secret: PendingQuestion,
         trouble: Missing, qtbot: QtBot) -> Window:  # fmt: skip
    """With all that can stand in it at once."""
    rows = (
        row("api", along="wiki", shares="api"),
        row("wiki", Phase.SIGNING_IN, device=DeviceCode("WDJB-MJHT", "https://dex.example/device")),
    )
    window.show_snapshot(
        snapshot(*rows, questions=(asking, asking_secret), trouble=(trouble,), sign_in_count=2, live_count=2,
                 last_copied="api", said=("Copied",))
    )  # fmt: skip
    window.show_changed("api was removed.")
    window.offers.show_offers(OFFERS)
    window.resize(700, 1400)
    window.show()
    qtbot.waitExposed(window)
    window.adding.begin("https://grafana.corp.example")
    settle()
    return window


def settle() -> None:
    for _ in range(3):
        QApplication.sendPostedEvents()
        QApplication.processEvents()


_NAMED = {
    QAccessible.Role.Button,
    QAccessible.Role.ButtonMenu,
    QAccessible.Role.CheckBox,
    QAccessible.Role.ComboBox,
    QAccessible.Role.EditableText,
    QAccessible.Role.Graphic,
    QAccessible.Role.List,
    QAccessible.Role.SpinBox,
}


def nameless(widget: QWidget) -> list[str]:
    """What a screen reader comes to and has no name for."""
    parts = [widget, *(it for it in widget.findChildren(QWidget) if it.window() is widget and it.isVisible())]
    found = [(it, QAccessible.queryAccessibleInterface(it)) for it in parts if not _is_qt_s_own(it)]
    return [repr(it) for it, face in found if face.role() in _NAMED and not face.text(QAccessible.Text.Name)]


def _is_qt_s_own(widget: QWidget) -> bool:
    return isinstance(widget.parent(), QAbstractSpinBox | QComboBox)


def assert_is_by_keyboard(window: QWidget) -> None:
    assert clashes(window) == []
    assert unlettered(window) == []
    assert passed_by_tab(window) == [it for it in stops(window) if it.isEnabled()]
    places = [it.mapTo(window, QPoint()) for it in stops(window)]
    assert len(places) > 0
    lines = [place.y() // 8 for place in places]
    assert lines == sorted(lines), "downwards, and within a line from the left"
    assert nameless(window) == []


def test_the_window_with_all_that_can_stand_in_it(full: Window) -> None:
    assert_is_by_keyboard(full)
    seen = {it.text().replace("&", "") for it in lettered(full) if it.isVisibleTo(full)}
    assert {"Undo", "Add all", "Choose…", "No", "Keep it", "Try again", "Cancel", "Name", "Sign in to 2 routes"} <= seen


def test_letters_come_back_with_each_text(full: Window, row: Rows, snapshot: Snapshots) -> None:
    full.show_snapshot(snapshot(row("api"), sign_in_count=3))
    settle()
    assert letter(full._bottom.sign_in_all.text())
    assert_is_by_keyboard(full)


DIALOGS = {
    "paste": RouteIntent(Action.PASTE, "wiki"),
    "details": RouteIntent(Action.DETAILS, "api"),
    "sign out": RouteIntent(Action.SIGN_OUT, "api"),
    "sign out everywhere": AppAction.SIGN_OUT_ALL,
    "notices": AppAction.NOTICES,
    "keys": AppAction.KEYS,
    "preferences": AppAction.PREFERENCES,
    "providers": AppAction.PROVIDERS,
}


FORMS = {
    "route": Draft("routes", 0, {"name": "api", "ca": "x", "browser": ["firefox", "{url}"]}),
    "provider": Draft("providers", 0, {"name": "P", "ca": "x", "client_secret": {"vault": True}}),
}


@pytest.mark.parametrize("name", [*DIALOGS, *FORMS, "about", "offers", "editor"])
def test_each_dialog(full: Window, name: str) -> None:
    if name in DIALOGS:
        assert full.take(DIALOGS[name])
    elif name in FORMS:
        full.arranger.open_entry(FORMS[name], ())
    elif name == "editor":
        full.arranger.edit_text("# mine\n", 1)
    elif name == "about":
        full.show_about()
    else:
        full.offers.choose(
            ImportableRoutes(OFFERS, (NotTaken("mail", "It is no TCP connection"),), ("/home/ada/1.jwt",))
        )
    settle()
    (dialog,) = full.findChildren(QDialog)
    assert dialog.isVisible()
    assert_is_by_keyboard(dialog)


PHASES = [*Phase]


@pytest.mark.parametrize("phase", PHASES)
def test_the_row_s_menu(window: Window, row: Rows, snapshot: Snapshots, phase: Phase) -> None:
    shown = row("api", phase, along="wiki and mail", reason="It says no. " * 12)
    window.show_snapshot(snapshot(replace(shown, actions=shown.actions | {Action.CLEAR})))
    window.show()
    window._row_menu.open_at(QPoint(5, 5))
    menu = window._row_menu
    assert clashes(menu) == []
    lines = [line for line in menu.actions() if line.isVisible() and line.isEnabled() and not line.isSeparator()]
    assert [line.text() for line in lines if not letter(line.text()) and line not in menu._notes.made] == []
    window.show_snapshot(snapshot(row("api", Phase.SIGNED_OUT)))
    assert clashes(menu) == []
    menu.close()


def test_the_program_s_menu(full: Window) -> None:
    full._top.open_menu()
    assert clashes(full.app_menu) == []
    lines = [line for line in full.app_menu.actions() if line.isVisible() and not line.isSeparator()]
    assert [line.text() for line in lines if not letter(line.text())] == []
    full.app_menu.close()


def test_a_letter_that_a_text_brings_along_is_not_taken_by_what_came_before(
    window: Window, row: Rows, snapshot: Snapshots, qtbot: QtBot
) -> None:
    window.show_snapshot(snapshot(row("api")))
    window.show()
    qtbot.waitExposed(window)
    settle()
    window.offers.show_offers(OFFERS)
    settle()
    assert window.offers._all.text() == "&Add all"
    assert_is_by_keyboard(window)
