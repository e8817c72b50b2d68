"""Which sessions a server is to be asked about."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from pomtray.core.domain.login import is_live
from pomtray.core.domain.logins import SessionKey, session_key
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.renewal import expiring_at
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.effects import Effect, Verify
from pomtray.core.events import Verified
from pomtray.core.model.value import Model, Step

FRESH_FOR: Final = timedelta(seconds=10)
"""So long a yes of the server is believed: for a copy, and when a person looks."""
ASKED_FOR: Final = timedelta(seconds=2)
"""So long a copy, or another program, waits for the server's word."""
_GIVEN_FOR: Final = timedelta(seconds=60)
"""So long what a route said to a provider's token is not asked again because a person looks."""
AGAIN_AFTER: Final = timedelta(seconds=2)
"""A question without an answer is asked anew after this, where another one is due: its connection may be dead."""
_JUST_NOW: Final = timedelta(seconds=5)


def noted(model: Model, effects: tuple[Effect, ...], at: datetime) -> Step:
    """The effects without what is being asked already, and a model that knows what is asked now."""
    if not any(isinstance(effect, Verify) for effect in effects):
        return model, effects
    kept: list[Effect] = []
    asking, showing = dict(model.asking), dict(model.showing)
    for effect in effects:
        if isinstance(effect, Verify):
            key, shown = effect.session.id, frozenset(route.origin for route in effect.routes if route.shows_token)
            before, is_shown = asking.get(key), showing.get(key, frozenset())
            if before is not None and timedelta() <= at - before < AGAIN_AFTER and shown <= is_shown:
                continue
            asking[key], showing[key] = at, is_shown | shown
        kept.append(effect)
    return replace(model, asking=asking, showing=showing), tuple(kept)


def answered(model: Model, event: Verified) -> Model:
    """With nothing out about that session any more, unless it was asked anew since."""
    asked_at = model.asking.get(event.session)
    if event.partial or asked_at is None or (event.asked_at is not None and event.asked_at < asked_at):
        return model
    asking, showing = dict(model.asking), dict(model.showing)
    del asking[event.session], showing[event.session]
    return replace(model, asking=asking, showing=showing)


def is_out(model: Model, session: Session) -> bool:
    """Whether an answer about the session is still to come: every question has one."""
    return session.id in model.asking


def is_fresh(session: Session, now: datetime) -> bool:
    """Whether the server has just said that the session lives."""
    check = session.check
    return check.verdict is Verdict.LIVE and timedelta() <= now - check.answered_at <= FRESH_FOR


def is_fresh_for(session: Session, route: Route, now: datetime) -> bool:
    """Whether that is so, and the route has just taken it in the form in which it is handed out."""
    if not is_fresh(session, now) or not route.shows_token:
        return is_fresh(session, now)
    taken_at = session.bearers.get(route.origin)
    return taken_at is not None and timedelta() <= now - taken_at <= FRESH_FOR


def all_checks(model: Model, now: datetime) -> tuple[Verify, ...]:
    """One check for every live session that has a route, however many logins hold it."""
    found: dict[SessionKey, tuple[Session, list[Route]]] = {}
    by_login = model.routes_by_login
    for key, session in model.logins.holding.items():
        routes = by_login.get(key)
        if routes and is_live(session, now):
            asked, its = found.setdefault((session.issuer, session.id), (session, [_looked_at(session, routes[0])]))
            its += _travelling(asked, routes)
    return tuple(_check(session, routes) for session, routes in found.values())


def check(model: Model, session: Session, first: Route) -> Verify:
    """A check of one session, and of what it is used for: `first`, in its form, before the other routes."""
    holding = (model.logins[key] for key in model.logins.holders(session.id))
    holders = (login for login in holding if session_key(login) == (session.issuer, session.id))
    others = (route for login in holders for route in _travelling(session, model.routes_of(login)))
    return _check(session, (first, *(route for route in others if route.name != first.name)))


def _check(session: Session, routes: Iterable[Route]) -> Verify:
    return Verify(session, tuple(dict.fromkeys(routes)))


def _travelling(session: Session, routes: Iterable[Route]) -> Iterable[Route]:
    """Those that may have this very credential: another login may hold the same session with another one (§9)."""
    return (_looked_at(session, route) for route in routes if route.origin in session.may_go_to)


def _looked_at(session: Session, route: Route) -> Route:
    """As it is asked where nothing is handed out: a service that took the token as a bearer does not see it again."""
    return route.as_token if session.takes_form(route) else route


def looked(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks that are due because a person looks. Of a provider's session its end says most."""
    checks = all_checks(model, now)
    own = tuple(check for check in checks if check.session.grant is None)
    given = tuple(check for check in checks if check.session.grant is not None)
    return older(own, now, FRESH_FOR) + older(given, now, _GIVEN_FOR)


def of_unheard(model: Model, new: Iterable[Route], now: datetime) -> tuple[Effect, ...]:
    """Checks because of TCP routes that are new to a live session, which serves their host: of them that says nothing.

    new: routes that were only now written down, or whose host a session has only now been got for.
    """
    unheard = {route.place for route in new if route.tunnel is not None}
    checks = all_checks(model, now) if unheard else ()
    return tuple(check for check in checks if any(_is_among(unheard, check.session, route) for route in check.routes))


def _is_among(places: Collection[Origin], session: Session, route: Route) -> bool:
    return route.place in places and not session.knows(route)


def moments_passed(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks of sessions that a notice is due about, or whose estimated end has come: the server knows better."""
    passed = (check for check in all_checks(model, now) if _moment_passed(check.session, now))
    return tuple(check for check in passed if not is_out(model, check.session))


def _moment_passed(session: Session, now: datetime) -> bool:
    """Whether the server has not answered since the latest of those moments."""
    check = session.check
    if check.verdict is Verdict.UNREACHABLE:
        return False
    return any(at is not None and check.answered_at < at <= now for at in (expiring_at(session), session.end.at))


def woken(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks of all sessions, but of those that answered a moment ago: waking up and the network come in bursts."""
    return older(all_checks(model, now), now, _JUST_NOW)


def of_issuer(model: Model, issuer: Origin, now: datetime) -> tuple[Effect, ...]:
    """Checks because something failed at that Pomerium: what it said of its other sessions may be out of date."""
    here = tuple(check for check in all_checks(model, now) if check.session.issuer == issuer)
    return older(here, now, _JUST_NOW)


def older(checks: tuple[Verify, ...], now: datetime, than: timedelta) -> tuple[Verify, ...]:
    """NOTE: a check of the future was made before the clock was set back: its age is not known."""
    return tuple(check for check in checks if not timedelta() <= now - check.session.check.answered_at <= than)
