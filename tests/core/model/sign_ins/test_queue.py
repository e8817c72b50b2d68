"""The wish "Sign in to N routes": one page after the other, never a storm."""

from __future__ import annotations

from dataclasses import replace

from pomtray.core import events as happened
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.session import EndSource
from pomtray.core.effects import BeginSignIn
from pomtray.core.intent import Action
from pomtray.core.model.sign_ins import queue
from tests.core.built import (
    APP,
    APP_ID,
    HOUR,
    ISSUER,
    MAIL,
    MAIL_ID,
    MINUTE,
    WIKI,
    WIKI_ID,
    World,
    a_session,
    a_world,
    kinds,
    place,
    three_sessions,
)


def three_ended() -> World:
    world = three_sessions()
    world.wait(2 * HOUR)
    assert world.snapshot.sign_in_count == 3
    return world


def begun(world: World) -> list[LoginId]:
    return [effect.login for effect in world.effects if isinstance(effect, BeginSignIn)]


def all_wished(world: World) -> None:
    world.happen(happened.SignInAllRequested(world.now))


def test_all_are_signed_in_one_after_the_other() -> None:
    world = three_ended()
    all_wished(world)
    assert begun(world) == [APP_ID]
    world.fail()
    assert begun(world) == [APP_ID, WIKI_ID]
    world.succeed(a_session("new", at=world.now), WIKI_ID)
    assert begun(world) == [APP_ID, WIKI_ID, MAIL_ID]
    world.succeed(a_session("newer", at=world.now), MAIL_ID)
    assert (world.model.queue, world.snapshot.sign_in_count) == ((), 1)


def test_the_queue_waits_for_an_attempt_under_way_and_skips_what_is_done() -> None:
    world = three_ended()
    world.wish(Action.SIGN_IN, "wiki")
    all_wished(world)
    assert begun(world) == [WIKI_ID]
    place(world, APP_ID, a_session("elsewhere", at=world.now))
    world.succeed(a_session("new", at=world.now), WIKI_ID)
    assert begun(world) == [WIKI_ID, MAIL_ID]


def test_cancel_stops_the_queue() -> None:
    world = three_ended()
    all_wished(world)
    world.wish(Action.CANCEL)
    assert begun(world) == [APP_ID]
    world.wish(Action.SIGN_IN, "mail")
    world.succeed(a_session("new", at=world.now), MAIL_ID)
    assert begun(world) == [APP_ID, MAIL_ID]


def test_signing_out_leaves_the_queue() -> None:
    world = three_ended()
    all_wished(world)
    world.wish(Action.SIGN_OUT, "wiki")
    world.fail()
    assert begun(world) == [APP_ID, MAIL_ID]


def test_a_route_that_is_gone_is_not_waited_for() -> None:
    world = three_ended()
    all_wished(world)
    world.ask()
    effects = world.configure(WIKI, MAIL)
    assert kinds(effects) == ["AbandonSignIn", "BeginSignIn"]
    assert begun(world) == [APP_ID, WIKI_ID]
    assert (world.snapshot.questions, f"login:{APP_ID}" in world.notices) == ((), False)
    world.configure(WIKI)
    world.fail(WIKI_ID)
    assert begun(world) == [APP_ID, WIKI_ID]


def test_nobody_ever_signed_in_is_not_counted() -> None:
    world = a_world(APP, WIKI)
    assert world.snapshot.sign_in_count == 0
    world.wish(Action.SIGN_IN)
    assert world.snapshot.sign_in_count == 0
    world.fail()
    assert world.snapshot.sign_in_count == 1
    place(world, APP_ID, a_session(lasts=MINUTE, source=EndSource.ESTIMATE))
    world.wait(HOUR)
    assert world.snapshot.sign_in_count == 0


def test_sign_in_to_n_routes_counts_routes() -> None:
    world = a_world(APP, WIKI, MAIL)
    world.wish(Action.SIGN_IN)
    session = replace(a_session(lasts=HOUR), may_go_to=frozenset({APP.origin, WIKI.origin, ISSUER}))
    world.succeed(session, opened=frozenset({WIKI.origin}))
    world.now += 2 * HOUR
    assert len(queue.to_sign_in(world.model, world.now)) == 1
    assert world.snapshot.sign_in_count == 2
