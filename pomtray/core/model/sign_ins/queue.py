"""Sign-ins that wait their turn: one page after the other, never a storm."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from pomtray.core.domain.login import Login, LoginId, SignedOut, SigningIn, is_live, session_of
from pomtray.core.model import renewing
from pomtray.core.model.sign_ins import signing_in
from pomtray.core.model.value import Model, Step


def begin_all(model: Model, at: datetime) -> Step:
    """Sign in to all that has ended."""
    return queued(model, (login.id for login in to_sign_in(model, at)), at)


def queued(model: Model, logins: Iterable[LoginId], at: datetime, *, renew: bool = False) -> Step:
    """Sign in to `logins`, one after the other; those that live are renewed only if `renew`."""
    wished = tuple(dict.fromkeys((*model.queue, *logins)))
    renewals = model.renewals | (frozenset(wished) - frozenset(model.queue) if renew else frozenset())
    return resume(replace(model, queue=wished, renewals=renewals), at)


def to_sign_in(model: Model, now: datetime) -> list[Login]:
    """Logins whose session has ended, or failed to come: what "Sign in to N routes" is for."""
    return [login for login in model.logins.values() if _has_ended(login, now) and model.route_of(login)]


def _has_ended(login: Login, now: datetime) -> bool:
    if isinstance(login.state, SignedOut):
        return login.last_person is not None
    session = session_of(login.state)
    if isinstance(login.state, SigningIn):
        return False
    if session is None:
        return True
    return not is_live(session, now)


def resume(model: Model, at: datetime) -> Step:
    """Begin the next of the queue, once nothing else is under way."""
    if model.sharing or model.logins.signing_in:
        return model, ()
    while model.queue:
        key = model.queue[0]
        login, renew = model.logins.get(key), key in model.renewals
        model = replace(model, queue=model.queue[1:], renewals=model.renewals - {key})
        route = model.route_of(login) if login else None
        if login and route and (renew or not _is_live(login, at)):
            return renewing.renew(model, login, route, at) if renew else signing_in.begin(model, login, route, at)
    return model, ()


def _is_live(login: Login, now: datetime) -> bool:
    session = session_of(login.state)
    return session is not None and is_live(session, now)
