"""What failed and waits to be tried again goes on at once when what it waited for is back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from pomtray.core.login import LoginId, session_of
from pomtray.core.model.value import Model
from pomtray.core.session import Grant, Session


def reconnected(model: Model, now: datetime) -> Model:
    """The network may be back; a provider that asked to be left alone was not waited for because of it."""
    return _hastened(model, now, lambda _: True)


def answered(model: Model, session: Session, now: datetime) -> Model:
    """The provider of `session` is there: others of its sessions may have met it when it was not."""
    return _hastened(model, now, lambda other: other.issuer == session.issuer and other.grant is not None, early=True)


def _hastened(model: Model, now: datetime, waits: Callable[[Session], bool], *, early: bool = False) -> Model:
    """A definite no is an answer: nothing is back that it waited for. `early`: though it was asked to wait."""
    for login in tuple(model.logins.values()):
        session = session_of(login.state)
        grant = session.grant if session and waits(session) else None
        if grant is not None and grant.retry_at is not None and not grant.refused:
            at = now if early or grant.alone_until is None else max(now, grant.alone_until)
            model = with_grant(model, login.id, replace(grant, retry_at=min(grant.retry_at, at)))
    again = tuple(
        replace(item, unreached=item.unreached and not waits(item.session)) for item in model.remembered.revocations
    )
    return model if again == model.remembered.revocations else model.remembering(revocations=again)


def forgiven(model: Model, logins: Iterable[LoginId], now: datetime) -> Model:
    """What a provider refused may be what the settings said, and they say something else now."""
    for key in logins:
        session = session_of(model.logins[key].state)
        grant = session.grant if session else None
        if grant is not None and (grant.over or grant.refused):
            tried = replace(grant, over=None, refused=False, failures=0, problem=None, retry_at=now)
            model = with_grant(model, key, tried)
    return model


def with_grant(model: Model, login: LoginId, grant: Grant) -> Model:
    session = session_of(model.logins[login].state)
    return model if session is None else model.with_session(login, replace(session, grant=grant))
