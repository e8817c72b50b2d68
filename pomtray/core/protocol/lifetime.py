"""When a session ends, and how that is known."""

from __future__ import annotations

from datetime import datetime, timedelta

from pomtray.core.domain.session import End, EndSource
from pomtray.core.protocol.claims import Claims


def end_of(claims: Claims, *, expires_at: datetime | None, session_for: int) -> End:
    """The best there is to say.

    `expires_at`: what the server's user page says, None where it says nothing.
    `session_for`: seconds, the configured lifetime, for an estimate.
    """
    if expires_at is not None:
        return End(expires_at, EndSource.SERVER)
    if claims.expires_at is not None:
        return End(claims.expires_at, EndSource.TOKEN)
    if claims.iat is not None:
        return End(claims.iat + timedelta(seconds=session_for), EndSource.ESTIMATE)
    return End(None, EndSource.UNKNOWN)
