"""Entries of the settings file that do not count: how they are told, and what becomes of what they were before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Phase
from pomtray.core.domain.provider import InEnvironment
from pomtray.core.domain.remembered import Remembered, Revocation
from pomtray.core.domain.route import Route, Settings
from pomtray.core.effects import Effect, Renew, Revoke
from pomtray.core.errors import Missing, Part, Problem
from pomtray.core.intent import Action
from pomtray.core.plain import unmarked
from pomtray.core.settings.refused import RefusedEntry, problem_of
from pomtray.core.view.badge import Badge, Mark
from pomtray.core.view.notices import SETTINGS
from pomtray.core.view.snapshot import Pictures
from tests.core.built import (
    APP,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MAIL,
    NOW,
    PROBLEM,
    PROVIDER,
    WIKI,
    WIKI_ID,
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
    assert first.actions == {Action.MEND, Action.OPEN_FILE, Action.EDIT_HERE, Action.DETAILS}
    assert second.badge is Badge.WELL


def test_it_is_no_route_to_be_counted_and_the_icon_tells_it_beside_the_state() -> None:
    world = signed_in()
    read(world, APP)
    assert world.snapshot.status == "Signed in to 1 of 1 route · 1 entry refused"
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


@pytest.mark.parametrize("entry", [replace(BAD, name="app"), NAMELESS, replace(BAD, stands_for=2)])
def test_a_sign_in_to_a_refused_route_goes_on_and_what_it_brings_is_kept(entry: RefusedEntry) -> None:
    world = a_world(APP, WIKI)
    world.wish(Action.SIGN_IN)
    assert kinds(read(world, WIKI, refused=(entry,))) == []
    assert kinds(world.happen(happened.SignOutAllRequested(NOW))) == []
    world.succeed(a_session())
    world.configure(APP, WIKI)
    assert (world.phase(), world.session()) == (Phase.ACTIVE, a_session())


def test_a_sign_in_to_a_route_that_is_gone_ends_whatever_else_is_refused() -> None:
    for entry in (BAD, OF_PROVIDER, replace(BAD, table="preferences", name="")):
        world = a_world(APP)
        world.wish(Action.SIGN_IN)
        assert kinds(read(world, refused=(entry,))) == ["AbandonSignIn"]


def test_what_asks_or_has_failed_stands_above_what_is_refused() -> None:
    world = a_world(APP, WIKI)
    world.wish(Action.SIGN_IN, "wiki")
    world.fail(WIKI_ID)
    read(world, APP, WIKI, refused=(replace(BAD, name="x"), NAMELESS))
    assert [row.route for row in world.snapshot.rows] == ["wiki", "x", "routes[3]", "app"]
    assert world.snapshot.rows == Pictures().next(world.model, NOW).rows


def test_a_session_to_be_ended_waits_for_a_refused_route_or_another_of_its_host() -> None:
    """What is known of the route without its entry lacks its authority."""
    other = replace(APP, name="other", url="https://app.pom.test/other")
    for routes, entry, wanted in (
        ((WIKI,), replace(BAD, name="app"), []),
        ((WIKI,), BAD, ["Revoke"]),
        ((other, WIKI), replace(BAD, name="app"), ["Revoke"]),
    ):
        world = signed_in(None, WIKI)
        world.wish(Action.SIGN_IN, "wiki")
        assert kinds(world.wish(Action.SIGN_OUT)) == ["Save"], "that sign-in may get the same session"
        read(world, *routes, refused=(entry,))
        assert [kind for kind in kinds(world.fail(WIKI_ID)) if kind == "Revoke"] == wanted
        assert len(world.model.remembered.revocations) == 1
        more = kinds(read(world, APP, WIKI, refused=()))
        assert "Revoke" in [*wanted, *more]


def test_who_shares_a_session_stays_while_the_route_it_was_got_for_is_refused() -> None:
    """Without that route nobody can say whose group it is."""
    app, mail = replace(APP, group="x"), replace(MAIL, group="x")
    world = a_world(app, WIKI, mail)
    listed = world.model.remembered.pomerium(ISSUER).with_listed(frozenset({WIKI.origin}))
    world.model = replace(world.model, remembered=world.model.remembered.with_pomerium(ISSUER, listed))
    world.wish(Action.SIGN_IN)
    world.succeed(replace(a_session(), got_for=APP.origin), opened=frozenset({WIKI.origin, MAIL.origin}))
    read(world, WIKI, mail, refused=(replace(BAD, name="app"),))
    assert [row.phase for row in world.snapshot.rows[1:]] == [Phase.ACTIVE] * 2
    world.configure(app, WIKI, mail)
    assert [row.phase for row in world.snapshot.rows] == [Phase.ACTIVE] * 3
    read(world, WIKI, mail, refused=(OF_PROVIDER,))
    assert {row.phase for row in world.snapshot.rows[1:]} == {Phase.ACTIVE, Phase.SIGNED_OUT}, "it is gone"


def test_a_name_that_another_row_has_already_is_told_apart_again() -> None:
    odd = replace(APP, name="wiki (routes[2])")
    world = a_world(WIKI, odd)
    read(world, WIKI, odd)
    assert [row.route for row in world.snapshot.rows] == ["wiki (routes[2])+", "wiki", "wiki (routes[2])"]


def test_what_may_be_a_secret_is_not_repeated() -> None:
    assert "hunter2" not in repr(Settings(refused_variables=frozenset({"hunter2"})))
