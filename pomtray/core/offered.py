"""What can be asked of a route now."""

from __future__ import annotations

from datetime import datetime

from pomtray.core.intent import Action
from pomtray.core.login import SigningIn, State, is_live, session_of
from pomtray.core.provider import Method
from pomtray.core.route import Route
from pomtray.core.session import Session


def offered(route: Route, state: State, now: datetime) -> frozenset[Action]:
    """The rest is shown disabled, or not at all."""
    return frozenset({Action.OPEN, *_signing_in(route, state), *_with_session(route, session_of(state), now)})


def _signing_in(route: Route, state: State) -> set[Action]:
    """A machine has no browser, so there is no link to copy and nothing to paste."""
    under_way = isinstance(state, SigningIn)
    actions = {Action.CANCEL} if under_way else {Action.SIGN_IN, Action.RENEW}
    if route.method is not Method.CLIENT_CREDENTIALS:
        actions |= {Action.COPY_LINK, Action.PASTE} if under_way else {Action.COPY_LINK}
    return actions | {Action.DEVICE} if route.method is Method.OIDC else actions


def _with_session(route: Route, session: Session | None, now: datetime) -> set[Action]:
    """A machine signs in by itself when there is something to copy for."""
    live = session is not None and is_live(session, now)
    actions = {Action.SIGN_OUT} if session is not None else set()
    if live or route.method is Method.CLIENT_CREDENTIALS:
        actions |= {Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL}
    return actions | {Action.TEST} if live else actions
