from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.errors import Missing, Problem
from pomtray.core.intent import Action, AppAction, Arrange, Arranging, Rewrite
from pomtray.core.provider import Method, Provider
from pomtray.core.refused import RefusedEntry
from pomtray.core.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.settings_change import ChangePreferences, ChangeRoute, CopyRoute, RemoveRoute
from pomtray.core.snapshot import Row, Snapshot
from pomtray.ui.icons import Icons
from pomtray.ui.preferences_form import PreferencesForm
from pomtray.ui.route_form import RouteForm
from pomtray.ui.window import Window
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]

API = Route(
    "api", "https://api.corp.example/x", ("work",), HeaderForm.BEARER, browser=("firefox", "-P", "a b", "{url}")
)
JOB = Route("job", "https://job.example", method=Method.CLIENT_CREDENTIALS, header=HeaderForm.PLAIN_BEARER,
            provider=Provider("P", "https://idp.example", "id"))  # fmt: skip
SETTINGS = Settings((API, Route("wiki", "https://wiki.corp.example"), JOB), Preferences(look_every=60))


@pytest.fixture
def window(icons: Icons, qtbot: QtBot, row: Rows, snapshot: Snapshots) -> Iterator[Window]:
    window = Window(icons)
    window.arranger.settings = lambda: SETTINGS
    window.show_snapshot(snapshot(row("api"), row("wiki", actions=frozenset({Action.SIGN_IN})), row("job")))
    window.bring_up()
    qtbot.waitExposed(window)
    yield window
    window.hide()
    window.deleteLater()


def form(window: Window) -> RouteForm:
    found = [form for form in window.findChildren(RouteForm) if form.isVisible()]
    assert len(found) == 1
    return found[0]


def preferences(window: Window) -> PreferencesForm:
    assert window.take(AppAction.PREFERENCES)
    return next(form for form in window.findChildren(PreferencesForm) if form.isVisible())


def save(form: RouteForm | PreferencesForm) -> QPushButton:
    return form._buttons.button(QDialogButtonBox.StandardButton.Save)


def test_the_row_s_menu_edits_copies_and_removes(window: Window, intents: Intents) -> None:
    seen = intents(window)
    window._row_menu.show_row(window._rows.index(0).data(Qt.ItemDataRole.UserRole))
    lines = {reads(line): line for line in window._row_menu.actions() if reads(line) and line.isVisible()}
    for text in ("Edit…", "Duplicate", "Remove"):
        lines[text].trigger()
    assert form(window).route == "api"
    assert seen == [
        Rewrite(CopyRoute("api", "api 2"), "api 2 was added."),
        Rewrite(RemoveRoute("api"), "api was removed. Its session was not ended."),
    ]


def test_a_copy_gets_no_name_that_a_refused_entry_has(window: Window, intents: Intents) -> None:
    refused = RefusedEntry("routes", 4, "api 2", 9, Problem("Refused", "No."))
    window.arranger.settings = lambda: replace(SETTINGS, refused=(refused, replace(refused, name="")))
    seen = intents(window)
    window.take(Arrange(Arranging.DUPLICATE, "api"))
    assert seen == [Rewrite(CopyRoute("api", "api 3"), "api 3 was added.")]


def test_an_entry_that_is_refused_is_mended_elsewhere(window: Window, row: Rows) -> None:
    window._row_menu.show_row(row("bad", refused=True))
    assert not [line for line in window._row_menu.actions() if reads(line) in {"Edit…", "Remove"} and line.isVisible()]


def test_delete_in_the_list_removes(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    window.bring_up("wiki")
    window._list.setFocus()
    qtbot.keyClick(window._list, Qt.Key.Key_Delete)
    assert seen == [Rewrite(RemoveRoute("wiki"), "wiki was removed.")]
    window.take(Arrange(Arranging.REMOVE, "nobody"))
    assert len(seen) == 1


def test_what_is_changed_in_the_form_is_written(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    window.take(Arrange(Arranging.EDIT, "api"))
    edit = form(window)
    assert edit.windowTitle() == "Edit api"
    assert edit._browser.text() == "firefox -P 'a b' {url}"
    edit._name.setText("API")
    edit._tags.setText("work, prod")
    edit._header.setCurrentIndex(edit._header.findData("x-pomerium"))
    qtbot.mouseClick(save(edit), Qt.MouseButton.LeftButton)
    keys = {"name": "API", "tags": ("work", "prod"), "header": "x-pomerium"}
    assert seen == [Rewrite(ChangeRoute("api", keys), "API was changed.")]
    assert edit.isVisible()
    window.show_changed("API was changed.")
    assert not edit.isVisible()
    assert window.undo.isVisible()


def test_it_is_checked_while_somebody_types(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    window.take(Arrange(Arranging.EDIT, "api"))
    edit = form(window)
    assert not edit._fault.isVisible()
    for field, text, fault in (
        (edit._name, "wiki", "Another route has this name"),
        (edit._url, "ftp://x", "must start with https://"),
        (edit._browser, "firefox '", "quote"),
    ):
        before = field.text()
        field.setText(text)
        assert fault in edit._fault.text()
        assert not save(edit).isEnabled()
        qtbot.keyClick(edit._name, Qt.Key.Key_Return)
        field.setText(before)
        assert save(edit).isEnabled()
    assert seen == []
    assert edit.isVisible()


def test_what_the_file_does_not_take_is_said_in_the_form(window: Window, qtbot: QtBot) -> None:
    window.take(Arrange(Arranging.EDIT, "api"))
    edit = form(window)
    edit._group.setText("g")
    qtbot.mouseClick(save(edit), Qt.MouseButton.LeftButton)
    window.show_refused(Problem("The settings file was not changed", "It is locked.", "Unlock it."))
    assert edit.isVisible()
    assert "It is locked. Unlock it." in edit._fault.text()


def test_a_form_saves_once_and_is_not_closed_by_another_change(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    window.take(Arrange(Arranging.EDIT, "api"))
    edit = form(window)
    edit._group.setText("g")
    window.show_changed("wiki was removed.")
    window.show_refused(Problem("The settings file was not changed", "It is locked."))
    assert edit.isVisible()
    assert not edit._fault.isVisible()
    edit.accept()
    edit.accept()
    assert len(seen) == 1


def test_a_form_without_a_change_just_goes(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    window.take(Arrange(Arranging.EDIT, "api"))
    edit = form(window)
    qtbot.mouseClick(save(edit), Qt.MouseButton.LeftButton)
    assert seen == []
    assert not edit.isVisible()


def test_a_machine_s_route_has_no_browser_and_its_header_is_left_alone(
    window: Window, qtbot: QtBot, intents: Intents
) -> None:
    seen = intents(window)
    window.take(Arrange(Arranging.EDIT, "job"))
    edit = form(window)
    hidden = (edit._header, edit._browser, edit._group, edit._renewal, edit._share)
    assert not any(field.isVisible() for field in hidden)
    edit._notices.setChecked(False)
    qtbot.mouseClick(save(edit), Qt.MouseButton.LeftButton)
    assert seen == [Rewrite(ChangeRoute("job", {"notices": False}), "job was changed.")]


def test_another_form_takes_the_place_of_the_first(window: Window) -> None:
    window.take(Arrange(Arranging.EDIT, "api"))
    window.take(Arrange(Arranging.EDIT, "wiki"))
    assert form(window).route == "wiki"
    window.take(AppAction.PREFERENCES)
    assert not [form for form in window.findChildren(RouteForm) if form.isVisible()]


def test_preferences_are_written_and_switches_switched(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    window.arranger.is_on = lambda action: False if action is AppAction.START_AT_LOGIN else None
    shown = preferences(window)
    assert list(shown._switches) == [AppAction.START_AT_LOGIN]
    assert shown._look.value() == 60
    shown._switches[AppAction.START_AT_LOGIN].setChecked(True)
    shown._look.setValue(600)
    shown._clipboard.setValue(10)
    shown._hide.setChecked(True)
    shown._icon.setCurrentIndex(1)
    qtbot.mouseClick(save(shown), Qt.MouseButton.LeftButton)
    keys = {"look_every": None, "clear_clipboard_for": 10, "hide_people": True, "icon": "one colour"}
    change = seen[1]
    assert seen[0] is AppAction.START_AT_LOGIN
    assert isinstance(change, Rewrite)
    assert isinstance(change.change, ChangePreferences)
    assert change.change.keys == keys
    assert shown.isVisible()
    window.show_changed(change.done)
    assert not shown.isVisible()


def test_the_keyring_s_state_comes_with_what_can_be_done(
    window: Window, qtbot: QtBot, snapshot: Snapshots, intents: Intents, trouble: Missing
) -> None:
    assert any("in the system's keyring" in text.text() for text in preferences(window).findChildren(QLabel))
    window.show_snapshot(snapshot(trouble=(trouble,)))
    seen = intents(window)
    shown = preferences(window)
    assert any("kept in memory only" in text.text() for text in shown.findChildren(QLabel))
    again = next(button for button in shown.findChildren(QPushButton) if reads(button) == "Try again")
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert seen == [AppAction.TRY_AGAIN]


def test_zero_seconds_are_called_never(window: Window) -> None:
    shown = preferences(window)
    shown._look.setValue(0)
    assert shown._look.text() == "never"


def test_forms_fit_a_small_screen(window: Window) -> None:
    window.take(Arrange(Arranging.EDIT, "api"))
    sizes = [form(window).sizeHint(), preferences(window).sizeHint()]
    assert all(size.width() < 1280 and size.height() < 720 for size in sizes)
