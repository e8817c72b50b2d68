"""Out again: forgotten here at once, and ended at the server as soon as it can be asked and that harms no attempt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.effects import Effect, OpenPage, Revoke, Save
from pomtray.core.events import Doubted, Revoked
from pomtray.core.login import Login, SignedOut, session_of
from pomtray.core.model import asking, gained, signing_in, undone
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.notice import Button, Notice, Urgency, named
from pomtray.core.remembered import Revocation
from pomtray.core.route import Route
from pomtray.core.session import Session, Verdict

_DOUBTED_FOR = timedelta(hours=1)


def sign_out(model: Model, login: Login, route: Route, at: datetime) -> Step:
    """Forget here at once, and end it at the server too."""
    session = session_of(login.state)
    if session is None:
        return signing_in.cancel(model, login, at)
    model, stopped = signing_in.cancel(model, login, at)
    queue = tuple(queued for queued in model.queue if queued != login.id)
    kept = tuple(item for item in model.remembered.revocations if item.session.id != session.id)
    due = Revocation(route, session, login.way, _along(model, session, route))
    model = replace(model, queue=queue, by_hand=model.by_hand - {login.id}).remembering(revocations=(*kept, due))
    login = replace(model.logins[login.id], state=SignedOut())
    model = model.with_login(login).without_copy(login.id).without_notice(notice_key(login.id))
    return model, (*stopped, Save())


def _along(model: Model, session: Session, route: Route) -> tuple[str, ...]:
    """Names of the other routes that this session serves, whichever login holds it."""
    return tuple(other.name for other in model.routes_with(session) if other.name != route.name)


def doubted(model: Model, event: Doubted) -> Step:
    """Told urgently, with a way out: it may be somebody else who is signed in."""
    login = next((login for login in model.logins.values() if _holds(login, event.session)), None)
    session = session_of(login.state) if login else None
    if login is None or session is None:
        return model, ()
    notice = Notice(
        notice_key(login.id),
        f"Somebody else may have answered the sign-in to {gained.name_of(model, login)}",
        f"{session.person.label()} is signed in. If that is not you, sign out{_with_others(model, session)}.",
        (Button("sign-out", "Sign out"), Button("keep", "That is me")),
        Urgency.CRITICAL,
    )
    return model.telling(notice, event.at + _DOUBTED_FOR), ()


def _with_others(model: Model, session: Session) -> str:
    """Who goes along, said before it is done."""
    others = [route.name for route in model.routes_with(session)][1:]
    return f"; {named(others, len(others))} {'goes' if len(others) == 1 else 'go'} along" if others else ""


def _holds(login: Login, session: str) -> bool:
    held = session_of(login.state)
    return held is not None and held.id == session


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
    """The route as it is configured now, found by what tells logins apart: the vault keeps no more of it than that."""
    here = [route for route in model.settings.routes if route.origin == item.route.origin]
    if item.session.grant is None or item.way:
        found = next((route for route in here if route.way == item.way), None)
        if found is not None:
            return found
    return _of_provider(model, item, here)


def _of_provider(model: Model, item: Revocation, here: Iterable[Route]) -> Route:
    """Where the settings have changed, or an earlier pomtray wrote it: a route by which the provider can be asked."""
    grant, name = item.session.grant, item.session.idp_id
    if grant is None:
        return item.route
    same = (route for route in here if route.method is grant.method and route.provider and route.provider.name == name)
    provider = next((provider for provider in model.settings.providers if provider.name == name), None)
    return next(same, replace(item.route, method=grant.method, provider=provider))


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
        f"Signed out of {item.route.shown}",
        undone.said(item, model, event),
        urgency=Urgency.LOW,
    )
    model = model.telling(notice, event.at + gained.TOLD_FOR)
    return model, (Save(), *_after(model, item, event))


def _after(model: Model, item: Revocation, event: Revoked) -> tuple[Effect, ...]:
    if event.verdict is Verdict.ENDED:
        return asking.all_checks(model, event.at)
    if event.verdict is Verdict.UNREACHABLE or item.session.grant is not None:
        return ()
    return (OpenPage(f"{item.route.origin}/.pomerium/sign_out", _route_now(model, item).browser),)
