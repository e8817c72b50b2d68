"""Entries of the settings file that do not count: how they are told, and what becomes of what they were before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core import events as happened
from pomtray.core.badge import Badge, Mark
from pomtray.core.effects import Effect, Renew, Revoke
from pomtray.core.errors import Missing, Part, Problem
from pomtray.core.intent import Action
from pomtray.core.login import LoginId, Phase
from pomtray.core.notices import SETTINGS
from pomtray.core.plain import unmarked
from pomtray.core.provider import InEnvironment
from pomtray.core.refused import RefusedEntry, problem_of
from pomtray.core.remembered import Remembered, Revocation
from pomtray.core.route import Route, Settings
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    NOW,
    PROBLEM,
    PROVIDER,
    WIKI,
    World,
    a_granted,
    a_session,
    a_world,
    kinds,
    place,
    signed_in,
)

BAD = RefusedEntry(
    "routes", 2, "wiki", 7, Problem("An entry is refused", "routes[2].url, line 7: is missing.", "Mend.")
)
NAMELESS = replace(BAD, number=3, name="", line=9)
OF_PROVIDER = RefusedEntry("providers", 1, PROVIDER.name, 3, Problem("An entry is refused", "Line 3.", "Mend."))


def read(world: World, *routes: Route, refused: tuple[RefusedEntry, ...] = (BAD,)) -> tuple[Effect, ...]:
    providers = tuple({route.provider: None for route in routes if route.provider})
    settings = Settings(routes, world.model.settings.preferences, providers, refused)
    return world.happen(happened.SettingsRead(world.now, settings))


def test_what_is_refused_stands_above_all_with_its_error_and_the_rest_counts() -> None:
    world = signed_in()
    read(world, APP)
    first, second = world.snapshot.rows
    assert (first.route, first.badge, first.state, first.left, first.host) == (
        "wiki",
        Badge.REFUSED,
        "refused",
        "refused",
        "settings file, line 7",
    )
    assert (first.note, first.reason) == (BAD.problem.sentence, BAD.problem.action)
    assert first.actions == {Action.MEND, Action.DETAILS}
    assert second.badge is Badge.WELL


def test_it_is_no_route_to_be_counted_and_the_icon_tells_it_beside_the_state() -> None:
    world = signed_in()
    read(world, APP)
    assert world.snapshot.status == "Signed in to 1 of 1 routes · 1 entry refused"
    assert (world.snapshot.badge, world.snapshot.mark) == (Badge.WELL, Mark.REFUSED)
    assert "entries of the settings file are refused" in world.snapshot.tooltip.splitlines()
    read(world, APP, refused=(BAD, replace(NAMELESS, stands_for=5)))
    assert world.snapshot.status.endswith("6 entries refused")


def test_where_nothing_is_left_that_is_said() -> None:
    world = a_world()
    read(world)
    assert world.snapshot.status == "No routes: entries of the settings file are refused"
    assert [row.route for row in world.snapshot.rows] == ["wiki"]


def test_each_row_has_a_name_that_nothing_else_has() -> None:
    world = a_world(APP)
    read(world, APP, refused=(replace(BAD, name="app"), NAMELESS, replace(BAD, number=4), replace(BAD, number=5)))
    assert [row.route for row in world.snapshot.rows] == [
        "app (routes[2])",
        "routes[3]",
        "wiki",
        "wiki (routes[5])",
        "app",
    ]


def test_one_is_told_in_full_several_by_their_names() -> None:
    assert problem_of(()) is None
    one, several = problem_of((BAD,)), problem_of((BAD, NAMELESS, OF_PROVIDER, replace(BAD, name="x", stands_for=3)))
    assert one == Problem("1 entry of the settings is refused", BAD.problem.sentence, "Mend.")
    assert several
    assert several.title == "6 entries of the settings are refused"
    assert unmarked(several.sentence) == f"wiki, routes[3], {PROVIDER.name} and 3 more do not count."


def test_a_notice_stands_until_it_is_mended() -> None:
    world = a_world(APP)
    read(world, APP)
    told = world.notices[SETTINGS]
    assert (told.title, told.text) == ("1 entry of the settings is refused", BAD.problem.text())
    assert world.snapshot.trouble == (Missing(Part.SETTINGS, Problem(told.title, BAD.problem.sentence, "Mend.")),)
    world.configure(APP, WIKI)
    assert not world.notices
    assert not world.snapshot.trouble


def test_a_file_that_is_refused_whole_meanwhile_is_told_as_that() -> None:
    world = a_world(APP)
    read(world, APP)
    world.happen(happened.Impaired(NOW, Part.SETTINGS, PROBLEM))
    assert world.snapshot.status.endswith("settings refused")
    assert world.notices[SETTINGS].title == PROBLEM.title


def test_a_refused_routes_session_is_kept_and_not_used() -> None:
    world = signed_in()
    assert kinds(read(world, WIKI, refused=(replace(BAD, name="app"),))) == []
    assert world.wish(Action.COPY_HEADER) == ()
    world.now += HOUR
    assert world.session() == a_session()
    world.configure(APP, WIKI)
    assert world.phase() is Phase.ACTIVE


def test_mending_its_row_is_no_rules_business() -> None:
    world = a_world(APP)
    read(world, APP)
    assert world.wish(Action.MEND, "wiki") == ()
    assert world.wish(Action.MEND) == ()


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_to_be_taken_back_at_a_refused_provider_waits_for_it(*, whole: bool) -> None:
    kept = Remembered((Revocation(Route("crm", str(CRM.origin)), replace(a_granted(), idp_id=PROVIDER.name), CRM.way),))
    world = World()
    if whole:
        world.happen(happened.Impaired(NOW, Part.SETTINGS, PROBLEM))
    else:
        read(world, APP, refused=(OF_PROVIDER,))
    assert kinds(world.happen(happened.VaultOpened(NOW, {}, kept))) == []
    assert world.model.remembered.revocations == kept.revocations
    effects = world.happen(happened.SettingsRead(NOW, Settings((CRM,), providers=(PROVIDER,))))
    assert [effect.route for effect in effects if isinstance(effect, Revoke)] == [CRM]


def test_what_its_provider_refused_is_tried_again_once_its_entry_is_mended() -> None:
    world = a_world(CRM)
    over = a_granted()
    assert over.grant
    place(world, CRM_ID, replace(over, grant=replace(over.grant, over=PROBLEM, refused=True)))
    read(world, APP, refused=(OF_PROVIDER,))
    effects = world.configure(APP, CRM)
    assert [effect.login for effect in effects if isinstance(effect, Renew)] == [CRM_ID]


def test_no_program_inherits_what_a_refused_entry_names() -> None:
    named = replace(PROVIDER, client_secret=InEnvironment("USED"))
    assert Settings(providers=(named,), refused_variables=frozenset({"REFUSED"})).secret_variables == {
        "USED",
        "REFUSED",
    }


def test_an_attempt_of_a_refused_route_ends() -> None:
    world = a_world(APP)
    world.wish(Action.SIGN_IN)
    assert kinds(read(world, refused=(replace(BAD, name="app"),))) == ["AbandonSignIn"]
    assert world.model.logins[LoginId(APP_ID)].state is not None
