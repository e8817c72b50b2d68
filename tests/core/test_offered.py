"""What a route offers, by its way to a credential and by its state."""

from __future__ import annotations

import pytest

from pomtray.core.intent import Action
from pomtray.core.login import Attempt, SignedIn, SignedOut, SigningIn, State
from pomtray.core.offered import offered
from pomtray.core.provider import Method
from pomtray.core.route import Route
from tests.core.built import NOW, SECOND, a_session

COPIES = {Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL}
ASKING = SigningIn(Attempt(1, NOW, NOW + SECOND))
LIVE = SignedIn(a_session())
ENDED = SignedIn(a_session().ended(NOW))
IN = {Action.SIGN_IN, Action.RENEW}
WAIT = {Action.CANCEL, Action.PASTE, Action.COPY_LINK}


@pytest.mark.parametrize(
    ("method", "state", "expected"),
    [
        (Method.POMERIUM, SignedOut(), {*IN, Action.COPY_LINK}),
        (Method.POMERIUM, ASKING, WAIT),
        (Method.POMERIUM, LIVE, {*IN, Action.COPY_LINK, *COPIES, Action.TEST, Action.SIGN_OUT}),
        (Method.POMERIUM, ENDED, {*IN, Action.COPY_LINK, Action.SIGN_OUT}),
        (Method.OIDC, SignedOut(), {*IN, Action.COPY_LINK, Action.DEVICE}),
        (Method.OIDC, ASKING, {*WAIT, Action.DEVICE}),
        (Method.CLIENT_CREDENTIALS, SignedOut(), {*IN, *COPIES}),
        (Method.CLIENT_CREDENTIALS, ASKING, {Action.CANCEL, *COPIES}),
        (Method.CLIENT_CREDENTIALS, LIVE, {*IN, *COPIES, Action.TEST, Action.SIGN_OUT}),
    ],
)
def test_a_route_offers_what_can_be_done_with_it_now(method: Method, state: State, expected: set[Action]) -> None:
    route = Route("app", "https://app.pom.test", method=method)
    assert offered(route, state, NOW) == expected | {Action.OPEN}
