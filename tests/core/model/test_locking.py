"""Locked, no credential is in the model, none is lost, and what needs one has it unlocked or says so."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import LoginId, Phase, Stage
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.route import Preferences, Settings
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.effects import Effect, LockVault, PutOnClipboard, Renew, UnlockVault
from pomtray.core.errors import Part, Problem, Prompt
from pomtray.core.intent import Action
from pomtray.core.model import Model, credential_requests, step
from pomtray.core.model.locking import NOTICE, why_not
from pomtray.core.requests.request import Declined, Exit
from pomtray.core.secret import Secret
from pomtray.core.view.badge import Badge
from tests.core.built import (
    APP,
    APP_ID,
    CANARY,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MINUTE,
    NOW,
    PROBLEM,
    QUESTION,
    WIKI,
    World,
    a_granted,
    a_session,
    kinds,
    place,
    renewed,
)
from tests.core.model.histories import EVENTS, ROUTES, sessions, spans, stored

NO_KEYRING = Problem("No keyring", "Nothing keeps secrets.", "Start one.")


def a_world(session: Session | None = None, *, preferences: Preferences | None = None) -> World:
    """`app` is signed in to, `crm` and `wiki` are not, and the vault is open."""
    world = World()
    world.configure(APP, CRM, WIKI, preferences=preferences or Preferences(look_every=0))
    world.happen(happened.VaultOpened(NOW, {}))
    place(world, APP_ID, session or a_session())
    return world


def locked_world(**changes: Any) -> World:
    world = a_world(**changes)
    world.happen(happened.LockRequested(world.now))
    world.happen(happened.Locked(world.now))
    return world


def opened(world: World, session: Session | None = None) -> tuple[Effect, ...]:
    return world.happen(happened.VaultOpened(world.now, stored(session or a_session())))


def within(value: object) -> Iterator[object]:
    """All that `value` holds, however deep: also what no `repr` shows."""
    yield value
    if dataclasses.is_dataclass(value):
        parts: list[object] = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, tuple | list | set | frozenset):
        parts = [*value]
    else:
        return
    for part in parts:
        yield from within(part)


def secrets(model: Model) -> list[object]:
    return [part for part in within(model) if isinstance(part, Secret) or CANARY in str(part)]


def test_the_search_finds_what_is_there() -> None:
    assert secrets(a_world().model)


def test_a_wish_empties_the_clipboard_saves_and_locks_once_that_is_done() -> None:
    world = a_world()
    assert kinds(world.happen(happened.LockRequested(NOW))) == ["ClearClipboard", "Save", "LockVault"]
    assert (world.model.lock, world.row().phase) == (Lock.SAVING, Phase.ACTIVE)
    assert "locking" in world.snapshot.status
    assert world.happen(happened.LockRequested(NOW)) == ()
    world.happen(happened.Locked(NOW))
    assert (world.model.lock, secrets(world.model)) == (Lock.LOCKED, [])
    assert {row.badge for row in world.snapshot.rows} == {Badge.LOCKED}
    assert world.row().left == "locked"
    assert (world.snapshot.status, world.snapshot.tooltip) == ("Locked", "pomtray: locked")
    assert (world.snapshot.sign_in_count, world.snapshot.live_count, world.notices) == (0, 0, {})


def test_nothing_rings_while_it_is_locked() -> None:
    world = locked_world(session=a_session(lasts=HOUR), preferences=Preferences())
    assert next_deadline(world.model, NOW) is None


def test_what_cannot_be_saved_is_not_lost() -> None:
    world = a_world()
    world.happen(happened.LockRequested(NOW))
    world.happen(happened.Impaired(NOW, Part.VAULT, NO_KEYRING))
    world.happen(happened.LockRefused(NOW, NO_KEYRING))
    assert (world.model.lock, world.phase()) == (Lock.OPEN, Phase.ACTIVE)
    assert world.notices[NOTICE].title == "pomtray cannot be locked"
    assert "No keyring" in world.notices[NOTICE].text
    assert world.snapshot.no_lock


@pytest.mark.parametrize(
    ("model", "says"),
    [
        (Model(keeps=False, vault_open=True), "memory only"),
        (Model(vault_open=True, troubles={Part.VAULT: NO_KEYRING}), "No keyring"),
        (Model(), "not been read"),
    ],
)
def test_without_a_vault_it_is_not_locked_and_says_why(model: Model, says: str) -> None:
    world = World(model)
    world.configure(APP)
    assert world.happen(happened.LockRequested(NOW)) == ()
    assert world.model.lock is Lock.OPEN
    assert says in world.notices[NOTICE].text
    assert says in world.snapshot.no_lock


def test_a_sign_in_that_waits_for_the_person_is_given_up() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN, "wiki")
    effects = world.happen(happened.LockRequested(NOW))
    assert kinds(effects) == ["ClearClipboard", "AbandonSignIn", "Save", "LockVault"]


def test_a_sign_in_that_is_being_checked_is_taken_in_first() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN, "wiki")
    login = LoginId(str(WIKI.origin))
    world.happen(happened.StageReached(NOW, login, world.model.attempts, Stage.CHECKING))
    assert kinds(world.happen(happened.LockRequested(NOW))) == ["ClearClipboard"]
    new = replace(a_session("new"), may_go_to=frozenset({WIKI.origin}))
    effects = world.happen(happened.SignInSucceeded(NOW, login, world.model.attempts, new))
    assert kinds(effects)[-2:] == ["Save", "LockVault"]
    assert new in world.model.logins.holding.values()


def test_a_question_is_not_waited_for() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN, "wiki")
    login, attempt = LoginId(str(WIKI.origin)), world.model.attempts
    world.happen(happened.StageReached(NOW, login, attempt, Stage.CHECKING))
    world.happen(happened.LockRequested(NOW))
    effects = world.happen(happened.QuestionAsked(NOW, login, attempt, QUESTION))
    assert kinds(effects) == ["AbandonSignIn", "Save", "LockVault"]


def renewing() -> tuple[World, Session]:
    """A silent renewal is under way."""
    world = a_world()
    place(world, CRM_ID, session := a_granted(lasts=5 * MINUTE))
    world.now += 4 * MINUTE + timedelta(seconds=30)
    assert "Renew" in kinds(world.happen(happened.TimePassed(world.now)))
    return world, session


def test_a_renewal_under_way_is_waited_for_and_no_other_begins() -> None:
    world, session = renewing()
    assert kinds(world.happen(happened.LockRequested(world.now))) == ["ClearClipboard"]
    effects = world.happen(happened.Renewed(world.now, CRM_ID, renewed(session, 1, world.now)))
    assert kinds(effects) == ["Save", "Save", "LockVault"]
    world.now += 5 * MINUTE
    assert not [effect for effect in world.happen(happened.TimePassed(world.now)) if isinstance(effect, Renew)]


def test_a_renewal_that_fails_does_not_keep_it_open() -> None:
    world, session = renewing()
    world.happen(happened.LockRequested(world.now))
    failed = happened.RenewalFailed(world.now, CRM_ID, session.id, PROBLEM, over=False)
    assert kinds(world.happen(failed)) == ["Save", "LockVault"]


def test_renewals_that_fell_due_are_done_once_it_is_unlocked() -> None:
    world = a_world()
    world.happen(happened.LockRequested(NOW))
    world.happen(happened.Locked(NOW))
    world.now += 20 * MINUTE
    assert world.happen(happened.TimePassed(world.now)) == ()
    world.happen(happened.UnlockRequested(world.now))
    assert "Renew" in kinds(opened(world, a_granted("person", lasts=21 * MINUTE)))


def test_unlocking_reads_the_vault_and_all_is_as_before() -> None:
    world = locked_world()
    assert world.happen(happened.UnlockRequested(NOW)) == (UnlockVault(),)
    assert (world.snapshot.status, world.happen(happened.UnlockRequested(NOW))) == ("Unlocking", ())
    opened(world)
    assert (world.model.lock, world.phase(), world.session()) == (Lock.OPEN, Phase.ACTIVE, a_session())


def test_the_first_wish_for_a_credential_unlocks_and_is_done_then() -> None:
    world = locked_world()
    assert world.wish(Action.COPY_HEADER) == (UnlockVault(),)
    assert world.wish(Action.COPY_HEADER) == ()
    effects = opened(world)
    assert [effect for effect in effects if isinstance(effect, PutOnClipboard)]


def test_a_no_of_the_keyring_says_that_nothing_was_copied_and_how_to_go_on() -> None:
    world = locked_world()
    world.wish(Action.COPY_HEADER)
    world.happen(happened.Impaired(NOW, Part.VAULT, NO_KEYRING))
    world.happen(happened.UnlockRefused(NOW, replace(NO_KEYRING, prompt=Prompt.DECLINED)))
    assert (world.model.lock, world.model.troubles, world.model.held_wishes) == (Lock.LOCKED, {}, ())
    notice = world.notices[NOTICE]
    assert notice.title == "Nothing copied: pomtray is still locked"
    assert [button.id for button in notice.buttons] == ["unlock"]


def test_what_was_locked_by_an_earlier_run_is_unlocked_as_ever() -> None:
    world = World()
    world.configure(APP, CRM, WIKI, preferences=Preferences(look_every=0))
    assert world.happen(happened.FoundLocked(NOW)) == ()
    assert (world.model.lock, world.snapshot.status) == (Lock.LOCKED, "Locked")
    assert world.wish(Action.COPY_HEADER) == (UnlockVault(),)
    assert [effect for effect in opened(world) if isinstance(effect, PutOnClipboard)]


def test_what_is_open_does_not_close_by_what_is_found() -> None:
    world = a_world()
    world.happen(happened.FoundLocked(NOW))
    assert (world.model.lock, world.phase()) == (Lock.OPEN, Phase.ACTIVE)


def test_opening_the_page_needs_no_session() -> None:
    world = locked_world()
    assert kinds(world.wish(Action.OPEN)) == ["OpenPage"]


def test_a_program_is_told_that_it_is_locked() -> None:
    world = locked_world()
    with pytest.raises(Declined) as declined:
        credential_requests.decide(world.model, APP, timedelta(), NOW)
    assert (declined.value.status, declined.value.problem.title) == (Exit.LOCKED, "pomtray is locked")


WITH_SCREEN = Preferences(look_every=0, lock_with_screen=True)


def test_with_the_screen_where_the_settings_say_so() -> None:
    world = a_world(preferences=WITH_SCREEN)
    assert LockVault() in world.happen(happened.ScreenChanged(NOW, locked=True))
    plain = a_world()
    assert plain.happen(happened.ScreenChanged(NOW, locked=True)) == ()


def test_behind_a_locked_screen_it_stays_locked_and_then_is_not_unlocked_by_itself() -> None:
    world = a_world(preferences=WITH_SCREEN)
    world.happen(happened.ScreenChanged(NOW, locked=True))
    world.happen(happened.Locked(NOW))
    assert world.wish(Action.COPY_HEADER) == ()
    assert world.happen(happened.ScreenChanged(NOW, locked=False)) == ()
    assert world.model.lock is Lock.LOCKED
    assert world.wish(Action.COPY_HEADER) == (UnlockVault(),)


def test_behind_a_locked_screen_it_is_locked_as_soon_as_it_can_be() -> None:
    world = a_world(preferences=WITH_SCREEN)
    world.happen(happened.Impaired(NOW, Part.VAULT, NO_KEYRING))
    assert world.happen(happened.ScreenChanged(NOW, locked=True)) == ()
    assert LockVault() in world.happen(happened.Restored(NOW, Part.VAULT))


def test_what_was_asked_before_changes_nothing_any_more() -> None:
    world = locked_world()
    before = world.model
    world.verify(Verdict.ENDED)
    world.happen(happened.SignInSucceeded(NOW, APP_ID, 1, a_session()))
    world.happen(happened.SecretGiven(NOW, "idp", Secret(CANARY)))
    world.happen(happened.VaultOpened(NOW, stored(a_session()), Remembered()))
    assert (world.model.lock, secrets(world.model)) == (Lock.LOCKED, [])
    assert world.model.logins == before.logins


def test_settings_that_change_meanwhile_count_once_it_is_unlocked() -> None:
    world = locked_world()
    world.configure(replace(APP, name="renamed"), WIKI)
    assert {row.route for row in world.snapshot.rows} == {"renamed", "wiki"}
    world.happen(happened.UnlockRequested(NOW))
    opened(world)
    assert world.row("renamed").phase is Phase.ACTIVE


def test_a_list_that_comes_late_is_not_kept() -> None:
    model, _ = step(Model(), happened.VaultOpened(NOW, {}))
    for event in (happened.LockRequested(NOW), happened.Locked(NOW)):
        model, _ = step(model, event)
    for late in (
        happened.PortalRead(NOW, APP.origin, Portal("ada", {str(APP.origin): "App"})),
        happened.RoutesListed(NOW, ISSUER, frozenset({APP.origin})),
    ):
        assert step(model, late) == (model, ())


def test_behind_a_locked_screen_a_vault_that_opens_after_a_refusal_is_locked_at_once() -> None:
    world = a_world(preferences=WITH_SCREEN)
    world.happen(happened.ScreenChanged(NOW, locked=True))
    world.happen(happened.LockRefused(NOW, NO_KEYRING))
    assert (world.model.lock, Part.VAULT in world.model.troubles) == (Lock.OPEN, True)
    assert LockVault() in world.happen(happened.VaultOpened(NOW, stored(a_granted("person"))))


LOCKING = st.sampled_from([happened.LockRequested(NOW), happened.Locked(NOW), happened.UnlockRequested(NOW)])


@given(st.lists(sessions, max_size=3), st.lists(st.tuples(spans, LOCKING | st.one_of(EVENTS)), max_size=25))
def test_locked_the_model_holds_no_secret_and_none_is_lost(
    held: list[Session], history: list[tuple[timedelta, Any]]
) -> None:
    model, _ = step(Model(), happened.SettingsRead(NOW, Settings(ROUTES)))
    read = {key: login for session in held for key, login in stored(session).items()}
    model, _ = step(model, happened.VaultOpened(NOW, read))
    now = NOW
    for span, event in history:
        now += span
        before, (model, effects) = model, step(model, replace(event, at=now))
        if model.lock.is_shut:
            assert secrets(model) == []
            assert not {"Save", "Verify", "Renew", "BeginSignIn", "PutOnClipboard"} & set(kinds(effects))
        if LockVault() in effects:
            assert "Save" in kinds(effects)
            assert why_not(model) is None or before.lock.is_closing
        if model.lock.is_shut and not before.lock.is_shut:
            assert isinstance(event, happened.Locked)
            assert before.lock is Lock.SAVING
