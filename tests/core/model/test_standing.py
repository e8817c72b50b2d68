"""An answer stands as long as the rules would give it again, and not a moment longer than they may."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.renewal import renew_at
from pomtray.core.domain.route import HeaderForm, Preferences, Route
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.effects import Verify
from pomtray.core.errors import Problem
from pomtray.core.model.credential_requests import GrantedCredential, Precondition, decide
from pomtray.core.model.standing import stands_until
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    MINUTE,
    NOW,
    ROBOT,
    ROBOT_ID,
    SECOND,
    World,
    a_granted,
    a_session,
    a_world,
    place,
)

NONE = timedelta()
OFTEN = Preferences(look_every=600)


def lasting(session: Session, route: Route = APP, preferences: Preferences = OFTEN, at: datetime = NOW) -> timedelta:
    until = stands_until(GrantedCredential(route, session), preferences, at)
    return until - at if until is not None else NONE


def test_it_stands_until_the_app_would_look_again() -> None:
    assert lasting(a_session()) == 10 * MINUTE
    assert lasting(a_session(), preferences=Preferences(look_every=60)) == MINUTE
    assert lasting(a_session(), preferences=Preferences(look_every=0)) == 10 * MINUTE
    assert lasting(a_session(), at=NOW + 9 * SECOND) == 10 * MINUTE - 9 * SECOND, "of the look, not of the answer"


@pytest.mark.parametrize("source", [EndSource.SERVER, EndSource.TOKEN])
def test_it_stands_no_longer_than_the_session(source: EndSource) -> None:
    assert lasting(a_session(lasts=MINUTE, source=source)) == MINUTE


def test_an_estimated_end_ends_nothing_of_pomeriums() -> None:
    assert lasting(a_session(lasts=MINUTE, source=EndSource.ESTIMATE)) == 10 * MINUTE
    assert lasting(a_session(lasts=None)) == 10 * MINUTE


def test_what_renews_itself_is_renewed_instead() -> None:
    session = a_granted(lasts=5 * MINUTE)
    assert NOW + lasting(session, CRM) == renew_at(session)
    over = replace(session.grant, over=Problem("Over", "It is over.")) if session.grant else None
    assert lasting(replace(session, grant=over), CRM) == 5 * MINUTE
    assert lasting(session, CRM, at=NOW + 5 * MINUTE - 29 * SECOND) == NONE


@pytest.mark.parametrize(
    ("change", "at"),
    [
        (lambda found: replace(found, note="Only 1 m is left."), NOW),
        (lambda found: found, NOW + 11 * SECOND),
        (lambda found: found, NOW - SECOND),
        (lambda found: replace(found, route=replace(APP, header=HeaderForm.BEARER)), NOW),
        (lambda found: replace(found, session=a_session(lasts=SECOND)), NOW + 2 * SECOND),
    ],
    ids=["it was told with a word", "no clear yes", "the clock went back", "the route sees it", "it is over"],
)
def test_else_it_does_not_stand(change: Callable[[GrantedCredential], GrantedCredential], at: datetime) -> None:
    assert stands_until(change(GrantedCredential(APP, a_session())), OFTEN, at) is None


HELD = st.one_of(
    st.tuples(
        st.just((APP, APP_ID)),
        st.builds(
            lambda lasts, source: a_session(lasts=lasts * SECOND, source=source),
            st.integers(-10, 5000),
            st.sampled_from([EndSource.SERVER, EndSource.TOKEN, EndSource.ESTIMATE]),
        ),
    ),
    *(
        st.tuples(
            st.just((route, login)),
            st.builds(lambda lasts, route=route: a_granted(lasts=lasts * SECOND, route=route), st.integers(-10, 5000)),
        )
        for route, login in ((CRM, CRM_ID), (ROBOT, ROBOT_ID))
    ),
)


@given(HELD, st.integers(0, 10), st.floats(0, 1, exclude_max=True), st.sampled_from([0, 30, 600, 7200]))
def test_while_it_stands_the_rules_give_it_again(
    held: tuple[tuple[Route, LoginId], Session], later: int, part: float, every: int
) -> None:
    """As a command would be that reads the same vault: it wants nothing performed but the check, and is given this."""
    (route, login), session = held
    world = a_world(APP, CRM, ROBOT, preferences=Preferences(look_every=every))
    world.wait(later * SECOND)
    place(world, login, session)
    found = decide(world.model, route, NONE, world.now, done=frozenset(Precondition)) if lives(world, session) else None
    if not isinstance(found, GrantedCredential):
        return
    until = stands_until(found, world.model.settings.preferences, world.now)
    if until is None:
        return
    assert until <= world.now + max(every or 600, 600) * SECOND
    left = until - world.now
    world.wait(min(left * part, left - timedelta.resolution))  # what is near to all of it is rounded to that
    again = replace(session, check=replace(session.check, answered_at=world.now))
    effects = world.happen(happened.CredentialRequested(world.now, route.name, NONE))
    assert all(isinstance(effect, Verify) for effect in effects)
    place(world, login, again)
    assert decide(world.model, route, NONE, world.now) == GrantedCredential(route, again)


def lives(world: World, session: Session) -> bool:
    return session.end.at is None or session.end.source is EndSource.ESTIMATE or world.now < session.end.at


def test_it_is_never_given_where_a_person_would_be_asked() -> None:
    world = a_world(APP)
    place(world, APP_ID, a_session(lasts=HOUR))
    least = 2 * HOUR
    found = decide(world.model, APP, least, world.now, done=frozenset(Precondition))
    assert isinstance(found, GrantedCredential)
    assert stands_until(found, OFTEN, world.now) is None, "it does not last as long as was asked for"
