"""What can be asked of a route now."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from pomtray.core.intent import Action
from pomtray.core.login import SigningIn, State, is_live, session_of
from pomtray.core.provider import Method
from pomtray.core.route import Route


def offered(route: Route, state: State, now: datetime) -> frozenset[Action]:
    """The rest is shown disabled, or not at all."""
    session = session_of(state)
    live = session is not None and is_live(session, now)
    return _offered(route.method, isinstance(state, SigningIn), session is not None, live)


@cache
def _offered(method: Method, under_way: bool, held: bool, live: bool) -> frozenset[Action]:  # noqa: FBT001 a key
    return frozenset(
        {Action.OPEN, Action.DETAILS, *_signing_in(method, under_way=under_way), *_with_session(method, held, live)}
    )


def _signing_in(method: Method, *, under_way: bool) -> set[Action]:
    """A machine has no browser, so there is no link to copy and nothing to paste."""
    actions = {Action.CANCEL} if under_way else {Action.SIGN_IN, Action.RENEW}
    if method is not Method.CLIENT_CREDENTIALS:
        actions |= {Action.COPY_LINK, Action.PASTE} if under_way else {Action.COPY_LINK}
    return actions | {Action.DEVICE} if method is Method.OIDC else actions


def _with_session(method: Method, held: bool, live: bool) -> set[Action]:  # noqa: FBT001 a key's parts
    """A machine signs in by itself when there is something to copy for."""
    actions = {Action.SIGN_OUT} if held else set()
    if live or method is Method.CLIENT_CREDENTIALS:
        actions |= {Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL}
    return actions | {Action.TEST} if live else actions
