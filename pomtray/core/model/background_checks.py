"""Looks that nobody asked for: the icon tells the truth of sessions that nobody has used for a while.

All sessions are looked at together, so that the machine wakes up once for them.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from pomtray.core.domain.login import is_live
from pomtray.core.domain.session import Session
from pomtray.core.model import asking
from pomtray.core.model.value import Model, Step

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


def next_look(model: Model, now: datetime) -> datetime | None:
    """When the sessions are looked at next; None without anything to look at, or anybody to see it."""
    every = _every(model)
    if not every or model.offline or model.screen_locked:
        return None
    configured = model.routes_by_login
    held = (session for key, session in model.logins.holding.items() if key in configured)
    looked_at = (session for session in held if _is_looked_at(session) and is_live(session, now))
    return min((_last_asked(model, session, now) + every for session in looked_at), default=None)


def _every(model: Model) -> timedelta:
    return timedelta(seconds=model.settings.preferences.look_every)


def _is_looked_at(session: Session) -> bool:
    """Of a provider's session its end says enough."""
    return session.grant is None


def _last_asked(model: Model, session: Session, now: datetime) -> datetime:
    """NOTE: what was asked in the future was asked before the clock was set back: that was long ago."""
    latest = _NEVER
    for at in (model.asking.get(session.id), session.check.tried_at, session.check.answered_at):
        if at is not None and latest < at <= now:
            latest = at
    return latest


def due(model: Model, now: datetime) -> Step:
    """Look, once it is time: also at what was asked about since the last look, whose time would come a little later."""
    at = next_look(model, now)
    if at is None or now < at:
        return model, ()
    just_now = min(asking.FRESH_FOR, _every(model) / 2)
    looks = asking.older(asking.all_checks(model, now), now, just_now)
    wanted = (look for look in looks if _is_looked_at(look.session))
    return model, tuple(look for look in wanted if not asking.is_out(model, look.session))
