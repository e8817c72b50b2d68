"""When a session is near its end, and whether renewing early helps."""

from __future__ import annotations

from datetime import datetime, timedelta

from pomtray.core.session import Session

_LEAST = timedelta(minutes=2)
_MOST = timedelta(minutes=15)
_SHORT = timedelta(minutes=4)


def warning_for(lifetime: timedelta) -> timedelta:
    """How long before the end a session counts as expiring.

    max(2 min, min(15 min, 10 % of the lifetime)); half of lifetimes under 4 minutes.
    """
    if lifetime < _SHORT:
        return max(lifetime, timedelta()) / 2
    return max(_LEAST, min(_MOST, lifetime / 10))


def expiring_at(session: Session) -> datetime | None:
    """The instant from which `session` counts as expiring; None where its end is not known."""
    if session.end.at is None:
        return None
    return session.end.at - warning_for(session.end.at - session.signed_in_at)
