"""What failed and waits to be tried again goes on at once when what it waited for is back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from pomtray.core.domain.login import LoginId
from pomtray.core.domain.session import Grant, Session
from pomtray.core.model.value import Model


def reconnected(model: Model, now: datetime) -> Model:
    """The network may be back; a provider that asked to be left alone was not waited for because of it."""
    return _retry_at_once(model, now, lambda _: True)


def answered(model: Model, session: Session, now: datetime) -> Model:
    """The provider of `session` is there: others of its sessions may have met it when it was not."""
    return _retry_at_once(
        model, now, lambda other: other.issuer == session.issuer and other.grant is not None, early=True
    )


def _retry_at_once(model: Model, now: datetime, waits: Callable[[Session], bool], *, early: bool = False) -> Model:
    """A definite no is an answer: nothing is back that it waited for. `early`: though it was asked to wait."""
    retried_now: dict[LoginId, Grant] = {}
    for key, session in model.logins.holding.items():
        grant = session.grant if waits(session) else None
        if grant is not None and grant.retry_at is not None and not grant.refused:
            at = now if early or grant.alone_until is None else max(now, grant.alone_until)
            retried_now[key] = replace(grant, retry_at=min(grant.retry_at, at))
    return with_grants(model, retried_now).with_revocations(
        tuple(
            replace(item, unreached=False) if item.unreached and waits(item.session) else item
            for item in model.remembered.revocations
        )
    )


def without_failures(model: Model, logins: Iterable[LoginId], now: datetime) -> Model:
    """What a provider refused may be what the settings said, and they say something else now."""
    held = ((key, model.logins.holding.get(key)) for key in logins)
    grants = ((key, session.grant) for key, session in held if session and session.grant)
    return with_grants(model, {key: _anew(grant, now) for key, grant in grants if grant.over or grant.refused})


def _anew(grant: Grant, now: datetime) -> Grant:
    return replace(grant, over=None, refused=False, failures=0, problem=None, retry_at=now)


def with_grant(model: Model, login: LoginId, grant: Grant) -> Model:
    return with_grants(model, {login: grant})


def with_grants(model: Model, grants: Mapping[LoginId, Grant]) -> Model:
    """With these in the sessions that the logins hold, where they still hold one."""
    held = ((key, model.logins.holding.get(key), grant) for key, grant in grants.items())
    return model.with_sessions({key: replace(session, grant=grant) for key, session, grant in held if session})
