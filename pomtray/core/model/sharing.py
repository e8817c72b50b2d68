"""One sign-in, many routes: which of the person's other routes a session may serve as well."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final
from zlib import crc32

from pomtray.core.domain import sharing
from pomtray.core.domain.login import Login, LoginId, SignedIn, SigningIn, is_live, session_of, with_session
from pomtray.core.domain.logins import Logins
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.effects import Effect, Save, Share
from pomtray.core.errors import Problem
from pomtray.core.events import PortalRead, RoutesListed, SessionShared
from pomtray.core.model import asking
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.text import counted, joined

_SEVERAL: Final = 2


def with_logins(model: Model) -> Model:
    """Every route has a login from now on; logins without a route keep their session for when it comes back."""
    model = _taken_up(model)
    new: dict[LoginId, Login] = {}
    served: set[str] = set()
    for route, login in zip(model.settings.routes, model.served, strict=True):
        if login is None and route.served_as not in served:
            served.add(route.served_as)
            made = Login(
                _free_id(route, model.logins, new), frozenset({route.origin}), way=route.way, profile=route.profile
            )
            new[made.id] = made
    return model.with_logins(new.values())


def _taken_up(model: Model) -> Model:
    """A login that serves no route serves one there again whose browser is another now, or was not written down.

    An earlier pomtray had one login for all browsers: its session goes on where it was got.
    """
    new = [route for route, login in zip(model.settings.routes, model.served, strict=True) if login is None]
    idle = [login for key, login in model.logins.items() if key not in model.routes_by_login] if new else []
    by_place: dict[tuple[Origin, str], list[Route]] = {}
    for route in new if idle else ():
        by_place.setdefault((route.origin, route.way), []).append(route)
    found = ((login, _goes_on_as(login, by_place)) for login in idle)
    return model.with_logins(replace(login, profile=profile) for login, profile in found if profile is not None)


def _goes_on_as(login: Login, by_place: Mapping[tuple[Origin, str], list[Route]]) -> tuple[str, ...] | None:
    """Of several people it is nobody's whose session was got in none of their browsers."""
    session = session_of(login.state)
    got_with = session.browser if session is not None else None
    found = [route.profile for origin in sorted(login.routes) for route in by_place.get((origin, login.way), ())]
    if got_with in found:
        return got_with
    return found[0] if found and (got_with is None or len(set(found)) == 1) else None


def _free_id(route: Route, *taken: Collection[LoginId]) -> LoginId:
    """The origin's own name, the way in and whose it is, unless a login that the route has left still goes by it."""
    name = LoginId(f"{route.origin} {route.way}".rstrip())
    if route.profile:  # by a short name: a login's own is told where nothing else is known of it
        name = LoginId(f"{name} as {crc32(repr(route.profile).encode()):08x}")
    while any(name in ids for ids in taken):
        name = LoginId(f"{name}+")
    return name


def begin_anew(login: Login, session: Session, before: Session | None) -> Login:
    """A new session serves the route it was got for; the others join again once the server has confirmed them."""
    if before is not None and before.id == session.id:
        session = replace(session, may_go_to=session.may_go_to | before.may_go_to)
    served = login.routes & session.may_go_to
    return replace(login, routes=served or login.routes, state=SignedIn(session))


def share(model: Model, login: Login, at: datetime) -> Step:
    """Find out what else the session opens; the queue waits for the answer, so that no page opens in vain."""
    session = session_of(login.state)
    got_for = _got_for(model, login, session) if session else None
    routes = _candidates(model, login, at, model.settings.routes)
    return _asked(model, [_share(login, session, got_for, routes)] if session and got_for and routes else [])


def share_all(model: Model, at: datetime, among: Collection[Route]) -> Step:
    """Which of these routes, only now written down, the sessions open that live. Who may get the same is found once."""
    found: dict[tuple[object, ...], tuple[Route, ...]] = {}
    shares = []
    for key, session in model.logins.holding.items() if among else ():
        login = model.logins[key]
        got_for = _got_for(model, login, session)
        if got_for is None or not is_live(session, at):
            continue
        alike = login.way, login.profile, session.issuer.scheme, session.browser, got_for.browser, got_for.share
        if alike not in found:
            found[alike] = _candidates(model, login, at, among)
        if found[alike]:
            shares.append(_share(login, session, got_for, found[alike]))
    return _asked(model, shares)


def _share(login: Login, session: Session, got_for: Route, routes: tuple[Route, ...]) -> Share:
    return Share(login.id, session, routes, frozenset({got_for.group} - {""}))


def _asked(model: Model, shares: Sequence[Share]) -> Step:
    if not shares:
        return model, ()
    return replace(model, sharing=model.sharing | {share.login for share in shares}), tuple(shares)


def _candidates(model: Model, login: Login, at: datetime, among: Iterable[Route]) -> tuple[Route, ...]:
    """Routes signed in to the same way, without a session or an attempt of their own, that it may travel to."""
    session = session_of(login.state)
    found = ((route, model.login_of(route)) for route in among if _is_alike(login, route))
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
    """The route that was signed in to, or the first one where that is not known or not configured any more.

    None where it may be refused: who shares its session stays as it is until that is mended.
    """
    routes = model.routes_of(login)
    found = next((route for route in routes if route.origin == session.got_for), None)
    refused = session.got_for is not None and model.settings.has_refused_routes
    return found or (None if refused else next(iter(routes), None))


def _is_idle(login: Login, at: datetime) -> bool:
    session = session_of(login.state)
    return not isinstance(login.state, SigningIn) and not (session and is_live(session, at))


def shared(model: Model, event: SessionShared) -> Step:
    """Let the opened routes join the login; one that got a session of its own meanwhile stays where it is."""
    model = replace(model, sharing=model.sharing - {event.login})
    login = model.logins.get(event.login)
    session = session_of(login.state) if login else None
    if login is None or session is None or session.id != event.session:
        return model, ()
    model = _unasked(model, login.id, event.problem)
    among = [route for origin in event.opened for route in model.settings.by_origin.get(origin, ())]
    joined = frozenset(route.origin for route in _candidates(model, login, event.at, among))
    if not joined:
        return model, ()
    model = _with_notice(_joined(model, login, session, joined), login.id, len(joined))
    unheard = asking.of_unheard(model, model.routes_of(model.logins[login.id]), event.at)
    return model, _save + (unheard or _asked_as_bearers(model, login.id, joined))


def _asked_as_bearers(model: Model, login: LoginId, joined: Collection[Origin]) -> tuple[Effect, ...]:
    """The list of routes that a session opens does not tell which of them take it as a bearer (`pomerium.md` §7)."""
    session = model.logins.holding[login]
    routes = model.routes_of(model.logins[login])
    shown = next((route for route in routes if route.shows_token and route.origin in joined), None)
    return (asking.check(model, session, shown),) if shown else ()


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


def portal_read(model: Model, event: PortalRead) -> Step:
    """What it lists later is held against that."""
    before = model.remembered.portals
    if before.get(event.authenticate) == event.portal:
        return model, ()
    return model.remembering(portals={**before, event.authenticate: event.portal}), _save


def parted(model: Model) -> Model:
    """Routes that may not have their login's session any more, as the settings are now, leave it (§9 rule 1)."""
    held = ((model.logins[key], session) for key, session in model.logins.holding.items())
    leaving = ((login, session, _leaving(model, login, session)) for login, session in held)
    return with_logins(model.with_logins([_parted(*parting) for parting in leaving if parting[2]]))


def _parted(login: Login, session: Session, leaving: frozenset[Origin]) -> Login:
    kept = replace(session, may_go_to=session.may_go_to - leaving)
    return replace(_without(login, leaving), state=with_session(login.state, kept))


def _leaving(model: Model, login: Login, session: Session) -> frozenset[Origin]:
    """Never the route that was signed in to; nor what an earlier pomtray let join, which did not write that down."""
    if session.got_for is None or len(login.routes) < _SEVERAL:
        return frozenset()
    got_for = _got_for(model, login, session)
    others = (route for route in model.routes_of(login) if route.origin != session.got_for)
    leaving = frozenset(route.origin for route in others if got_for and not _stays(model, session, got_for, route))
    return leaving | _somebody_elses(model, login) - {session.got_for}


def _somebody_elses(model: Model, login: Login) -> frozenset[Origin]:
    """Of what it has served: what is signed in to in another browser now, and in its own no more."""
    own = {route.origin for route in model.routes_of(login)}
    named = {origin: model.settings.by_origin.get(origin, ()) for origin in login.routes - own}
    return frozenset(origin for origin, routes in named.items() if any(one.way == login.way for one in routes))


def _stays(model: Model, session: Session, got_for: Route, route: Route) -> bool:
    if not sharing.is_same_person(session, got_for, route):
        return False
    known = model.remembered.pomerium(session.issuer).listed if session.vouched_by is None else ()
    groups = {got_for.group} - {""}
    return session.grant is not None or sharing.may_join(session, route, listed=known, groups=groups)


def _joined(model: Model, login: Login, session: Session, origins: frozenset[Origin]) -> Model:
    left = {key: _left(other, login, origins) for key, other in model.logins.items()}
    model = replace(model, logins=Logins({key: other for key, other in left.items() if other.routes}))
    served = replace(session, may_go_to=session.may_go_to | origins)
    return model.with_login(replace(login, routes=login.routes | origins)).with_session(login.id, served)


def _left(other: Login, login: Login, origins: frozenset[Origin]) -> Login:
    """Another login without the routes that join `login`."""
    return other if not _is_alike(login, other) or origins.isdisjoint(other.routes) else _without(other, origins)


def _is_alike(login: Login, other: Login | Route) -> bool:
    return (login.way, login.profile) == (other.way, other.profile)


def _without(login: Login, origins: frozenset[Origin]) -> Login:
    return replace(login, routes=login.routes - origins)


def _with_notice(model: Model, login: LoginId, count: int) -> Model:
    """The notice of the sign-in, if it still stands, says so in one line."""
    told = model.told.get(notice_key(login))
    if told is None:
        return model
    line = counted("It also opened {count} more route.", "It also opened {count} more routes.", count)
    return model.telling(replace(told.notice, text=joined(" ", (told.notice.text, line))), told.until)
