"""Out again: forgotten here at once, and ended at the server when that harms no attempt."""

from __future__ import annotations

from dataclasses import replace

from pomtray.core.effects import Effect, Revoke, Save
from pomtray.core.events import Revoked
from pomtray.core.login import Login, SignedOut, SigningIn, session_of
from pomtray.core.model import checking, signing_in
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.notice import Notice, Urgency
from pomtray.core.route import Route
from pomtray.core.session import Session


def sign_out(model: Model, login: Login, route: Route) -> Step:
    """Forget here at once, and end it at the server too."""
    session = session_of(login.state)
    if session is None:
        return signing_in.cancel(model, login)
    model, stopped = signing_in.cancel(model, login)
    queue = tuple(queued for queued in model.queue if queued != login.id)
    model = replace(model, queue=queue, revocations=(*model.revocations, Revoke(route, session)))
    model = model.with_state(login, SignedOut()).without_copy(login.id).without_notice(notice_key(login.id))
    return model, (*stopped, Save())


def due(model: Model) -> Step:
    """Revocations that no attempt at the same Pomerium forbids any more (`pomerium.md` §9 rule 8)."""
    ready: tuple[Effect, ...] = tuple(revoke for revoke in model.revocations if not _awaited(model, revoke.session))
    if not ready:
        return model, ()
    return replace(model, revocations=tuple(item for item in model.revocations if item not in ready)), ready


def _awaited(model: Model, session: Session) -> bool:
    """Whether an attempt may be about to get this very session."""
    attempts = (login.state.attempt for login in model.logins.values() if isinstance(login.state, SigningIn))
    return any(attempt.host in {"", session.issuer.authority} for attempt in attempts)


def revoked(model: Model, event: Revoked) -> Step:
    """Say so; one browser's sign-ins share a session (`pomerium.md` §5), so the others are asked about again."""
    text = (
        "Pomerium has ended the session, in the browser too."
        if event.confirmed
        else "Forgotten here. Pomerium did not confirm that it ended the session: "
        "its sign-out page is open in the browser."
    )
    notice = Notice(f"sign-out:{event.route}", f"Signed out of {event.route}", text, urgency=Urgency.LOW)
    model = model.telling(notice, event.at + signing_in.TOLD_FOR)
    return model, checking.all_checks(model, event.at) if event.confirmed else ()
