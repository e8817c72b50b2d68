"""When a session is near its end, and when it is renewed without the person."""

from __future__ import annotations

import zlib
from datetime import datetime, timedelta

from pomtray.core.domain.session import Session

_LEAST = timedelta(minutes=2)
_MOST = timedelta(minutes=15)
_SHORT = timedelta(minutes=4)
_BEFORE_END = timedelta(seconds=60)
_JITTER = timedelta(seconds=20)
_FIRST_RETRY = timedelta(seconds=5)
_LAST_RETRY = timedelta(seconds=300)
_ONCE_MORE = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)


def warning_for(lifetime: timedelta) -> timedelta:
    """How long before the end a session counts as expiring.

    max(2 min, min(15 min, 10 % of the lifetime)); half of lifetimes under 4 minutes.
    """
    if lifetime < _SHORT:
        return max(lifetime, timedelta()) // 2
    return max(_LEAST, min(_MOST, lifetime / 10))


def renews_itself(session: Session) -> bool:
    """Whether its provider gives a new credential without the person."""
    return session.grant is not None and session.grant.renews


def wants_person(session: Session) -> bool:
    """Whether a provider's session goes on by a sign-in only: it is over, or there is nothing to renew it with."""
    return session.grant is not None and not session.grant.renews


def expiring_at(session: Session) -> datetime | None:
    """The instant from which `session` counts as expiring.

    None where its end is not known, and where it renews itself: unless that has just failed.
    """
    if session.end.at is None or (session.grant and session.grant.renews and not session.grant.failures):
        return None
    return session.end.at - warning_for(session.end.at - session.got_at)


def tells_at(session: Session, before: int) -> datetime | None:
    """The instant from which the person is told that the end is near; None as for `expiring_at`.

    before: seconds that the person wants, never more than half of the lifetime; 0: as it begins to count as expiring.
    """
    at = expiring_at(session)
    if at is None or session.end.at is None or before == 0:
        return at
    return session.end.at - min(timedelta(seconds=before), (session.end.at - session.got_at) / 2)


def gains(session: Session, now: datetime, *, extends: bool) -> bool:
    """Whether renewing a session that lives is worth offering: what it gains grows, and with a quarter left it is most.

    `extends`: False where it was seen that this Pomerium gives the same session again (`pomerium.md` §5).
    """
    if session.grant is not None and session.grant.renews:
        return session.grant.failures > 0
    at = gains_at(session)
    return extends and (at is None or now >= at)


def gains_at(session: Session) -> datetime | None:
    """From when on renewing a session that lives is offered: a quarter of its life is left, or it is warned of.

    None where its end is not known.
    """
    if session.end.at is None:
        return None
    lifetime = session.end.at - session.got_at
    return session.end.at - max(lifetime / 4, warning_for(lifetime))


def renew_at(session: Session) -> datetime | None:
    """When to renew silently: min(80 % of the lifetime, end - 60 s), some seconds earlier so that not all come at once.

    Never in the first half of the lifetime, nor within 5 s. After a failure it is the time of the next try; None
    where there is nothing to renew, or a renewal is under way.
    """
    grant, end = session.grant, session.end.at
    if grant is None or not grant.renews or grant.asked:
        return None
    if grant.retry_at is not None or end is None:
        return grant.retry_at
    lifetime = end - session.got_at
    at = min(session.got_at + lifetime * 0.8, end - _BEFORE_END)
    return max(at - _jitter(session, lifetime), session.got_at + max(lifetime / 2, _FIRST_RETRY))


def _jitter(session: Session, lifetime: timedelta) -> timedelta:
    """Between nothing and 20 s, or 5 % of the lifetime: the same whenever it is asked for this credential."""
    seed = zlib.crc32(f"{session.id} {session.got_at.timestamp()}".encode())
    return min(_JITTER, lifetime / 20) * (seed % 1000) / 1000


def retry_for(failures: int, asked_for: timedelta | None = None) -> timedelta:
    """How long to wait after so many failures in a row: 5 s, doubled each time, up to 5 min.

    `asked_for`: what the provider wants (`Retry-After`), which counts up to an hour.
    """
    doubled: int = 2 ** min(failures - 1, 10)
    return max(min(_FIRST_RETRY * doubled, _LAST_RETRY), min(asked_for or _FIRST_RETRY, _LONGEST_WAIT))


def alone_until(at: datetime, asked_for: timedelta | None) -> datetime | None:
    """Until when a provider that asked for it at `at` is left alone, whatever else happens: an hour at most."""
    return at + min(asked_for, _LONGEST_WAIT) if asked_for else None


def once_more_at(session: Session, refused_at: datetime) -> datetime:
    """When to ask again after a definite no: a minute later, and before the end where that comes first."""
    end = session.end.at
    if end is None or end <= refused_at:
        return refused_at + _ONCE_MORE
    return refused_at + min(_ONCE_MORE, max(end - refused_at - 2 * _FIRST_RETRY, _FIRST_RETRY))
