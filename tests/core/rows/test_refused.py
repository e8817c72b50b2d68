"""Entries that do not count, as rows among the routes."""

from __future__ import annotations

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import Problem
from pomtray.core.intent import Action
from pomtray.core.rows.refused import entry_of, with_refused
from pomtray.core.settings.refused import RefusedEntry
from pomtray.core.view.badge import Badge
from tests.core.built import APP, APP_ID, MAIL, MAIL_ID, WIKI, a_session, a_world, place

WRONG = Problem("An entry of the settings is refused", "routes[2].url: is missing.", "Correct it.")


def entry(name: str, number: int | None = 2, table: str = "routes") -> RefusedEntry:
    return RefusedEntry(table, number, name, 7, WRONG)


def test_a_row_says_where_it_stands_what_is_wrong_and_what_helps() -> None:
    (row,) = with_refused((), Settings(refused=(entry("Grafana"),)))
    assert (row.route, row.host, row.badge, row.left) == ("Grafana", "settings file, line 7", Badge.REFUSED, "refused")
    assert (row.note, row.reason) == (WRONG.sentence, WRONG.action)
    assert row.actions == {Action.MEND, Action.OPEN_FILE, Action.EDIT_HERE, Action.DETAILS}


def test_it_stands_below_what_asks_or_failed_and_above_the_rest() -> None:
    world = a_world(APP, WIKI, MAIL)
    world.wish(Action.SIGN_IN)
    world.fail(APP_ID)
    place(world, MAIL_ID, a_session())
    rows = with_refused(world.snapshot.rows, Settings(refused=(entry("b"), entry("a"))))
    assert [row.route for row in rows] == ["app", "b", "a", "mail", "wiki"]


@pytest.mark.parametrize(
    ("entries", "names"),
    [
        ((entry(""),), ["routes[2]"]),
        ((entry("", None, "preferences"),), ["preferences"]),
        ((entry("app"),), ["app (routes[2])"]),
        ((entry("new", 2), entry("new", 3)), ["new", "new (routes[3])"]),
        ((entry("new", 2), entry("new", 2), entry("new", 2)), ["new", "new (routes[2])", "new (routes[2])+"]),
        ((entry("taken"), entry("taken", 4)), ["taken (routes[2])", "taken (routes[4])"]),
    ],
)
def test_a_row_has_a_name_that_no_other_has_and_leads_to_its_entry(
    entries: tuple[RefusedEntry, ...], names: list[str]
) -> None:
    settings = Settings((APP, Route("taken", "https://taken.test")), refused=entries)
    assert [row.route for row in with_refused((), settings)] == names
    assert [entry_of(name, settings) for name in names] == list(entries)
    assert entry_of("app", settings) is None


def test_the_picture_has_it() -> None:
    world = a_world(APP)
    world.happen(happened.SettingsRead(world.now, Settings((APP,), refused=(entry("Grafana"),))))
    assert [row.route for row in world.snapshot.rows] == ["Grafana", "app"]
