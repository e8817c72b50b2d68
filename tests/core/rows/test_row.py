"""What a row says of its route, and the note beside its state."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Grant
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from pomtray.core.view.badge import Badge
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    PROBLEM,
    SECOND,
    WIKI,
    World,
    a_granted,
    a_session,
    a_world,
    place,
    signed_in,
)

SET = Route("db", "tcp+https://db.pom.test:5432", ("ops",), HeaderForm.BEARER, favourite=True)


@pytest.mark.parametrize("lock", [Lock.OPEN, Lock.LOCKED, Lock.OPENING])
def test_what_the_settings_say_of_a_route_is_in_its_row_locked_or_not(lock: Lock) -> None:
    world = a_world(SET, APP)
    world.model = replace(world.model, lock=lock)
    for route in (SET, APP):
        row = world.row(route.name)
        assert (row.tags, row.header) == (route.tags, route.header)
        assert row.favourite is route.favourite
        assert (Action.OPEN in row.actions) is (route is APP), "a browser opens no TCP route"
    assert (world.row("app").host, world.row("db").host) == (APP.host, "db.pom.test:5432")
    assert (world.row("db").tunnel, world.row("app").tunnel) == (lock is Lock.OPEN, False)


def test_names_are_in_order_whatever_their_case() -> None:
    world = a_world(*(Route(name, f"https://r{place}.test") for place, name in enumerate(("b", "a", "B", "A", "C"))))
    for lock in (Lock.OPEN, Lock.LOCKED):
        world.model = replace(world.model, lock=lock)
        assert [row.route for row in world.snapshot.rows] == ["A", "a", "B", "b", "C"]


def closed(why: Closed, skew: timedelta = timedelta()) -> World:
    world = a_world(APP, WIKI)
    session = a_session().heard({APP.origin: Refusal(why)})
    place(world, APP_ID, replace(session, check=replace(session.check, skew=skew)))
    return world


@pytest.mark.parametrize(
    ("why", "note"),
    [
        (Closed.NOT_ALLOWED, "checked just now"),
        (Closed.NO_SUCH_ROUTE, "No such route, checked just now"),
        (Closed.NO_CERTIFICATE, "A client certificate is wanted, checked just now"),
    ],
)
def test_why_a_route_is_closed_is_noted_where_its_state_does_not_say_it(why: Closed, note: str) -> None:
    world = closed(why)
    assert (world.row().left, world.row().note) == ("not allowed", note)
    assert world.row("wiki").note == ""


@pytest.mark.parametrize(
    ("skew", "note"),
    [
        (30 * SECOND, "checked just now"),
        (120 * SECOND, "checked just now, this clock is 2 m ahead of the server's"),
        (-120 * SECOND, "checked just now, this clock is 2 m behind the server's"),
    ],
)
def test_a_clock_that_is_wrong_is_noted(skew: timedelta, note: str) -> None:
    session = a_session()
    assert signed_in(replace(session, check=replace(session.check, skew=skew))).row().note == note


@pytest.mark.parametrize(
    ("grant", "badge"),
    [
        (Grant(CRM.method, Secret("x")), Badge.WELL),
        (Grant(CRM.method), Badge.WELL),
        (Grant(CRM.method, Secret("x"), failures=3, problem=PROBLEM), Badge.WELL),
        (Grant(CRM.method, Secret("x"), over=PROBLEM), Badge.EXPIRING),
    ],
)
def test_a_session_that_is_renewed_needs_nobody_until_its_provider_says_no_for_good(grant: Grant, badge: Badge) -> None:
    world = a_world(CRM)
    place(world, CRM_ID, replace(a_granted(lasts=8 * HOUR), grant=grant))
    row = world.row("crm")
    assert (row.badge, row.over) == (badge, grant.over is not None)
