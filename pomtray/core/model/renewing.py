"""Sessions that their provider renews without the person: three outcomes, and a credential is never dropped."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from pomtray.core.effects import Effect, Renew, Save
from pomtray.core.events import RenewalFailed, Renewed, Rotated
from pomtray.core.login import Login, LoginId, SigningIn, session_of
from pomtray.core.model import copying
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.renewal import renew_at, retry_for
from pomtray.core.session import Grant, Session


def due(model: Model, now: datetime) -> Step:
    """Begin every renewal whose time has come; one at a time a login, and none while it is being signed in to."""
    effects: tuple[Effect, ...] = ()
    for login in tuple(model.logins.values()):
        session = session_of(login.state)
        if session and not isinstance(login.state, SigningIn) and _is_due(model, login, session, now):
            model, more = _begin(model, login, session)
            effects += more
    return model, effects


def _is_due(model: Model, login: Login, session: Session, now: datetime) -> bool:
    """Its time has come, or a copy waits for a fresh credential.

    NOTE: what was got in the future was got before the clock was set back: how long it lasts is not known.
    """
    at, grant = renew_at(session), session.grant
    if at is not None and (at <= now or (grant and grant.retry_at is None and session.got_at > now)):
        return True
    return login.id in model.copies and copying.wants_renewal(session, now)


def _begin(model: Model, login: Login, session: Session) -> Step:
    """Renew now, unless that is under way or cannot be."""
    route = model.route_of(login)
    if route is None or session.grant is None or session.grant.asked or not session.grant.renews:
        return model, ()
    return _with_grant(model, login.id, replace(session.grant, asked=True)), (Renew(login.id, session, route),)


def hastened(model: Model, now: datetime) -> Model:
    """The network may be back: what failed is tried again at once."""
    for login in tuple(model.logins.values()):
        grant = _grant(login)
        if grant is not None and grant.retry_at is not None:
            model = _with_grant(model, login.id, replace(grant, retry_at=min(grant.retry_at, now)))
    return model


def rotated(model: Model, event: Rotated) -> Step:
    """The new refresh token is kept before anything that came with it is used."""
    session = _session(model, event.login, event.session)
    if session is None or session.grant is None:
        return _signed_out(model, event.session, refresh=event.refresh)
    return _with_grant(model, event.login, replace(session.grant, refresh=event.refresh)), (Save(),)


def renewed(model: Model, event: Renewed) -> Step:
    """The new credential serves from now on."""
    before = _session(model, event.login, event.session.id)
    if before is None:
        return _signed_out(model, event.session.id, event.session)
    session = replace(event.session, may_go_to=before.may_go_to | event.session.may_go_to)
    model = model.with_session(event.login, session).without_notice(notice_key(event.login))
    model, copied = copying.checked(model, model.logins[event.login], event.at)
    return model, (Save(), *copied)


def failed(model: Model, event: RenewalFailed) -> Step:
    """Either it is over, and the person has to sign in again, or it is tried again a little later."""
    session = _session(model, event.login, event.session)
    if session is None or session.grant is None:
        return _signed_out(model, event.session, asked=False)
    failures = session.grant.failures + 1
    grant = replace(session.grant, asked=False, failures=failures, retry_at=event.at + retry_for(failures))
    if event.over:
        grant = replace(grant, over=event.problem, retry_at=None)
        model = model.without_notice(notice_key(event.login))
    model = _with_grant(model, event.login, grant)
    model, copied = copying.checked(model, model.logins[event.login], event.at)
    return model, ((Save(), *copied) if event.over else copied)


def _signed_out(model: Model, session_id: str, renewed: Session | None = None, **changes: Any) -> Step:
    """The person signed out meanwhile: what the renewal brings is what has to be revoked."""
    revocations = tuple(
        replace(item, session=_changed(renewed or item.session, changes)) if item.session.id == session_id else item
        for item in model.remembered.revocations
    )
    if revocations == model.remembered.revocations:
        return model, ()
    return model.remembering(revocations=revocations), (Save(),)


def _changed(session: Session, changes: dict[str, Any]) -> Session:
    return replace(session, grant=replace(session.grant, **changes)) if session.grant else session


def _session(model: Model, login: LoginId, session_id: str) -> Session | None:
    held = session_of(model.logins[login].state) if login in model.logins else None
    return held if held is not None and held.id == session_id else None


def _grant(login: Login) -> Grant | None:
    session = session_of(login.state)
    return session.grant if session else None


def _with_grant(model: Model, login: LoginId, grant: Grant) -> Model:
    session = session_of(model.logins[login].state)
    return model if session is None else model.with_session(login, replace(session, grant=grant))
