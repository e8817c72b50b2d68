"""Out again: forgotten here at once, and ended at the server as soon as it can be asked and that harms no attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pomtray.core.effects import Effect, OpenPage, Revoke, Save
from pomtray.core.events import Revoked
from pomtray.core.login import Login, SignedOut, SigningIn, session_of
from pomtray.core.model import checking, signing_in
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.notice import Notice, Urgency, until_text
from pomtray.core.remembered import Revocation
from pomtray.core.route import Route
from pomtray.core.session import Session, Verdict


def sign_out(model: Model, login: Login, route: Route) -> Step:
    """Forget here at once, and end it at the server too."""
    session = session_of(login.state)
    if session is None:
        return signing_in.cancel(model, login)
    model, stopped = signing_in.cancel(model, login)
    queue = tuple(queued for queued in model.queue if queued != login.id)
    due_now = (*model.remembered.revocations, Revocation(route, session))
    model = replace(model, queue=queue).remembering(revocations=due_now)
    model = model.with_state(login, SignedOut()).without_copy(login.id).without_notice(notice_key(login.id))
    return model, (*stopped, Save())


def sign_out_everywhere(model: Model) -> Step:
    """Every login, one after the other."""
    effects: tuple[Effect, ...] = ()
    for login in tuple(model.logins.values()):
        route = model.route_of(login)
        if route is not None:
            model, more = sign_out(model, login, route)
            effects += more
    return model, tuple(dict.fromkeys(effects))


def due(model: Model) -> Step:
    """Revocations that no attempt at the same Pomerium forbids any more (`pomerium.md` §9 rule 8)."""
    ready = [item for item in model.remembered.revocations if _is_ready(model, item)]
    if not ready:
        return model, ()
    asked = tuple(replace(item, asked=item.asked or item in ready) for item in model.remembered.revocations)
    return model.remembering(revocations=asked), tuple(Revoke(item.route, item.session) for item in ready)


def _is_ready(model: Model, item: Revocation) -> bool:
    return not item.asked and not item.unreached and not is_awaited(model, item.session)


def is_awaited(model: Model, session: Session) -> bool:
    """Whether an attempt may be about to get this very session."""
    attempts = (login.state.attempt for login in model.logins.values() if isinstance(login.state, SigningIn))
    return any(attempt.host in {"", session.issuer.authority} for attempt in attempts)


def reconnected(model: Model, now: datetime) -> Model:
    """The network may be back: servers that could not be asked are asked again."""
    model = replace(model, remembered=model.remembered.without_ended(now))
    again = tuple(replace(item, unreached=False) for item in model.remembered.revocations)
    return model if again == model.remembered.revocations else model.remembering(revocations=again)


def revoked(model: Model, event: Revoked) -> Step:
    """Say so; one browser's sign-ins share a session (`pomerium.md` §5), so the others are asked about again."""
    item = next((item for item in model.remembered.revocations if item.session.id == event.session), None)
    if item is None:
        return model, ()
    left = tuple(other for other in model.remembered.revocations if other is not item)
    if event.verdict is Verdict.UNREACHABLE:
        left = (*left, replace(item, asked=False, unreached=True))
    model = model.remembering(revocations=left)
    name = item.route.name
    notice = Notice(f"sign-out:{name}", f"Signed out of {name}", _said(item, model, event), urgency=Urgency.LOW)
    model = model.telling(notice, event.at + signing_in.TOLD_FOR)
    match event.verdict:
        case Verdict.ENDED:
            return model, (Save(), *checking.all_checks(model, event.at))
        case Verdict.UNREACHABLE:
            return model, (Save(),)
        case _:
            return model, (Save(), OpenPage(f"{item.route.origin}/.pomerium/sign_out", item.route.browser))


def _said(item: Revocation, model: Model, event: Revoked) -> str:
    match event.verdict:
        case Verdict.ENDED:
            return "Pomerium has ended the session, in the browser too."
        case Verdict.UNREACHABLE:
            lives = until_text(item.session, event.at, model.zone)
            return f"Forgotten here. The server could not be asked to end the session, which lives {lives}: it will be."
        case _:
            return (
                "Forgotten here. Pomerium did not confirm that it ended the session: "
                "its sign-out page is open in the browser."
            )
