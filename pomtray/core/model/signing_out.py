"""Out again: forgotten here at once, and ended at the server as soon as it can be asked and that harms no attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pomtray.core.effects import Effect, OpenPage, Revoke, Save
from pomtray.core.events import Revoked
from pomtray.core.login import Login, SignedOut, session_of
from pomtray.core.model import checking, gained, signing_in
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.notice import Notice, Urgency, until_text
from pomtray.core.remembered import Revocation
from pomtray.core.route import Route
from pomtray.core.session import Verdict


def sign_out(model: Model, login: Login, route: Route, at: datetime) -> Step:
    """Forget here at once, and end it at the server too."""
    session = session_of(login.state)
    if session is None:
        return signing_in.cancel(model, login, at)
    model, stopped = signing_in.cancel(model, login, at)
    queue = tuple(queued for queued in model.queue if queued != login.id)
    kept = tuple(item for item in model.remembered.revocations if item.session.id != session.id)
    model = replace(model, queue=queue).remembering(revocations=(*kept, Revocation(route, session)))
    login = replace(model.logins[login.id], state=SignedOut())
    model = model.with_login(login).without_copy(login.id).without_notice(notice_key(login.id))
    return model, (*stopped, Save())


def sign_out_everywhere(model: Model, at: datetime) -> Step:
    """Every login, one after the other."""
    effects: tuple[Effect, ...] = ()
    model = model.without_queue()
    for login in tuple(model.logins.values()):
        route = model.route_of(login)
        if route is not None:
            model, more = sign_out(model, login, route, at)
            effects += more
    return model, tuple(dict.fromkeys(effects))


def due(model: Model, now: datetime) -> Step:
    """Revocations that no attempt at the same Pomerium forbids any more (`pomerium.md` §9 rule 8)."""
    left = model.remembered.without_ended(now)
    model = model if left is model.remembered else replace(model, remembered=left)
    ready = [item for item in left.revocations if _is_ready(model, item)]
    if not ready:
        return model, ()
    asked = tuple(replace(item, asked=item.asked or item in ready) for item in left.revocations)
    return model.remembering(revocations=asked), tuple(Revoke(_route_now(model, it), it.session) for it in ready)


def _is_ready(model: Model, item: Revocation) -> bool:
    """A renewal under way is waited for: what it brings has to be revoked too."""
    renewing = item.session.grant is not None and item.session.grant.asked
    return not (item.asked or item.unreached or renewing or model.awaits(item.session))


def _route_now(model: Model, item: Revocation) -> Route:
    """The route as it is configured now: the vault keeps its name and origin only."""
    by_provider = item.session.grant is not None
    found = (
        route
        for route in model.settings.routes
        if route.origin == item.route.origin and (route.provider is not None) == by_provider
    )
    return next(found, item.route)


def reconnected(model: Model) -> Model:
    """The network may be back: servers that could not be asked are asked again."""
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
    notice = Notice(
        f"sign-out:{item.route.name}",
        f"Signed out of {item.route.name}",
        _said(item, model, event),
        urgency=Urgency.LOW,
    )
    model = model.telling(notice, event.at + gained.TOLD_FOR)
    return model, (Save(), *_after(model, item, event))


def _after(model: Model, item: Revocation, event: Revoked) -> tuple[Effect, ...]:
    if event.verdict is Verdict.ENDED:
        return checking.all_checks(model, event.at)
    if event.verdict is Verdict.UNREACHABLE or item.session.grant is not None:
        return ()
    return (OpenPage(f"{item.route.origin}/.pomerium/sign_out", item.route.browser),)


def _said(item: Revocation, model: Model, event: Revoked) -> str:
    who = "Pomerium" if item.session.grant is None else item.session.issuer.authority
    match event.verdict:
        case Verdict.ENDED if item.session.grant is None:
            return "Pomerium has ended the session, in the browser too."
        case Verdict.ENDED:
            return f"{who} has revoked what it gave. A token that is out may be taken until it ends."
        case Verdict.UNREACHABLE:
            lives = until_text(item.session, event.at, model.zone)
            return f"Forgotten here. {who} could not be asked to end the session, which lives {lives}: it will be."
        case _ if item.session.grant is not None:
            return f"Forgotten here. {who} offers no way to revoke what it gave."
        case _:
            return (
                "Forgotten here. Pomerium did not confirm that it ended the session: "
                "its sign-out page is open in the browser."
            )
