"""How long an answer stands that a command got without the app: what it would be given again if it asked again.

Nothing but time is judged here. That the vault and the settings are those of then, and that the server says the same
of the session as then, is found out each time that it is given (`desktop/vault/standing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from pomtray.core.domain.renewal import renew_at, renews_itself
from pomtray.core.domain.route import Preferences
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.model import asking
from pomtray.core.model.credential_requests import FRESH_FOR, GrantedCredential


def stands_until(found: GrantedCredential, preferences: Preferences, at: datetime) -> datetime | None:
    """Until when `found` is what the rules give, should its server say again that the session lives; None: not at all.

    What is not asked again with that, its end and what the route says, is looked at anew as often as the app does.
    at: aware UTC, when `found` was given.
    """
    session, route = found.session, found.route
    is_known = session.grant is not None or (asking.is_fresh_for(session, route, at) and not route.shows_token)
    if found.note or not is_known:
        return None
    looked_at = at if session.grant is not None else session.check.answered_at
    every = preferences.look_every or Preferences().look_every
    until = min((looked_at + timedelta(seconds=every), *_moments(session)))
    return until if at < until else None


def _moments(session: Session) -> Iterator[datetime]:
    """When something else comes first than handing it out: its renewal, or its end."""
    if (renewal := renew_at(session)) is not None:
        yield renewal
    if session.end.at is not None and (session.grant is not None or session.end.source is not EndSource.ESTIMATE):
        yield session.end.at - (FRESH_FOR if renews_itself(session) else timedelta())
