"""What two programs, or two times, know of logins, put together. The worker does that too, without the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pomtray.core.domain.login import Login, LoginId, SignedOut, session_of, with_session
from pomtray.core.domain.route import served_as
from pomtray.core.domain.session import Session


def merged(old: Mapping[LoginId, Login], new: Mapping[LoginId, Login]) -> dict[LoginId, Login]:
    """`new` wins where somebody has been signed in since; an attempt under way or failed gets the old session."""
    both = {**old, **{key: _merged(old[key], login) if key in old else login for key, login in new.items()}}
    fresh = {key: login for key, login in new.items() if both[key] is login}
    used = [key for key, login in fresh.items() if login.state != SignedOut() or login.last_person]
    first = [*used, *(key for key in both if key not in fresh), *fresh]
    return _each_route_once({key: both[key] for key in dict.fromkeys(first)})


def _each_route_once(logins: Mapping[LoginId, Login]) -> dict[LoginId, Login]:
    """A route that two logins hold stays with the first; a login that is left without any goes."""
    held: set[str] = set()
    kept = {}
    for key, login in logins.items():
        served = {origin: served_as(origin, login.way, login.profile) for origin in login.routes}
        routes = frozenset(origin for origin in login.routes if served[origin] not in held)
        held |= {served[origin] for origin in routes}
        if routes:
            kept[key] = login if routes == login.routes else replace(login, routes=routes)
    return kept


def _merged(old: Login, new: Login) -> Login:
    session, held = session_of(old.state), session_of(new.state)
    if session is not None and held is not None and _is_later(session, held):
        return replace(new, state=with_session(new.state, session))
    if held is not None or new.last_person is not None:
        return new
    return replace(old, state=new.state if session is None else with_session(new.state, session))


def _is_later(session: Session, held: Session) -> bool:
    """Whether another program has renewed the same session since: what is held here works no more."""
    return session.id == held.id and session.got_at > held.got_at
