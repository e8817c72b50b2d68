"""Sessions that their provider renews: when, what comes of it, and what nobody has to do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from unittest.mock import ANY

import pytest

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.login import Failed, Login, LoginId, Phase, SignedIn
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.renewal import renew_at
from pomtray.core.domain.session import Grant, Session, Verdict
from pomtray.core.domain.stored import dump, load
from pomtray.core.effects import BeginSignIn, PutOnClipboard, Renew, Revoke, Save
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from tests.core.built import (
    ALICE,
    CANARY,
    CRM,
    CRM_ID,
    HOUR,
    MINUTE,
    NOW,
    PROBLEM,
    ROBOT,
    ROBOT_ID,
    SECOND,
    World,
    a_granted,
    a_world,
    kinds,
    place,
    renewed,
)


def granted(session: Session | None = None) -> World:
    world = a_world(CRM, ROBOT)
    place(world, CRM_ID, session or a_granted())
    return world


def due(world: World) -> World:
    """At the moment at which the renewal begins, and with it under way."""
    at = next_deadline(world.model, world.now)
    assert at is not None
    assert kinds(world.wait(at - world.now)) == ["Renew"]
    return world


def grant(world: World, login: LoginId = CRM_ID) -> Grant:
    session = world.session(login)
    assert session
    assert session.grant
    return session.grant


def refused(world: World, *, over: bool, session: str = "granted", login: LoginId = CRM_ID) -> list[str]:
    return kinds(world.happen(happened.RenewalFailed(world.now, login, session, PROBLEM, over)))


def said_no(world: World, session: str = "granted", login: LoginId = CRM_ID) -> list[str]:
    return kinds(world.happen(happened.RenewalFailed(world.now, login, session, PROBLEM, over=False, refused=True)))


def rotated(world: World, number: int, session: str = "granted") -> list[str]:
    return kinds(world.happen(happened.Rotated(world.now, CRM_ID, session, Secret(f"refresh {CANARY} {number}"))))


def test_it_begins_by_itself_and_once() -> None:
    world = granted()
    at = renew_at(a_granted())
    assert at is not None
    assert world.wait(at - NOW - SECOND) == ()
    assert world.wait(SECOND) == (Renew(CRM_ID, a_granted(), CRM),)
    assert world.wait(SECOND) == ()
    assert kinds(world.happen(happened.Resumed(world.now))) == ["Verify"]
    assert next_deadline(world.model, world.now) == NOW + 5 * MINUTE


def test_the_new_credential_serves_and_is_saved() -> None:
    world = due(granted())
    new = renewed(a_granted(), 1, world.now)
    assert world.happen(happened.Renewed(world.now, CRM_ID, new)) == (Save(),)
    assert world.session(CRM_ID) == new
    assert (world.row("crm").note, world.notices) == ("checked just now, renews itself", {})
    due(world)


def test_routes_that_joined_stay() -> None:
    world = due(granted(replace(a_granted(), may_go_to=frozenset({CRM.origin, ROBOT.origin}))))
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(a_granted(), 1, world.now)))
    session = world.session(CRM_ID)
    assert session
    assert session.may_go_to == {CRM.origin, ROBOT.origin}


def test_a_rotated_refresh_token_is_kept_before_anything_that_came_with_it() -> None:
    world = due(granted())
    assert rotated(world, 1) == ["Save"]
    assert grant(world).refresh == Secret(f"refresh {CANARY} 1")
    assert grant(world).asked
    kept = load(dump(world.model.logins))[CRM_ID].state
    assert isinstance(kept, SignedIn)
    assert kept.session.grant
    assert kept.session.grant.refresh == Secret(f"refresh {CANARY} 1")
    assert kept.session.credential == a_granted().credential


def test_what_was_rotated_outlives_a_failure_after_it() -> None:
    """The provider gave it, then the exchange at Pomerium failed."""
    world = due(granted())
    rotated(world, 1)
    refused(world, over=False)
    (effect,) = [effect for effect in world.wait(5 * SECOND) if isinstance(effect, Renew)]
    assert effect.session.grant
    assert effect.session.grant.refresh == Secret(f"refresh {CANARY} 1")


def test_what_may_pass_is_tried_again_later_and_later() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    waits = []
    for _ in range(9):
        assert refused(world, over=False) == []
        retry_at = grant(world).retry_at
        assert retry_at
        waits.append(int((retry_at - world.now).total_seconds()))
        assert "Renew" not in kinds(world.wait(retry_at - world.now - SECOND))
        assert "Renew" in kinds(world.wait(SECOND))
    assert waits == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_the_old_credential_serves_until_its_end() -> None:
    world = due(granted())
    assert world.phase(CRM_ID) is Phase.ACTIVE
    refused(world, over=False)
    assert world.phase(CRM_ID) is Phase.EXPIRING
    assert world.row("crm").note == "checked 3 m ago, not renewed yet, tried again at 09:03 (No such host)"
    assert kinds(world.wish(Action.COPY_TOKEN, "crm")) == ["PutOnClipboard"]
    world.now = NOW + 5 * MINUTE - SECOND
    assert (world.phase(CRM_ID), list(world.notices)) == (Phase.EXPIRING, [])
    world.now += SECOND
    assert (world.phase(CRM_ID), list(world.notices)) == (Phase.EXPIRED, [])
    refused(world, over=False)
    text = f"It could not be renewed in time. That is tried again by itself. {PROBLEM.sentence}"
    assert world.notice(CRM_ID).text == text


def test_news_that_are_good_again_are_no_news() -> None:
    world = due(granted())
    refused(world, over=False)
    world.wait(5 * MINUTE)
    refused(world, over=False)
    assert list(world.notices) == [f"login:{CRM_ID}"]
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(a_granted(), 1, world.now)))
    assert (world.notices, grant(world).failures, grant(world).retry_at) == ({}, 0, None)


def test_what_is_over_is_said_once_and_not_tried_again() -> None:
    world = due(granted())
    left = NOW + 5 * MINUTE - world.now
    assert refused(world, over=True) == ["Save"]
    assert [(past.notice.title, past.notice.text) for past in world.model.past] == [
        ("crm is not renewed any more", PROBLEM.text())
    ]
    assert world.notice(CRM_ID).title == "crm: sign in again"
    assert world.notice(CRM_ID).text == "app.pom.test has no address. What you have works until 09:05."
    assert [button.id for button in world.notice(CRM_ID).buttons] == ["renew", "snooze"]
    assert world.row("crm").note.endswith("not renewed any more: sign in again (No such host)")
    assert world.row("crm").reason == PROBLEM.text()
    assert not world.row("crm").renews
    assert kinds(world.wish(Action.COPY_TOKEN, "crm")) == ["PutOnClipboard"]
    world.effects.clear()
    world.wait(left)
    assert world.notice(CRM_ID).title == "crm has ended"
    assert world.notice(CRM_ID).text == PROBLEM.text()
    for _ in range(20):
        world.wait(HOUR)
        world.happen(happened.Resumed(world.now))
    assert "Renew" not in kinds(world.effects)
    assert kinds(world.press("renew", CRM_ID)) == ["BeginSignIn"]


def test_a_definite_no_is_asked_about_once_more_and_then_it_is_over_before_the_end() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    assert said_no(world) == []
    assert (grant(world).over, world.notices) == (None, {})
    assert world.wait(MINUTE - SECOND) == ()
    assert "Renew" in kinds(world.wait(SECOND))
    assert said_no(world) == ["Save"]
    assert grant(world).over == PROBLEM
    assert world.phase(CRM_ID) is Phase.ACTIVE
    assert world.notice(CRM_ID).title == "crm: sign in again"
    world.effects.clear()
    for _ in range(24):
        world.wait(HOUR)
        world.happen(happened.Resumed(world.now))
    assert "Renew" not in kinds(world.effects)


def test_trouble_between_two_refusals_makes_none_good() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    said_no(world)
    world.wait(MINUTE)
    refused(world, over=False)
    assert "Renew" in kinds(world.wait(10 * SECOND))
    said_no(world)
    assert grant(world).over


def test_what_is_renewed_may_be_refused_twice_again() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    said_no(world)
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(a_granted(lasts=HOUR), 1, world.now, HOUR)))
    assert (grant(world).refused, grant(world).problem) == (False, None)
    due(world)
    said_no(world)
    assert grant(world).over is None


def test_how_long_a_provider_asks_to_be_left_alone_counts() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    event = happened.RenewalFailed(world.now, CRM_ID, "granted", PROBLEM, over=False, retry_for=2 * MINUTE)
    world.happen(event)
    assert grant(world).retry_at == world.now + 2 * MINUTE


@pytest.mark.parametrize("kind", [happened.Resumed, lambda at: happened.NetworkChanged(at, online=True)])
def test_it_is_left_alone_though_the_network_is_back(kind: Callable[[datetime], happened.Event]) -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    event = happened.RenewalFailed(world.now, CRM_ID, "granted", PROBLEM, over=False, retry_for=2 * MINUTE)
    world.happen(event)
    world.now += 2 * MINUTE - SECOND
    assert "Renew" not in kinds(world.happen(kind(world.now)))
    assert "Renew" in kinds(world.wait(SECOND))
    refused(world, over=False)
    assert grant(world).alone_until is None
    assert "Renew" in kinds(world.happen(kind(world.now)))


def test_nobody_is_left_alone_for_longer_than_an_hour() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    event = happened.RenewalFailed(world.now, CRM_ID, "granted", PROBLEM, over=False, retry_for=30 * HOUR)
    world.happen(event)
    assert grant(world).retry_at == grant(world).alone_until == world.now + HOUR


# When the provider, or what the settings say of it, is another than before


def two() -> World:
    """A person's session and a machine's of one provider, which does not answer to either."""
    world = granted(a_granted(lasts=HOUR))
    place(world, ROBOT_ID, a_granted("machine", route=ROBOT, lasts=HOUR))
    world.now += 59 * MINUTE
    world.happen(happened.TimePassed(world.now))
    for _ in range(4):
        refused(world, over=False)
        refused(world, over=False, session="machine", login=ROBOT_ID)
        world.wait(MINUTE)
    return world


def test_a_provider_that_answers_one_session_is_asked_about_the_others_at_once() -> None:
    world = two()
    refused(world, over=False)
    fresh = renewed(a_granted("machine", route=ROBOT), 1, world.now)
    effects = world.happen(happened.Renewed(world.now, ROBOT_ID, fresh))
    assert [effect.login for effect in effects if isinstance(effect, Renew)] == [CRM_ID]


def test_so_it_is_before_it_wants_to_be_asked() -> None:
    world = two()
    event = happened.RenewalFailed(world.now, CRM_ID, "granted", PROBLEM, over=False, retry_for=HOUR)
    world.happen(event)
    fresh = renewed(a_granted("machine", route=ROBOT), 1, world.now)
    effects = world.happen(happened.Renewed(world.now, ROBOT_ID, fresh))
    assert [effect.login for effect in effects if isinstance(effect, Renew)] == [CRM_ID]


def test_a_sign_in_shows_that_it_is_back_too() -> None:
    world = two()
    refused(world, over=False, session="machine", login=ROBOT_ID)
    world.wish(Action.SIGN_IN, "crm")
    effects = world.succeed(a_granted("new", at=world.now), CRM_ID)
    assert [effect.login for effect in effects if isinstance(effect, Renew)] == [ROBOT_ID]


def test_another_providers_answer_hastens_nothing() -> None:
    world = two()
    refused(world, over=False)
    elsewhere = replace(a_granted("machine", route=ROBOT), issuer=Origin.parse("https://other.test"))
    fresh = renewed(elsewhere, 1, world.now)
    assert "Renew" not in kinds(world.happen(happened.Renewed(world.now, ROBOT_ID, fresh)))


def test_a_definite_no_is_not_tried_early() -> None:
    world = two()
    said_no(world)
    world.happen(happened.Renewed(world.now, ROBOT_ID, renewed(a_granted("machine", route=ROBOT), 1, world.now)))
    assert "Renew" not in kinds(world.happen(happened.NetworkChanged(world.now, online=True)))
    assert "Renew" in kinds(world.wait(MINUTE))


def test_a_revocation_that_met_it_when_it_was_away_goes_on_too() -> None:
    world = two()
    world.wish(Action.SIGN_OUT, "crm")
    refused(world, over=False)
    world.happen(happened.Revoked(world.now, "granted", Verdict.UNREACHABLE))
    fresh = renewed(a_granted("machine", route=ROBOT), 1, world.now)
    assert "Revoke" in kinds(world.happen(happened.Renewed(world.now, ROBOT_ID, fresh)))


@pytest.mark.parametrize("count", [1, 2])
def test_what_was_refused_is_tried_again_when_the_settings_say_something_else(count: int) -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    for _ in range(count):
        said_no(world)
        world.wait(MINUTE)
    assert CRM.provider
    world.effects.clear()
    world.configure(CRM, replace(ROBOT, name="other name"))
    assert "Renew" not in kinds(world.effects) or count == 1
    other = replace(CRM.provider, token_params=(("x", "1"),))
    if count == 1:
        refused(world, over=False)
    assert "Renew" in kinds(world.configure(replace(CRM, provider=other)))
    assert (grant(world).over, grant(world).refused) == (None, False)


def test_so_it_is_when_a_secret_is_typed_in() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    refused(world, over=True)
    assert "Renew" not in kinds(world.happen(happened.SecretGiven(world.now, "another", Secret("x"))))
    assert "Renew" not in kinds(world.happen(happened.SecretGiven(world.now, "idp", None)))
    assert "Renew" in kinds(world.happen(happened.SecretGiven(world.now, "idp", Secret("x"))))


# Renew, wished by somebody who is there


def test_renew_asks_the_provider_first_and_says_so() -> None:
    world = granted(a_granted(lasts=HOUR))
    assert world.wish(Action.RENEW, "crm") == (Renew(CRM_ID, a_granted(lasts=HOUR), CRM),)
    new = renewed(a_granted(lasts=HOUR), 1, world.now, 2 * HOUR)
    world.happen(happened.Renewed(world.now, CRM_ID, new))
    assert world.notice(CRM_ID).title == "Renewed crm"
    assert world.notice(CRM_ID).text == "alice@pom.test is signed in, until 11:00."
    world.now += 90 * MINUTE
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(new, 2, world.now, HOUR)))
    assert world.notices == {}, "nobody waits for this one"


def test_renew_joins_what_is_under_way() -> None:
    world = due(granted())
    assert world.wish(Action.RENEW, "crm") == ()
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(a_granted(), 1, world.now)))
    assert world.notice(CRM_ID).title == "Renewed crm"


def test_a_no_leads_to_the_sign_in_at_once() -> None:
    world = granted(a_granted(lasts=HOUR))
    world.wish(Action.RENEW, "crm")
    assert said_no(world) == ["BeginSignIn"]
    world.wish(Action.CANCEL, "crm")
    assert world.wait(MINUTE - SECOND) == ()
    assert "Renew" in kinds(world.wait(SECOND))


def test_what_may_pass_is_told_to_who_waits_and_tried_again() -> None:
    world = granted(a_granted(lasts=HOUR))
    world.wish(Action.RENEW, "crm")
    assert refused(world, over=False) == []
    assert world.notice(CRM_ID).title == "crm could not be renewed"
    assert world.notice(CRM_ID).text == f"{PROBLEM.text()} That is tried again by itself."
    assert [button.label for button in world.notice(CRM_ID).buttons] == ["Sign in"]
    assert "Renew" in kinds(world.wait(5 * SECOND))
    refused(world, over=True)
    assert world.notice(CRM_ID).title == "crm: sign in again"


@pytest.mark.parametrize("action", [Action.SIGN_OUT, Action.SIGN_IN])
def test_who_has_done_something_else_waits_no_more(action: Action) -> None:
    world = granted(a_granted(lasts=HOUR))
    world.wish(Action.RENEW, "crm")
    world.wish(action, "crm")
    assert world.model.by_hand == frozenset()


def test_a_route_that_is_gone_meanwhile_opens_no_page() -> None:
    world = granted(a_granted(lasts=HOUR))
    world.wish(Action.RENEW, "crm")
    world.configure(ROBOT)
    assert "BeginSignIn" not in said_no(world)


def test_a_notices_button_renews_so_too() -> None:
    world = granted()
    world.now += 6 * MINUTE
    world.happen(happened.TimePassed(world.now))
    for _ in range(2):
        refused(world, over=False)
        world.wait(10 * SECOND)
    assert world.notice(CRM_ID).title == "crm has ended"
    assert kinds(world.press("renew", CRM_ID)) == []
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(a_granted(), 1, world.now)))
    assert world.notice(CRM_ID).title == "Renewed crm"


def test_a_new_sign_in_makes_it_good() -> None:
    world = due(granted())
    refused(world, over=True)
    world.wish(Action.SIGN_IN, "crm")
    world.succeed(a_granted("new", at=world.now), CRM_ID)
    assert world.notice(CRM_ID).title == "Signed in to crm"
    due(world)


def test_no_renewal_begins_while_the_person_signs_in() -> None:
    world = granted()
    world.wish(Action.SIGN_IN, "crm")
    world.now += 4 * MINUTE
    assert world.happen(happened.TimePassed(world.now)) == ()
    assert kinds(world.wish(Action.CANCEL, "crm")) == ["AbandonSignIn", "Renew"]


def test_a_sign_in_that_fails_does_not_stop_renewing() -> None:
    world = granted()
    world.wish(Action.SIGN_IN, "crm")
    world.fail(CRM_ID)
    world.now += 4 * MINUTE
    assert kinds(world.happen(happened.TimePassed(world.now))) == ["Renew"]
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(a_granted(), 1, world.now)))
    assert isinstance(world.model.logins[CRM_ID].state, Failed)
    assert world.phase(CRM_ID) is Phase.ACTIVE


@pytest.mark.parametrize("word", ["rotated", "renewed", "failed"])
@pytest.mark.parametrize("since", ["signed in again", "nobody"])
def test_what_is_said_of_an_older_session_changes_nothing(word: str, since: str) -> None:
    world = due(granted())
    login = CRM_ID if since != "nobody" else LoginId("nobody")
    if since == "signed in again":
        world.wish(Action.SIGN_IN, "crm")
        world.succeed(a_granted("new", at=world.now), CRM_ID)
    before = world.model
    match word:
        case "rotated":
            event: happened.Event = happened.Rotated(world.now, login, "granted", Secret("x"))
        case "renewed":
            event = happened.Renewed(world.now, login, renewed(a_granted(), 1, world.now))
        case _:
            event = happened.RenewalFailed(world.now, login, "granted", PROBLEM, over=True)
    assert (world.happen(event), world.model) == ((), before)


@pytest.mark.parametrize("word", ["rotated", "failed"])
def test_a_session_of_pomeriums_own_is_not_renewed(word: str) -> None:
    world = granted(replace(a_granted(), grant=None))
    assert kinds(world.wait(4 * MINUTE)) == ["Verify"]
    before = world.model
    assert (rotated(world, 1) if word == "rotated" else refused(world, over=True)) == []
    assert world.model == before


def test_a_route_that_is_gone_is_not_renewed_until_it_is_back() -> None:
    world = granted()
    world.configure(ROBOT)
    assert world.wait(HOUR) == ()
    assert next_deadline(world.model, world.now) is None
    assert kinds(world.configure(CRM)) == ["Renew"]


def test_waking_up_hastens_what_failed() -> None:
    world = due(granted(a_granted(lasts=HOUR)))
    for _ in range(6):
        refused(world, over=False)
        retry_at = grant(world).retry_at
        assert retry_at
        world.wait(retry_at - world.now)
    refused(world, over=False)
    assert world.wait(SECOND) == ()
    assert "Renew" in kinds(world.happen(happened.NetworkChanged(world.now, online=True)))
    refused(world, over=False)
    assert world.happen(happened.NetworkChanged(world.now, online=False)) == ()
    assert "Renew" in kinds(world.happen(happened.Resumed(world.now)))


def test_nothing_is_tried_early_that_did_not_fail() -> None:
    world = granted()
    assert kinds(world.happen(happened.Resumed(world.now + MINUTE))) == ["Verify"]


def test_a_machine_that_wakes_up_says_nothing_while_it_renews() -> None:
    world = granted()
    world.now += 8 * HOUR
    assert kinds(world.happen(happened.Resumed(world.now))) == ["Renew"]
    assert (world.phase(CRM_ID), world.notices) == (Phase.EXPIRED, {})
    refused(world, over=False)
    assert world.notices == {}
    assert kinds(world.wait(5 * SECOND)) == ["Renew"]
    refused(world, over=False)
    assert world.notice(CRM_ID).title == "crm has ended"


@pytest.mark.parametrize("hours", [2, -2])
def test_a_step_of_the_clock_renews_at_once_and_once(hours: int) -> None:
    world = granted(a_granted(lasts=HOUR))
    world.now += timedelta(hours=hours)
    assert "Renew" in kinds(world.happen(happened.Resumed(world.now)))
    world.happen(happened.Renewed(world.now, CRM_ID, renewed(a_granted(), 1, world.now, HOUR)))
    assert world.wait(30 * MINUTE) == ()


def test_after_a_step_back_failures_wait_as_ever() -> None:
    world = granted(a_granted(lasts=HOUR))
    world.now -= 2 * HOUR
    world.happen(happened.Resumed(world.now))
    refused(world, over=False)
    assert world.wait(SECOND) == ()
    assert kinds(world.wait(4 * SECOND)) == ["Renew"]


def test_a_copy_waits_for_a_fresh_credential() -> None:
    world = granted()
    world.now += 5 * MINUTE - 29 * SECOND
    assert world.wish(Action.COPY_TOKEN, "crm") == (Renew(CRM_ID, a_granted(), CRM),)
    new = renewed(a_granted(), 1, world.now)
    effects = world.happen(happened.Renewed(world.now, CRM_ID, new))
    assert effects == (Save(), PutOnClipboard(new.credential.reveal(), world.now + 30 * SECOND, ANY, new.id, "crm"))
    assert "renewed by itself: copy again then" in world.notices["copied"].text


def test_a_copy_hastens_what_is_tried_again_later() -> None:
    world = due(granted())
    for _ in range(4):
        refused(world, over=False)
        world.wait(40 * SECOND)
    refused(world, over=False)
    assert kinds(world.wish(Action.COPY_TOKEN, "crm")) == ["Renew"]
    assert world.wish(Action.COPY_TOKEN, "crm") == ()


@pytest.mark.parametrize(("left", "copied"), [(20 * SECOND, True), (-SECOND, False)])
def test_a_copy_that_waited_in_vain(left: timedelta, copied: bool) -> None:  # noqa: FBT001 a table
    world = granted()
    world.now += 5 * MINUTE - left
    world.wish(Action.COPY_TOKEN, "crm")
    assert refused(world, over=False) == (["PutOnClipboard"] if copied else [])
    assert world.model.copies == {}
    if not copied:
        assert world.notice(CRM_ID).title == "Nothing copied: no session for crm"


def test_a_credential_with_time_left_is_copied_at_once_and_not_asked_about() -> None:
    world = granted(a_granted(lasts=2 * HOUR))
    world.now += HOUR
    assert kinds(world.wish(Action.COPY_TOKEN, "crm")) == ["PutOnClipboard"]


def test_a_machine_signs_in_first_without_anybody() -> None:
    world = a_world(ROBOT)
    assert world.wish(Action.COPY_HEADER, "robot") == (BeginSignIn(ROBOT_ID, 1, ROBOT),)
    token = a_granted("machine", route=ROBOT)
    effects = world.succeed(token, ROBOT_ID)
    line = f"Authorization: Bearer {token.credential.reveal()}"
    assert effects == (Save(), PutOnClipboard(line, world.now + 30 * SECOND, ANY, token.id, "robot"))
    assert kinds(world.wish(Action.COPY_HEADER, "robot")) == ["PutOnClipboard"]
    assert {Action.COPY_LINK, Action.DEVICE} & world.row("robot").actions == set()
    assert {Action.COPY_LINK, Action.DEVICE} <= granted().row("crm").actions


def test_a_machine_that_cannot_sign_in_copies_nothing() -> None:
    world = a_world(ROBOT)
    world.wish(Action.COPY_HEADER, "robot")
    assert world.fail(ROBOT_ID) == ()
    assert world.model.copies == {}


def test_a_person_is_not_sent_to_a_page_by_a_copy() -> None:
    world = a_world(CRM)
    assert world.wish(Action.COPY_HEADER, "crm") == ()
    assert "Nothing copied" in world.notice(CRM_ID).title


def test_a_machine_renews_without_a_refresh_token() -> None:
    world = a_world(ROBOT)
    place(world, ROBOT_ID, a_granted("machine", route=ROBOT))
    due(world)
    new = renewed(a_granted("machine", route=ROBOT), 1, world.now)
    assert new.grant == Grant(ROBOT.method, renewed_at=world.now)
    assert kinds(world.happen(happened.Renewed(world.now, ROBOT_ID, new))) == ["Save"]
    due(world)


def test_without_a_refresh_token_a_person_is_warned_as_ever() -> None:
    session = a_granted(lasts=HOUR)
    world = granted(replace(session, grant=Grant(CRM.method)))
    assert kinds(world.wait(54 * MINUTE)) == ["Verify"]
    assert world.notice(CRM_ID).title == "crm is ending soon"
    assert "renew" not in world.row("crm").note
    assert kinds(world.wish(Action.COPY_TOKEN, "crm")) == ["PutOnClipboard"]
    assert "renewed by itself" not in world.notices["copied"].text


def test_the_last_runs_session_is_renewed_by_this_one() -> None:
    held = {CRM_ID: Login(CRM_ID, frozenset({CRM.origin}), SignedIn(a_granted()), ALICE, way=CRM.way)}
    world = World(now=NOW + 9 * HOUR)
    assert world.happen(happened.VaultOpened(world.now, held)) == ()
    assert world.configure(CRM) == (Renew(CRM_ID, a_granted(), CRM),)


def test_nothing_is_renewed_that_was_signed_out_of() -> None:
    world = due(granted())
    assert kinds(world.wish(Action.SIGN_OUT, "crm")) == ["Save"]
    assert world.wait(HOUR) == ()
    assert next_deadline(world.model, world.now) is None


@pytest.mark.parametrize("rotates", [False, True])
def test_what_a_renewal_brings_after_the_sign_out_is_what_is_revoked(*, rotates: bool) -> None:
    world = due(granted())
    world.wish(Action.SIGN_OUT, "crm")
    if rotates:
        assert rotated(world, 1) == ["Save"]
    effects = world.happen(happened.RenewalFailed(world.now, CRM_ID, "granted", PROBLEM, over=False))
    assert kinds(effects) == ["Save", "Revoke"]
    (revoke,) = (effect for effect in effects if isinstance(effect, Revoke))
    assert revoke.session.grant
    before = a_granted().grant
    assert before
    assert (revoke.session.grant.refresh != before.refresh) is rotates


def test_a_credential_that_came_after_the_sign_out_is_revoked() -> None:
    world = due(granted())
    world.wish(Action.SIGN_OUT, "crm")
    fresh = renewed(a_granted(), 1, world.now)
    assert Revoke(CRM, fresh) in world.happen(happened.Renewed(world.now, CRM_ID, fresh))
    assert world.session(CRM_ID) is None


def test_no_credential_and_no_refresh_token_is_shown() -> None:
    world = due(granted())
    rotated(world, 1)
    refused(world, over=True)
    world.wish(Action.COPY_TOKEN, "crm")
    assert CANARY not in repr((world.effects, world.model, world.notices, world.snapshot))
