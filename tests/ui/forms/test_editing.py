from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.domain.provider import Method, Provider
from pomtray.core.domain.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.errors import Missing, Problem
from pomtray.core.intent import Action, AppAction, Arrange, Arranging, EditEntry, Rewrite
from pomtray.core.settings.change import ChangePreferences, ChangeRoute, CopyRoute, RemoveRoute
from pomtray.core.settings.entry.draft import Draft
from pomtray.core.settings.refused import RefusedEntry
from pomtray.core.shortcut import ShortcutState
from pomtray.core.view.snapshot import Row, Snapshot
from pomtray.ui import wording
from pomtray.ui.dialogs.providers import ProvidersDialog
from pomtray.ui.forms.entry import EntryForm
from pomtray.ui.forms.preferences import PreferencesForm
from pomtray.ui.icons.icons import Icons
from pomtray.ui.window.window import Window
from tests.texts.pseudo import Pseudo
from tests.ui.labels import reads

Rows = Callable[..., Row]
Snapshots = Callable[..., Snapshot]
Intents = Callable[[object], list[object]]

API = Route(
    "api", "https://api.corp.example/x", ("work",), HeaderForm.BEARER, browser=("firefox", "-P", "a b", "{url}")
)
IDP = Provider("P", "https://idp.example", "id")
JOB = Route("job", "https://job.example", method=Method.CLIENT_CREDENTIALS, header=HeaderForm.PLAIN_BEARER,
            provider=IDP)  # fmt: skip
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


def preferences(window: Window) -> PreferencesForm:
    assert window.take(AppAction.PREFERENCES)
    return next(form for form in window.findChildren(PreferencesForm) if form.isVisible())


@pytest.mark.parametrize("state", [ShortcutState.OFF, ShortcutState.NONE, ShortcutState.REFUSED])
def test_what_is_said_below_a_field_takes_no_more_room_than_its_lines(window: Window, state: ShortcutState) -> None:
    window.arranger.shortcut = lambda: (state, "")
    form = preferences(window)
    QApplication.processEvents()
    said = form._fields.shortcut.remark
    assert said.height() <= said.heightForWidth(said.width()) + 2
    form.close()


def test_what_is_no_key_is_told_in_the_language_of_the_form(window: Window, request: pytest.FixtureRequest) -> None:
    wording.use(Pseudo())
    request.addfinalizer(lambda: wording.use(None))
    form = preferences(window)
    form._fields.shortcut.setKeySequence("P")
    form.accept()
    assert (
        form._fields.shortcut.remark.text()
        == "⚠ ⟦expected Ctrl, Alt or Super with it: else it could not be typed any more⟧"
    )
    form.close()


def save(form: PreferencesForm) -> QPushButton:
    return form._buttons.button(QDialogButtonBox.StandardButton.Save)


def test_the_row_s_menu_edits_copies_and_removes(window: Window, intents: Intents) -> None:
    seen = intents(window)
    window._row_menu.show_row(window._rows.index(0).data(Qt.ItemDataRole.UserRole))
    lines = {reads(line): line for line in window._row_menu.actions() if reads(line) and line.isVisible()}
    for text in ("Edit…", "Duplicate", "Remove"):
        lines[text].trigger()
    assert seen == [
        EditEntry("routes", "api"),
        Rewrite(CopyRoute("api", "api 2"), "api 2 was added."),
        Rewrite(RemoveRoute("api"), "api was removed. Its session was not ended."),
    ]


def test_a_favourite_and_none_any_more(window: Window, row: Rows, intents: Intents) -> None:
    seen = intents(window)
    window._row_menu.show_row(row("api"))
    line = next(line for line in window._row_menu.actions() if reads(line) == "Favourite")
    assert (line.isCheckable(), line.isChecked()) == (True, False)
    line.trigger()
    assert seen == [Rewrite(ChangeRoute("api", {"favourite": True}), "api is a favourite now.")]
    favourite = replace(SETTINGS, routes=(replace(API, favourite=True),))
    window.arranger.settings = lambda: favourite
    window._row_menu.show_row(row("api", favourite=True))
    assert line.isChecked()
    line.trigger()
    assert seen[1:] == [Rewrite(ChangeRoute("api", {"favourite": None}), "api is no favourite any more.")]


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


def test_another_form_takes_the_place_of_the_first(window: Window) -> None:
    for name in ("api", "wiki"):
        window.arranger.open_entry(Draft("routes", 0, {"name": name}), ())
    assert [form.draft.name for form in window.findChildren(EntryForm) if form.isVisible()] == ["wiki"]
    window.take(AppAction.PREFERENCES)
    assert not [form for form in window.findChildren(EntryForm) if form.isVisible()]


def test_providers_are_chosen_from_a_list_bad_ones_too(window: Window, qtbot: QtBot, intents: Intents) -> None:
    refused = RefusedEntry("providers", 3, "", 9, Problem("Refused", "No."))
    window.arranger.settings = lambda: replace(SETTINGS, providers=(IDP,), refused=(refused,))
    seen = intents(window)
    window.take(AppAction.PROVIDERS)
    listed = window.findChild(ProvidersDialog)
    assert isinstance(listed, ProvidersDialog)
    assert [listed.list.item(place).text() for place in range(2)] == ["P", "providers[3] (refused)"]
    for button in listed.findChildren(QPushButton):
        if reads(button) in {"Add…", "Edit…"}:
            qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    listed.list.itemActivated.emit(listed.list.item(1))
    assert sorted(seen, key=str) == [
        EditEntry("providers", "", 2),
        EditEntry("providers", ""),
        EditEntry("providers", "P"),
    ]
    window.arranger.open_entry(Draft("providers"), ())
    assert not listed.isVisible()


def test_preferences_are_written_and_switches_switched(window: Window, qtbot: QtBot, intents: Intents) -> None:
    seen = intents(window)
    window.arranger.is_on = lambda action: False if action is AppAction.START_AT_LOGIN else None
    shown = preferences(window)
    assert list(shown._switches) == [AppAction.START_AT_LOGIN]
    assert shown._fields._look.value() == 60
    shown._switches[AppAction.START_AT_LOGIN].setChecked(True)
    shown._fields._look.setValue(600)
    shown._fields._clipboard.setValue(10)
    shown._fields._hide.setChecked(True)
    shown._fields._ask.setChecked(True)
    shown._fields._icon.setCurrentIndex(1)
    qtbot.mouseClick(save(shown), Qt.MouseButton.LeftButton)
    keys = {"look_every": None, "clear_clipboard_for": 10, "hide_people": True, "icon": "one colour"}
    keys |= {"ask_programs": True}
    change = seen[1]
    assert seen[0] is AppAction.START_AT_LOGIN
    assert isinstance(change, Rewrite)
    assert isinstance(change.change, ChangePreferences)
    assert change.change.keys == keys
    assert shown.isVisible()
    window.show_changed(change.done)
    assert not shown.isVisible()


def test_the_key_for_the_search_is_pressed_and_what_became_of_it_told(
    window: Window, qtbot: QtBot, intents: Intents
) -> None:
    window.arranger.shortcut = lambda: (ShortcutState.TAKEN, "Ctrl+Alt+O")
    window.arranger.settings = lambda: Settings(preferences=Preferences(search_shortcut="Super+O"))
    seen = intents(window)
    shown = preferences(window)
    assert shown._fields.shortcut.remark.text() == "Another program has Ctrl+Alt+O: choose another one."
    assert shown._fields.shortcut.shortcut() == "Super+O"
    shown._fields.shortcut.setKeySequence("P")
    qtbot.mouseClick(save(shown), Qt.MouseButton.LeftButton)
    assert "expected Ctrl, Alt or Super" in shown._fields.shortcut.remark.text()
    assert seen == []
    shown._fields.shortcut.setKeySequence("Ctrl+Alt+P")
    qtbot.mouseClick(save(shown), Qt.MouseButton.LeftButton)
    change = seen[0]
    assert isinstance(change, Rewrite)
    assert change.change == ChangePreferences({"search_shortcut": "Ctrl+Alt+P"})


def test_bad_preferences_are_replaced_by_what_is_shown(window: Window, qtbot: QtBot, intents: Intents) -> None:
    entry = RefusedEntry("preferences", None, "icon", 9, Problem("Refused", "preferences.icon, line 9: no."))
    bad = (entry, replace(entry, name="colur"), replace(entry, table="routes", name="sign_in_for"))
    window.arranger.settings = lambda: Settings(preferences=Preferences(), refused=bad)
    seen = intents(window)
    shown = preferences(window)
    assert any("preferences.icon, line 9: no." in text.text() for text in shown.findChildren(QLabel))
    qtbot.mouseClick(save(shown), Qt.MouseButton.LeftButton)
    change = seen[0]
    assert isinstance(change, Rewrite)
    assert change.change == ChangePreferences({"colur": None, "icon": None})


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
    shown._fields._look.setValue(0)
    assert shown._fields._look.text() == "never"


def test_forms_fit_a_small_screen(window: Window) -> None:
    form = preferences(window)
    room = form.screen().availableSize()
    assert form.size().boundedTo(room) == form.size()
    assert form.sizeHint() == form.size(), "no bar where there is room"
    form.resize(600, 320)
    assert (form.width(), form.height()) == (600, 320), "as on 1280 by 720 at twice the size"
