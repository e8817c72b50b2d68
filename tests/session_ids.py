"""The demo's sessions by the ids that the program knows them by."""

from __future__ import annotations

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.session import Session, session_id
from pomtray.demo.world import Demo


def session_ids(demo: Demo) -> list[str]:
    """Of every session not revoked."""
    return [session_id(Origin.parse(demo.authenticate), session.jti) for session in demo.sessions]


def jti(session: Session) -> str:
    """What the demo knows the session by."""
    return session.id.rpartition(" ")[2]
