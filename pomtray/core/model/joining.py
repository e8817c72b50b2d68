"""One sign-in, many routes: which of the person's other routes a session may serve as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from pomtray.core import sharing
from pomtray.core.effects import Effect, Save, Share
from pomtray.core.errors import Problem
from pomtray.core.events import RoutesListed, Shared
from pomtray.core.login import Login, LoginId, SignedIn, SigningIn, is_live, session_of
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.origin import Origin
from pomtray.core.route import Route
from pomtray.core.session import Session


def with_logins(model: Model) -> Model:
    """Every route has a login from now on; logins without a route keep their session for when it comes back."""
    logins = dict(model.logins)
    held = {(origin, login.way) for login in logins.values() for origin in login.routes}
    for route in model.settings.routes:
        if (route.origin, route.way) not in held:
            held.add((route.origin, route.way))
            login = Login(_free_id(route, logins), frozenset({route.origin}), way=route.way)
            logins[login.id] = login
    return replace(model, logins=logins)


def _free_id(route: Route, taken: Collection[LoginId]) -> LoginId:
    """The origin's own name and the way in, unless a login that the route has left still goes by it."""
    name = LoginId(f"{route.origin} {route.way}".rstrip())
    while name in taken:
        name = LoginId(f"{name}+")
    return name


def begin_anew(login: Login, session: Session, before: Session | None) -> Login:
    """A new session serves the route it was got for; the others join again once the server has confirmed them."""
    if before is not None and before.id == session.id:
        session = replace(session, may_go_to=session.may_go_to | before.may_go_to)
    served = login.routes & session.may_go_to
    return replace(login, routes=served or login.routes, state=SignedIn(session))


def share(model: Model, login: Login, at: datetime, among: Collection[Route] | None = None) -> Step:
    """Find out what else the session opens; the queue waits for the answer, so that no page opens in vain.

    `among`: only these routes are of interest; None: all that are configured.
    """
    routes = _candidates(model, login, at, model.settings.routes if among is None else among)
    session = session_of(login.state)
    if session is None or not routes:
        return model, ()
    asked_with = _got_for(model, login, session)
    groups = frozenset({asked_with.group} - {""}) if asked_with else frozenset()
    return replace(model, sharing=model.sharing | {login.id}), (Share(login.id, session, routes, groups),)


def _candidates(model: Model, login: Login, at: datetime, among: Iterable[Route]) -> tuple[Route, ...]:
    """Routes signed in to the same way, without a session or an attempt of their own, that it may travel to."""
    session = session_of(login.state)
    found = ((route, model.login_of(route)) for route in among if route.way == login.way)
    got_for = _got_for(model, login, session) if session else None
    return tuple(
        route
        for route, other in found
        if session
        and got_for
        and other
        and other.id != login.id
        and _is_idle(other, at)
        and sharing.may_travel(session, route.origin)
        and sharing.is_same_person(session, got_for, route)
    )


def _got_for(model: Model, login: Login, session: Session) -> Route | None:
    """The route that was signed in to, or the first one where that is not known or not configured any more."""
    routes = model.routes_of(login)
    return next((route for route in routes if route.origin == session.got_for), next(iter(routes), None))


def _is_idle(login: Login, at: datetime) -> bool:
    session = session_of(login.state)
    return not isinstance(login.state, SigningIn) and not (session and is_live(session, at))


def shared(model: Model, event: Shared) -> Step:
    """Let the opened routes join the login; one that got a session of its own meanwhile stays where it is."""
    model = replace(model, sharing=model.sharing - {event.login})
    login = model.logins.get(event.login)
    session = session_of(login.state) if login else None
    if login is None or session is None or session.id != event.session:
        return model, ()
    model = _unasked(model, login.id, event.problem)
    offered = {route.origin for route in _candidates(model, login, event.at, model.settings.routes)}
    joined = event.opened & offered
    if not joined:
        return model, ()
    return _told(_joined(model, login, session, joined), login.id, len(joined)), _save


def _unasked(model: Model, login: LoginId, problem: Problem | None) -> Model:
    """Why it is not known what else the session opens."""
    others = {key: known for key, known in model.unasked.items() if key != login}
    return replace(model, unasked={**others, login: problem} if problem else others)


_save: tuple[Effect, ...] = (Save(),)


def listed(model: Model, event: RoutesListed) -> Step:
    """Kept for good: it tells a route of that Pomerium from a stranger's when no session is there any more."""
    known = model.remembered.pomerium(event.authenticate).with_listed(event.listed)
    remembered = model.remembered.with_pomerium(event.authenticate, known)
    return (model, ()) if remembered is model.remembered else (replace(model, remembered=remembered), _save)


def parted(model: Model) -> Model:
    """Routes that may not have their login's session any more, as the settings are now, leave it (§9 rule 1)."""
    for login in tuple(model.logins.values()):
        session = session_of(login.state)
        leaving = _leaving(model, login, session) if session else frozenset()
        if session and leaving:
            kept = replace(session, may_go_to=session.may_go_to - leaving)
            model = model.with_login(_without(login, leaving)).with_session(login.id, kept)
    return with_logins(model)


def _leaving(model: Model, login: Login, session: Session) -> frozenset[Origin]:
    """Never the route that was signed in to; nor what an earlier pomtray let join, which did not write that down."""
    if session.got_for is None:
        return frozenset()
    got_for = _got_for(model, login, session)
    others = (route for route in model.routes_of(login) if route.origin != session.got_for)
    return frozenset(route.origin for route in others if got_for and not _stays(model, session, got_for, route))


def _stays(model: Model, session: Session, got_for: Route, route: Route) -> bool:
    if not sharing.is_same_person(session, got_for, route):
        return False
    known = model.remembered.pomerium(session.issuer).listed if session.vouched_by is None else ()
    groups = {got_for.group} - {""}
    return session.grant is not None or sharing.may_join(session, route, listed=known, groups=groups)


def _joined(model: Model, login: Login, session: Session, origins: frozenset[Origin]) -> Model:
    left = {key: _without(other, origins) if other.way == login.way else other for key, other in model.logins.items()}
    model = replace(model, logins={key: other for key, other in left.items() if other.routes})
    served = replace(session, may_go_to=session.may_go_to | origins)
    return model.with_login(replace(login, routes=login.routes | origins)).with_session(login.id, served)


def _without(login: Login, origins: frozenset[Origin]) -> Login:
    return replace(login, routes=login.routes - origins)


def _told(model: Model, login: LoginId, count: int) -> Model:
    """The notice of the sign-in, if it still stands, says so in one line."""
    told = model.told.get(notice_key(login))
    if told is None:
        return model
    line = f"It also opened {count} more {'route' if count == 1 else 'routes'}."
    return model.telling(replace(told.notice, text=f"{told.notice.text} {line}"), told.until)
