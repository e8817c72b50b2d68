"""A route's or a provider's form, as somebody types into it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from pomtray.core.browsers import BrowserChoice
from pomtray.core.errors import Problem
from pomtray.core.intent import CheckEntry, KeepSecret, Rewrite
from pomtray.core.settings.change import AddProvider, ChangeEntry, Keys, RemoveEntry
from pomtray.core.settings.entry.draft import Draft
from pomtray.ui.forms.entry import EntryForm
from pomtray.ui.forms.fields import SecretEntry
from tests.ui.labels import reads

Intents = Callable[[object], list[object]]
WORK = BrowserChoice("Firefox: work", ("firefox", "-P", "work", "{url}"))
API = {"name": "api", "url": "https://api.corp.example/x", "tags": ["work"], "header": "bearer"}
BAD = {"name": "bad", "url": "ftp://x", "hedaer": "bearer", "colour": "red", "ca": "none.pem"}
IDP: Keys = {"name": "P", "issuer": "https://idp.example", "client_id": "id", "client_secret": {"vault": True}}


@pytest.fixture
def opened(qtbot: QtBot) -> Callable[[Draft], EntryForm]:
    def make(draft: Draft) -> EntryForm:
        form = EntryForm(draft, (WORK,))
        qtbot.addWidget(form)
        form.show()
        qtbot.waitExposed(form)
        return form

    return make


def settle(form: EntryForm, faults: Mapping[str, str] | None = None) -> None:
    """What is typed is checked, and this is found."""
    form.check()
    form.show_faults(form._asked or {}, faults or {})


def type_into(form: EntryForm, **texts: str) -> None:
    for key, text in texts.items():
        form.fields.entries[key].set_text(text)
    settle(form)


def press(form: EntryForm, text: str) -> None:
    next(button for button in form.findChildren(QPushButton) if reads(button) == text).click()


Opened = Callable[[Draft], EntryForm]


def test_what_is_changed_is_written_where_it_stands(opened: Opened, intents: Intents) -> None:
    form = opened(draft := Draft("routes", 1, API))
    seen = intents(form)
    type_into(form, name="API", tags="work, prod", header="x-pomerium", browser="firefox -P work {url}")
    assert isinstance(box := form.fields.entries["browser"].main, QComboBox)
    assert box.currentText() == "Firefox: work"
    press(form, "Save")
    keys: Keys = {"name": "API", "tags": ("work", "prod"), "header": "x-pomerium", "browser": WORK.argv}
    assert draft.place
    assert seen[-1] == Rewrite(ChangeEntry(draft.place, keys), "API was changed.")
    assert form.isVisible()
    form.accept()
    assert len([one for one in seen if isinstance(one, Rewrite)]) == 1, "it saves once"
    form.saved()
    assert not form.isVisible()


def test_it_is_checked_while_somebody_types(opened: Opened, intents: Intents, qtbot: QtBot) -> None:
    form = opened(Draft("routes", 1, API))
    seen = intents(form)
    form.fields.entries["url"].set_text("ftp://x")
    assert not form._save.isEnabled()
    qtbot.waitUntil(lambda: bool(seen))
    asked = {**API, "url": "ftp://x"}
    assert seen == [CheckEntry(asked)]
    form.show_faults(API, {})
    assert not form._save.isEnabled(), "that was an answer to something else"
    form.show_faults(asked, {"url": "No such address."})
    assert form.fields.entries["url"].fault() == "No such address."
    assert form.fields.entries["url"].main.accessibleDescription() == "No such address."
    form.accept()
    assert len(seen) == 1
    type_into(form, url="https://y.example")
    assert form.fields.entries["url"].fault() == ""
    assert form._save.isEnabled()
    form.fields.entries["browser"].set_text("firefox '")
    settle(form)
    assert "quote" in form.fields.entries["browser"].fault()
    assert not form._save.isEnabled()


def test_a_bad_entry_shows_what_can_be_read_and_its_errors_at_their_fields(opened: Opened, intents: Intents) -> None:
    form = opened(draft := Draft("routes", 1, BAD, {"hedaer": "header"}))
    said = " ".join(label.text() for label in form.findChildren(QLabel) if label.isVisible())
    assert "hedaer is taken for header." in said
    assert "There is no key colour: saving takes it away." in said
    assert form.fields.entries["header"].text() == "bearer"
    settle(form, {"url": "It must start with https://.", "ca": "There is no such file."})
    assert form.fields.entries["url"].fault()
    assert form.fields.entries["ca"].isVisible(), "what is seldom needed is unfolded where something is wrong with it"
    seen = intents(form)
    type_into(form, url="https://bad.example", ca="")
    press(form, "Save")
    keys = {"hedaer": None, "colour": None, "url": "https://bad.example", "header": "bearer", "ca": None}
    assert draft.place
    assert seen[-1] == Rewrite(ChangeEntry(draft.place, keys), "bad was changed.")


def test_what_is_of_no_field_is_told_below(opened: Opened) -> None:
    form = opened(Draft("routes", 1, API))
    settle(form, {"": "Nobody knows."})
    assert "Nobody knows." in form._said.text()
    assert not form._save.isEnabled()


def test_a_bad_entry_can_be_removed_instead(opened: Opened, intents: Intents) -> None:
    form = opened(draft := Draft("routes", 1, {}))
    assert form.windowTitle() == "Edit routes[2]"
    seen = intents(form)
    press(form, "Remove")
    assert draft.place
    assert seen[-1] == Rewrite(RemoveEntry(draft.place), "routes[2] was removed.")


def test_a_provider_that_routes_need_is_not_removed(opened: Opened) -> None:
    form = opened(Draft("providers", 0, IDP, used_by=("api",)))
    remove = next(button for button in form.findChildren(QPushButton) if reads(button) == "Remove")
    assert not remove.isEnabled()


def test_only_what_goes_with_the_way_to_sign_in_is_asked(opened: Opened) -> None:
    form = opened(Draft("routes", 1, API, providers=("P", "Q")))

    def asked() -> set[str]:
        return {key for key, entry in form.fields.entries.items() if entry.isVisibleTo(form)}

    assert {"header", "browser"} <= asked()
    assert not {"provider", "deliver", "exchange_url", "audience"} & asked()
    type_into(form, method="oidc", provider="Q")
    assert {"provider", "deliver"} <= asked()
    assert not {"header", "exchange_url"} & asked()
    for deliver, format_ in (("identity_token", "idp_identity_token"), ("access_token", "idp_access_token")):
        type_into(form, deliver=deliver)
        assert f"bearer_token_format: {format_}" in form.fields.entries["deliver"]._means.text()
    type_into(form, deliver="exchange")
    assert "exchange_url" in asked()
    type_into(form, method="client_credentials")
    assert {"audience", "scope"} <= asked()
    assert not {"browser", "share", "deliver", "exchange_url"} & asked()


def test_a_form_without_a_change_just_goes(opened: Opened, intents: Intents) -> None:
    form = opened(Draft("routes", 1, API))
    seen = intents(form)
    settle(form)
    press(form, "Save")
    assert not [one for one in seen if isinstance(one, Rewrite)]
    assert not form.isVisible()


def test_what_the_file_does_not_take_is_said_in_the_form(opened: Opened) -> None:
    form = opened(Draft("routes", 1, API))
    type_into(form, group="g")
    form.accept()
    form.refused(Problem("The settings file was not changed", "It is locked.", "Unlock it."))
    assert "It is locked. Unlock it." in form._said.text()
    assert form._save.isEnabled()


def test_a_secret_is_typed_once_into_the_vault_and_nowhere_else(opened: Opened, intents: Intents) -> None:
    form = opened(Draft("providers"))
    seen = intents(form)
    type_into(form, name="P", issuer="https://idp.example", client_id="id", client_secret="vault")
    secret = form.fields.entries["client_secret"]
    assert isinstance(secret, SecretEntry)
    assert secret._line.echoMode() is QLineEdit.EchoMode.Password
    secret._line.setText("canary-secret-9")
    settle(form)
    press(form, "Save")
    assert seen[-1] == Rewrite(AddProvider(IDP), "P was added.")
    assert "canary" not in str(seen)
    assert not [one for one in seen if isinstance(one, KeepSecret)], "not before the provider is there"
    form.saved()
    assert seen[-1] == KeepSecret("P", "canary-secret-9")
    assert "canary" not in str(seen)
    assert secret._line.text() == ""


def test_a_secret_alone_is_kept_without_a_change_of_the_file(opened: Opened, intents: Intents) -> None:
    form = opened(Draft("providers", 0, IDP))
    seen = intents(form)
    secret = form.fields.entries["client_secret"]
    assert isinstance(secret, SecretEntry)
    secret._line.setText("canary-secret-9")
    settle(form)
    press(form, "Save")
    assert seen[-1] == KeepSecret("P", "canary-secret-9")
    assert not [one for one in seen if isinstance(one, Rewrite)]


def test_a_secret_that_was_typed_becomes_no_command(opened: Opened) -> None:
    form = opened(Draft("providers", 0, IDP))
    secret = form.fields.entries["client_secret"]
    assert isinstance(secret, SecretEntry)
    secret._line.setText("canary-secret-9")
    secret._box.setCurrentIndex(secret._box.findData("command"))
    assert secret.text() == "command "
    secret._line.setText("pass show 'my idp'")
    settle(form)
    assert form._asked == {**IDP, "client_secret": {"command": ["pass", "show", "my idp"]}}


def test_a_file_is_chosen_by_dialog(opened: Opened) -> None:
    form = opened(Draft("routes", 1, API))
    form.fields._more.click()
    entry = form.fields.entries["client_cert"]
    entry.findChild(QPushButton).click()  # type: ignore[union-attr]
    dialog = entry.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit("/home/ada/me.p12")
    dialog.reject()
    assert entry.text() == "/home/ada/me.p12"


def test_forms_fit_a_small_screen_and_each_field_has_a_name(opened: Opened) -> None:
    for draft in (Draft("routes", 1, API), Draft("providers", 0, IDP)):
        form = opened(draft)
        form.fields._more.click()
        assert form.height() <= form.screen().availableGeometry().height()
        labels = {label.buddy() for label in form.findChildren(QLabel) if label.buddy()}
        for entry in form.fields.entries.values():
            field = entry.main
            assert field in labels or isinstance(field, QCheckBox), entry.field.key
            assert field.accessibleName(), entry.field.key


def test_enter_saves(opened: Opened, intents: Intents, qtbot: QtBot) -> None:
    form = opened(Draft("routes", 1, API))
    seen = intents(form)
    type_into(form, name="API")
    qtbot.keyClick(form.fields.entries["name"].main, Qt.Key.Key_Return)
    assert isinstance(seen[-1], Rewrite)
