"""What can be asked of a route now."""

from __future__ import annotations

import pytest

from pomtray.core.domain.login import Attempt, Failed, SignedIn, SignedOut, SigningIn, State
from pomtray.core.domain.route import Route
from pomtray.core.intent import Action
from pomtray.core.view.actions import offered
from tests.core.built import APP, CRM, HOUR, NOW, PROBLEM, ROBOT, a_session

OPEN, OUT, TEST = {Action.OPEN}, {Action.SIGN_OUT}, {Action.TEST, Action.SERVE}
COPIES = {Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL}
SIGN_IN, ANEW, UNDER_WAY = {Action.SIGN_IN}, {Action.SIGN_IN, Action.RENEW}, {Action.CANCEL}
LINK, PASTE, DEVICE = {Action.COPY_LINK}, {Action.PASTE}, {Action.DEVICE}
ATTEMPT = Attempt(1, NOW, NOW + HOUR)
LIVE, OLDER, ENDED = a_session(), a_session(at=NOW - 11 * HOUR), a_session().ended(NOW)


@pytest.mark.parametrize(
    ("state", "always", "with_session"),
    [
        (SignedOut(), ANEW, set()),
        (SigningIn(ATTEMPT), UNDER_WAY, set()),
        (SigningIn(ATTEMPT, LIVE), UNDER_WAY, OUT | COPIES | TEST),
        (SignedIn(LIVE), SIGN_IN, OUT | COPIES | TEST),
        (SignedIn(OLDER), ANEW, OUT | COPIES | TEST),
        (SignedIn(ENDED), ANEW, OUT),
        (Failed(PROBLEM, NOW), ANEW, set()),
        (Failed(PROBLEM, NOW, LIVE), SIGN_IN, OUT | COPIES | TEST),
        (Failed(PROBLEM, NOW, OLDER), ANEW, OUT | COPIES | TEST),
    ],
)
@pytest.mark.parametrize("route", [APP, CRM, ROBOT], ids=lambda route: route.name)
def test_what_is_offered(route: Route, state: State, always: set[Action], with_session: set[Action]) -> None:
    expected = OPEN | {Action.DETAILS, Action.BLOCKED} | always | with_session
    if route is ROBOT:
        expected |= COPIES
    else:
        expected |= LINK | (PASTE if isinstance(state, SigningIn) else set())
    if route is CRM:
        expected |= DEVICE
    assert offered(route, state, NOW) == expected


@pytest.mark.parametrize("extends", [True, False])
def test_renewing_is_offered_where_it_extends(*, extends: bool) -> None:
    assert (Action.RENEW in offered(APP, SignedIn(OLDER), NOW, extends=extends)) is extends
    assert Action.RENEW in offered(APP, SignedIn(ENDED), NOW, extends=extends), "there is nothing to lose"


def test_a_tcp_route_has_no_pages() -> None:
    found = offered(Route("db", "tcp+https://db.example.com:5432"), SignedIn(LIVE), NOW)
    assert not found & {Action.OPEN, Action.COPY_CURL}
    assert found >= {Action.COPY_HEADER, Action.SIGN_OUT, Action.TEST}
