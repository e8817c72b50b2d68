"""Sessions that their provider renews without the person: three outcomes, and a credential is never dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from pomtray.core.domain.login import Login, LoginId, SigningIn, session_of
from pomtray.core.domain.remembered import Revocation
from pomtray.core.domain.renewal import alone_until, once_more_at, renew_at, renews_itself, retry_for
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Grant, Session
from pomtray.core.effects import Effect, Renew, Save
from pomtray.core.events import RenewalFailed, Renewed, Rotated
from pomtray.core.model import copying, retrying
from pomtray.core.model.sign_ins import result, signing_in
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.text import joined, phrase
from pomtray.core.view.notice import Button, Notice, Urgency


def renew(model: Model, login: Login, route: Route, at: datetime) -> Step:
    """The person wants it: without them where the provider does that, else with a sign-in."""
    session = session_of(login.state)
    if session is None or isinstance(login.state, SigningIn) or not renews_itself(session):
        return signing_in.renew(model, login, route, at)
    model = replace(model, by_hand=model.by_hand | {login.id}).without_notice(notice_key(login.id))
    return _begin(model, [(login, session)])


def renew_quietly(model: Model, login: Login, session: Session, at: datetime) -> Step:
    """A program wants a fresh credential: without the person or not at all, and not while the provider wants peace."""
    grant = session.grant
    if grant is None or (grant.alone_until is not None and at < grant.alone_until):
        return model, ()
    return _begin(model, [(login, session)])


def due(model: Model, now: datetime) -> Step:
    """Begin every renewal whose time has come; one at a time a login, and none while it is being signed in to."""
    held = ((model.logins[key], session) for key, session in model.logins.holding.items())
    due = ((login, session) for login, session in held if _is_due(model, login, session, now))
    return _begin(model, [(login, session) for login, session in due if not isinstance(login.state, SigningIn)])


def _is_due(model: Model, login: Login, session: Session, now: datetime) -> bool:
    """Its time has come, or a copy waits for a fresh credential.

    NOTE: what was got in the future was got before the clock was set back: how long it lasts is not known.
    """
    at, grant = renew_at(session), session.grant
    if at is not None and (at <= now or (grant and grant.retry_at is None and session.got_at > now)):
        return True
    return login.id in model.copies and copying.wants_renewal(session, now)


def _begin(model: Model, wished: Iterable[tuple[Login, Session]]) -> Step:
    """Renew now what is not being renewed, and can be."""
    asked: dict[LoginId, Grant] = {}
    effects: list[Effect] = []
    for login, session in wished:
        route, grant = model.route_of(login), session.grant
        if route and grant and grant.renews and not grant.asked:
            asked[login.id] = replace(grant, asked=True)
            effects.append(Renew(login.id, session, route))
    return retrying.with_grants(model, asked), tuple(effects)


def rotated(model: Model, event: Rotated) -> Step:
    """The new refresh token is kept before anything that came with it is used."""
    session = _session(model, event.login, event.session)
    if session is None or session.grant is None:
        return _signed_out(model, event.session, refresh=event.refresh)
    return retrying.with_grant(model, event.login, replace(session.grant, refresh=event.refresh)), (Save(),)


def renewed(model: Model, event: Renewed) -> Step:
    """The new credential serves from now on."""
    before = _session(model, event.login, event.session.id)
    if before is None:
        return _signed_out(model, event.session.id, event.session)
    session = replace(event.session, may_go_to=before.may_go_to | event.session.may_go_to)
    model = model.with_session(event.login, session).without_notice(notice_key(event.login))
    model = retrying.answered(model, session, event.at)
    model = _with_notice(model, model.logins[event.login], session, event.at)
    model, copied = copying.checked(model, model.logins[event.login], event.at)
    return model, (Save(), *copied)


def failed(model: Model, event: RenewalFailed) -> Step:
    """Either it is over, and the person has to sign in again, or it is tried again a little later."""
    session = _session(model, event.login, event.session)
    if session is None or session.grant is None:
        return _signed_out(model, event.session, asked=False)
    over = event.over or (event.refused and session.grant.refused)
    grant = _after(session, session.grant, event)
    if over:
        grant = replace(grant, over=event.problem, retry_at=None)
        model = _noted(model.without_notice(notice_key(event.login)), event)
    model = retrying.with_grant(model, event.login, grant)
    model, copied = copying.checked(model, model.logins[event.login], event.at)
    model, asked = _by_hand(model, event)
    return model, ((Save(), *copied, *asked) if over else (*copied, *asked))


def _noted(model: Model, event: RenewalFailed) -> Model:
    """NOTE: the notice that stands is derived and goes with the session; what the provider said is kept."""
    title = phrase("{name} is not renewed any more", name=result.name_of(model, model.logins[event.login]))
    return model.noting(Notice(notice_key(event.login), title, event.problem.text()), event.at)


def _with_notice(model: Model, login: Login, session: Session, at: datetime) -> Model:
    """Somebody waited for it."""
    if login.id not in model.by_hand:
        return model
    title, text = (
        phrase("Renewed {name}", name=result.name_of(model, login)),
        result.who(model, login, session, at),
    )
    notice = Notice(notice_key(login.id), title, text, urgency=Urgency.LOW)
    model = replace(model, by_hand=model.by_hand - {login.id})
    return model.telling(notice, result.told_until(session, at))


def _by_hand(model: Model, event: RenewalFailed) -> Step:
    """Somebody is there: a no leads to the sign-in at once, and what may pass is told."""
    if event.login not in model.by_hand:
        return model, ()
    login = model.logins[event.login]
    model, route = replace(model, by_hand=model.by_hand - {login.id}), model.route_of(login)
    if route is not None and (event.over or event.refused):
        return signing_in.begin(model, login, route, event.at)
    title = phrase("{name} could not be renewed", name=result.name_of(model, login))
    text = joined(" ", (event.problem.text(), phrase("That is tried again by itself.")))
    notice = Notice(notice_key(login.id), title, text, (Button("sign-in", phrase("Sign in")),))
    return model.telling(notice, event.at + result.TOLD_FOR), ()


def _after(session: Session, grant: Grant, event: RenewalFailed) -> Grant:
    """When it is tried again: soon where it may pass, once where it was a definite no."""
    failures = grant.failures + 1
    retry_at = event.at + retry_for(failures, event.retry_for)
    if event.refused:
        retry_at = once_more_at(session, event.at)
    refused = grant.refused or event.refused
    grant = replace(grant, asked=False, failures=failures, problem=event.problem, refused=refused)
    return replace(grant, retry_at=retry_at, alone_until=alone_until(event.at, event.retry_for))


def _signed_out(model: Model, session_id: str, renewed: Session | None = None, **changes: Any) -> Step:
    """The person signed out meanwhile: what the renewal brings is what has to be revoked."""
    before = model
    model = model.with_revocations(
        tuple(
            _with_session(item, _changed(renewed or item.session, changes)) if item.session.id == session_id else item
            for item in model.remembered.revocations
        )
    )
    return (model, ()) if model is before else (model, (Save(),))


def _with_session(item: Revocation, session: Session) -> Revocation:
    return item if session == item.session else replace(item, session=session)


def _changed(session: Session, changes: dict[str, Any]) -> Session:
    return replace(session, grant=replace(session.grant, **changes)) if session.grant else session


def _session(model: Model, login: LoginId, session_id: str) -> Session | None:
    held = session_of(model.logins[login].state) if login in model.logins else None
    return held if held is not None and held.id == session_id else None
