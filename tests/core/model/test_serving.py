"""Routes served on this computer: who begins and ends that, and what goes on after a renewal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import SignedIn, SignedOut
from pomtray.core.domain.route import Route
from pomtray.core.effects import PutOnClipboard, Serve, StopServing
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from tests.core.built import APP, NOW, PROBLEM, World, a_session, place

DB = Route("db", "tcp+https://app.example.com:5432")
ADDRESS = Secret("http://127.0.0.1:8080/canary/")
AT = Secret("127.0.0.1:5433")


def a_world(route: Route = APP) -> World:
    """The route is signed in to."""
    world = World()
    world.configure(route)
    world.happen(happened.VaultOpened(NOW, {}))
    (key,) = world.model.logins
    place(world, key, a_session())
    return world


def listening(world: World, name: str = "app", at: str = "127.0.0.1:8080", address: Secret = ADDRESS) -> World:
    world.wish(Action.SERVE, name)
    world.happen(happened.ServingBegan(NOW, name, world.model.servings, at, address))
    return world


def offered(world: World, name: str = "app") -> set[Action]:
    ours = {Action.SERVE, Action.COPY_ADDRESS, Action.STOP_SERVING}
    return ours & world.row(name).actions


def test_it_is_begun_once_and_its_address_is_copied_when_it_listens() -> None:
    world = a_world()
    assert offered(world) == {Action.SERVE}
    assert world.wish(Action.SERVE) == (Serve(APP, 1),)
    assert (world.wish(Action.SERVE), world.wish(Action.COPY_ADDRESS)) == ((), ())
    assert (offered(world), world.row().served) == ({Action.STOP_SERVING}, "")
    world.happen(happened.ServingBegan(NOW, "app", 1, "127.0.0.1:8080", ADDRESS))
    assert offered(world) == {Action.COPY_ADDRESS, Action.STOP_SERVING}
    assert world.row().served == "127.0.0.1:8080"
    (effect,) = world.wish(Action.COPY_ADDRESS)
    assert isinstance(effect, PutOnClipboard)
    assert (effect.text, effect.notice.title) == (ADDRESS.reveal(), "Local address of app copied")
    assert "canary" not in effect.notice.text


def test_an_end_that_is_heard_of_late_does_not_keep_a_tunnel_from_the_session_that_came_meanwhile() -> None:
    """The process takes its time to end; the person has signed in again before."""
    world = listening(a_world(DB), "db", "127.0.0.1:5433", AT)
    (key,) = world.model.logins
    place(world, key, replace(a_session(), id="session-2"))
    assert world.happen(happened.ServingEnded(NOW, "db", 1, PROBLEM, over=True)) == (Serve(DB, 2, 5433),)
    assert world.happen(happened.ServingEnded(NOW, "db", 2, PROBLEM, over=True)) == (), "tried once with each"


def test_a_tunnel_that_outlived_a_renewal_is_not_begun_with_a_session_that_is_over() -> None:
    world = listening(a_world(DB), "db", "127.0.0.1:5433", AT)
    (key,) = world.model.logins
    place(world, key, replace(a_session(), id="session-2", ended_at=NOW))
    assert world.happen(happened.ServingEnded(NOW, "db", 1, PROBLEM, over=True)) == ()


def test_the_person_ends_it() -> None:
    world = listening(a_world())
    assert world.wish(Action.STOP_SERVING) == (StopServing(1),)
    assert (world.wish(Action.STOP_SERVING), offered(world)) == ((), {Action.SERVE})
    assert world.wish(Action.SERVE) == (Serve(APP, 2),)
    world.happen(happened.ServingEnded(NOW, "app", 1, PROBLEM, over=False))
    world.happen(happened.ServingBegan(NOW, "app", 1, "127.0.0.1:1", ADDRESS))
    assert (offered(world), world.row().served) == ({Action.STOP_SERVING}, ""), "the first is of no interest any more"


@pytest.mark.parametrize("over", [True, False])
def test_a_proxy_that_ends_is_told(*, over: bool) -> None:
    world = listening(a_world())
    assert world.happen(happened.ServingEnded(NOW, "app", 1, PROBLEM, over)) == ()
    assert (offered(world), world.notices["serving:app"].title) == ({Action.SERVE}, PROBLEM.title)


def test_a_tunnel_goes_on_at_its_port_once_there_is_a_session_again() -> None:
    world = listening(a_world(DB), "db", "127.0.0.1:5433", AT)
    (key,) = world.model.logins
    world.model = world.model.with_state(world.model.logins[key], SignedOut())
    assert world.happen(happened.ServingEnded(NOW, "db", 1, PROBLEM, over=True)) == ()
    assert (world.row("db").served, "serving:db" in world.notices) == ("", False)
    assert Action.STOP_SERVING in world.row("db").actions
    world.model = world.model.with_state(world.model.logins[key], SignedIn(a_session("9")))
    assert Serve(DB, 2, 5433) in world.happen(happened.TimePassed(NOW))
    world.happen(happened.ServingEnded(NOW, "db", 2, PROBLEM, over=False))
    assert "serving:db" in world.notices, "its port is taken now"


def test_what_the_settings_no_longer_have_ends() -> None:
    world = listening(a_world())
    assert StopServing(1) in world.happen(happened.SettingsRead(NOW, replace(world.model.settings, routes=())))
    assert not world.model.serving


def test_locked_nothing_is_served() -> None:
    world = listening(a_world())
    world.model = replace(world.model, lock=Lock.SAVING)
    world.happen(happened.Locked(NOW))
    assert (world.model.serving, world.model.servings) == ({}, 1)
