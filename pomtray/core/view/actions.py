"""What can be asked of a route now."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final

from pomtray.core.domain.login import Attempt, SigningIn, Stage, State, is_live, session_of
from pomtray.core.domain.provider import Method
from pomtray.core.domain.renewal import gains
from pomtray.core.domain.route import Route
from pomtray.core.intent import Action

_OF_PAGES: Final = frozenset({Action.OPEN, Action.COPY_CURL})
"""A TCP route has none."""
_LOCKED: Final = frozenset({Action.OPEN, Action.DETAILS, Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL})


def offered(route: Route, state: State, now: datetime, *, extends: bool = True) -> frozenset[Action]:
    """The rest is not shown. `extends`: as for `renewal.gains`."""
    session = session_of(state)
    live = session is not None and is_live(session, now)
    renews = session is None or not live or gains(session, now, extends=extends)
    actions = _offered(route.method, isinstance(state, SigningIn), session is not None, live, renews)
    if isinstance(state, SigningIn):
        actions |= _of_page(state.attempt)
    return actions - _OF_PAGES if route.tunnel else actions


def offered_locked(route: Route) -> frozenset[Action]:
    """While pomtray is locked: what has it unlocked, and what needs no session."""
    return _LOCKED - _OF_PAGES if route.tunnel else _LOCKED


def _of_page(attempt: Attempt) -> set[Action]:
    """While the person has something to do in a browser."""
    if attempt.device:
        return {Action.PAGE, Action.COPY_CODE}
    return {Action.PAGE} if attempt.stage is Stage.BROWSER and attempt.question is None else set()


@cache
def _offered(method: Method, under_way: bool, held: bool, live: bool, renews: bool) -> frozenset[Action]:  # noqa: FBT001 a key
    signing_in = _signing_in(method, under_way=under_way, renews=renews)
    return frozenset({Action.OPEN, Action.DETAILS, Action.BLOCKED, *signing_in, *_with_session(method, held, live)})


def _signing_in(method: Method, *, under_way: bool, renews: bool) -> set[Action]:
    """A machine has no browser, so there is no link to copy and nothing to paste."""
    actions = {Action.CANCEL} if under_way else {Action.SIGN_IN, Action.RENEW} if renews else {Action.SIGN_IN}
    if method is not Method.CLIENT_CREDENTIALS:
        actions |= {Action.COPY_LINK, Action.PASTE} if under_way else {Action.COPY_LINK}
    return actions | {Action.DEVICE} if method is Method.OIDC else actions


def _with_session(method: Method, held: bool, live: bool) -> set[Action]:  # noqa: FBT001 a key's parts
    """A machine signs in by itself when there is something to copy for."""
    actions = {Action.SIGN_OUT} if held else set()
    if live or method is Method.CLIENT_CREDENTIALS:
        actions |= {Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL}
    return actions | {Action.TEST, Action.SERVE} if live else actions
