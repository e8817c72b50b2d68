"""Which notices should stand: a function of the model and the time. The notifier makes it so by difference."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pomtray.core.login import Login, Phase, SigningIn, session_of, session_phase
from pomtray.core.model.value import Model, notice_key
from pomtray.core.notice import Button, Notice, Urgency, until_text
from pomtray.core.renewal import expiring_at

__all__ = ["Button", "Notice", "Urgency", "notice_moments", "wanted"]


def wanted(model: Model, now: datetime) -> dict[str, Notice]:
    """Every notice that should stand at `now`, by key: at most one a login."""
    notices = {notice.key: notice for notice in _of_sessions(model, now)}
    told = {key: told.notice for key, told in model.told.items() if now < told.until}
    return {**notices, **told}


def _of_sessions(model: Model, now: datetime) -> Iterator[Notice]:
    for login in model.logins.values():
        notice = _of_session(model, login, now)
        if notice is not None:
            yield notice


def _of_session(model: Model, login: Login, now: datetime) -> Notice | None:
    session, route = session_of(login.state), model.route_of(login)
    if session is None or route is None or isinstance(login.state, SigningIn):
        return None
    if login.snoozed_until is not None and now < login.snoozed_until:
        return None
    buttons = (Button("renew", "Renew"), Button("snooze", "Snooze"))
    match session_phase(session, now):
        case Phase.EXPIRING if session.end.at is not None and now < session.end.at:
            text = f"Signed in as {session.person.label()} {until_text(session, now, model.zone)}."
            return Notice(notice_key(login.id), f"{route.name} ends soon", text, buttons)
        case Phase.EXPIRED:
            text = f"{session.person.label()} is no longer signed in."
            return Notice(notice_key(login.id), f"{route.name} has ended", text, buttons)
        case _:
            return None


def notice_moments(model: Model) -> Iterator[datetime | None]:
    """The instants at which `wanted` may change by time alone."""
    for login in model.logins.values():
        session = session_of(login.state)
        yield login.snoozed_until
        if session is not None:
            yield expiring_at(session)
            yield session.end.at
    for told in model.told.values():
        yield told.until
