"""What the settings file and the vault say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Login, Phase, SignedIn
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Verdict
from pomtray.core.domain.stored import dump, load
from pomtray.core.effects import Save
from pomtray.core.errors import Missing, Part, Problem
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from pomtray.core.view.snapshot import Badge, Mark
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    MINUTE,
    NOW,
    PROBLEM,
    WIKI,
    World,
    a_granted,
    a_session,
    a_world,
    kinds,
    place,
    signed_in,
)

LOCKED = Problem("The keyring is locked", "It did not answer.")


def test_a_bad_settings_file_is_said_until_a_good_one_comes() -> None:
    world = a_world()
    world.happen(happened.Impaired(NOW, Part.SETTINGS, PROBLEM))
    assert world.snapshot.trouble == (Missing(Part.SETTINGS, PROBLEM),)
    assert [row.route for row in world.snapshot.rows] == ["app"]
    world.happen(happened.VaultOpened(NOW, {}))
    assert world.snapshot.trouble == (Missing(Part.SETTINGS, PROBLEM),)
    world.configure(APP, WIKI)
    assert not world.snapshot.trouble


def test_a_route_that_comes_back_finds_its_session() -> None:
    world = signed_in()
    world.configure(WIKI)
    assert [row.route for row in world.snapshot.rows] == ["wiki"]
    assert world.wish(Action.COPY_HEADER) == ()
    world.now += HOUR
    assert kinds(world.configure(APP)) == ["Verify"]
    assert world.phase() is Phase.ACTIVE


def test_two_routes_of_one_origin_share_a_login() -> None:
    world = signed_in()
    world.configure(APP, replace(APP, name="other", url="https://app.pom.test/other"))
    assert [row.phase for row in world.snapshot.rows] == [Phase.ACTIVE, Phase.ACTIVE]


def test_a_tcp_route_beside_one_that_is_signed_in_is_asked_about_at_once() -> None:
    """The session serves its host already, and the server's yes was about that."""
    world = signed_in()
    second = Route("db", "tcp+https://app.pom.test:5432")
    assert kinds(world.configure(APP, second)) == ["Verify"]
    world.happen(happened.Verified(world.now, "one", Verdict.LIVE, heard={second.place: None}))
    assert world.configure(APP, second, replace(second, name="db again")) == (), "it has said so"


STORED = {APP_ID: Login(APP_ID, frozenset({APP.origin}), SignedIn(a_session()))}


def test_the_last_runs_sessions_are_asked_about() -> None:
    world = a_world()
    world.now += MINUTE
    assert kinds(world.happen(happened.VaultOpened(world.now, STORED))) == ["Verify"]
    assert world.phase() is Phase.ACTIVE


def restarted(login: Login, remembered: Remembered | None = None) -> World:
    """A run that finds `login` in the vault, an hour later."""
    world = a_world()
    world.now += HOUR
    world.happen(happened.VaultOpened(world.now, {APP_ID: login}, remembered or Remembered()))
    return world


def test_what_was_found_dead_is_not_told_again_by_the_next_run() -> None:
    dead = replace(STORED[APP_ID], state=SignedIn(a_session().ended(NOW)))
    world = restarted(dead)
    assert world.notices == {}
    assert (world.row().left, world.snapshot.badge) == ("ended", Badge.EXPIRED)
    world.wish(Action.SIGN_IN)
    world.succeed(a_session("two", at=world.now))
    world.verify(Verdict.ENDED, "two")
    assert world.notice().title == "app has ended"


@pytest.mark.parametrize("why", ["snoozed", "paused", "while nobody ran it", "ended by time"])
def test_what_may_not_have_been_told_yet_is_told_by_the_next_run(why: str) -> None:
    dead, remembered = replace(STORED[APP_ID], state=SignedIn(a_session().ended(NOW))), Remembered()
    match why:
        case "snoozed":
            dead = replace(dead, snoozed_until=NOW + MINUTE)
        case "paused":
            remembered = Remembered(paused_until=NOW + MINUTE)
        case "ended by time":
            dead = replace(dead, state=SignedIn(a_session(lasts=MINUTE)))
        case _:
            dead = STORED[APP_ID]
    world = restarted(dead, remembered)
    world.verify(Verdict.ENDED)
    assert world.notice().title == "app has ended"


def test_they_are_asked_about_once_the_settings_can_be_read() -> None:
    world = World()
    world.happen(happened.Impaired(NOW, Part.SETTINGS, PROBLEM))
    world.now += HOUR
    assert world.happen(happened.VaultOpened(world.now, STORED)) == ()
    assert kinds(world.configure(APP)) == ["Verify"]


@pytest.mark.parametrize("state", ["signing in", "failed"])
def test_an_attempt_of_this_run_keeps_the_last_runs_session(state: str) -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    if state == "failed":
        world.fail()
    world.happen(happened.VaultOpened(NOW, STORED))
    assert world.session() == a_session()
    if state == "signing in":
        assert world.phase() is Phase.SIGNING_IN
        world.wish(Action.CANCEL)
    assert world.phase() is Phase.ACTIVE


def test_a_sign_out_of_this_run_is_not_undone() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN)
    world.succeed(a_session("two"))
    world.wish(Action.SIGN_OUT)
    world.happen(happened.VaultOpened(NOW, STORED))
    assert world.phase() is Phase.SIGNED_OUT


def test_a_vault_that_fails_is_said() -> None:
    world = signed_in()
    world.happen(happened.Impaired(NOW, Part.VAULT, LOCKED))
    shown = world.snapshot
    assert (shown.badge, shown.mark, shown.trouble) == (Badge.WELL, Mark.LOCKED, (Missing(Part.VAULT, LOCKED),))
    assert shown.status == "Signed in to 1 of 1 route · not saved"
    assert "not saved" in shown.tooltip
    world.happen(happened.Restored(NOW, Part.VAULT))
    assert (world.snapshot.badge, world.snapshot.mark) == (Badge.WELL, None)


@pytest.mark.parametrize("part", Part)
def test_what_cannot_be_had_is_said_until_it_can(part: Part) -> None:
    world = signed_in()
    world.happen(happened.Restored(NOW, part))
    assert not world.snapshot.trouble
    world.happen(happened.Impaired(NOW, part, PROBLEM))
    world.happen(happened.Impaired(NOW, part, LOCKED))
    assert world.snapshot.trouble == (Missing(part, LOCKED),)
    world.happen(happened.Restored(NOW, part))
    assert not world.snapshot.trouble


def test_each_part_is_told_of_in_its_place() -> None:
    world = signed_in()
    for part in reversed(Part):
        world.happen(happened.Impaired(NOW, part, Problem(part.value, "It is gone.")))
    assert [missing.problem.title for missing in world.snapshot.trouble] == list(Part)
    world.happen(happened.Restored(NOW, Part.LOG))
    rest = [part for part in Part if part is not Part.LOG]
    assert [missing.problem.title for missing in world.snapshot.trouble] == rest


def test_a_secret_is_kept_replaced_and_dropped() -> None:
    world = a_world(CRM)
    for given, kept in (("a", {"idp": Secret("a")}), ("b", {"idp": Secret("b")})):
        assert world.happen(happened.SecretGiven(NOW, "idp", Secret(given))) == (Save(),)
        assert world.model.remembered.secrets == kept
    world.happen(happened.SecretGiven(NOW, "other", Secret("c")))
    assert world.happen(happened.SecretGiven(NOW, "idp", None)) == (Save(),)
    assert world.model.remembered.secrets == {"other": Secret("c")}
    assert world.happen(happened.SecretGiven(NOW, "nobody", None)) == (Save(),)


def test_the_last_runs_memories_are_taken_where_this_run_has_none() -> None:
    world = a_world()
    world.happen(happened.SecretGiven(NOW, "idp", Secret("new")))
    old = Remembered(paused_until=NOW + HOUR, secrets={"idp": Secret("old"), "other": Secret("old")})
    world.happen(happened.VaultOpened(NOW, {}, old))
    assert world.model.remembered.secrets == {"idp": Secret("new"), "other": Secret("old")}
    assert world.snapshot.paused == "Notices are paused until 10:00"


def test_logins_keep_their_order_when_the_vault_opens() -> None:
    routes = [Route(f"r{number}", f"https://r{number}.test") for number in range(30)]
    world = a_world(*routes)
    before = list(world.model.logins)
    world.happen(happened.VaultOpened(NOW, {}))
    assert list(world.model.logins) == before


def test_one_origin_in_two_ways_has_two_logins() -> None:
    same = replace(CRM, name="same", url=APP.url)
    world = a_world(APP, same)
    assert len(world.model.logins) == 2
    place(world, APP_ID, a_session())
    assert [(row.route, row.phase) for row in world.snapshot.rows] == [
        ("app", Phase.ACTIVE),
        ("same", Phase.SIGNED_OUT),
    ]
    read = world.happen(happened.VaultOpened(NOW, load(dump(world.model.logins))))
    assert len(world.model.logins) == 2
    assert kinds(read) == []


def test_another_provider_for_a_route_leaves_the_session_where_it_is() -> None:
    world = a_world(CRM)
    place(world, CRM_ID, a_granted())
    world.configure(replace(CRM, provider=Provider("other", "https://other.test", "client")))
    assert world.row("crm").phase is Phase.SIGNED_OUT
    assert world.wish(Action.COPY_TOKEN, "crm") == ()
    world.configure(CRM)
    assert world.row("crm").phase is Phase.ACTIVE
