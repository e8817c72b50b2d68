"""What the server says of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.effects import Effect, Save, Verify
from pomtray.core.events import Verified
from pomtray.core.login import Login, SigningIn, is_live, session_of
from pomtray.core.model import copying
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.origin import Origin
from pomtray.core.renewal import expiring_at
from pomtray.core.session import Check, End, EndSource, Session, Verdict

LOOKED_FOR = timedelta(seconds=60)
"""A check older than this is repeated when a person looks."""
_WAVERS_BY = timedelta(seconds=2)
_JUST_NOW = timedelta(seconds=5)


def verified(model: Model, event: Verified) -> Step:
    """Take the server's word for every login that holds the session."""
    effects: tuple[Effect, ...] = ()
    doubtful: dict[Origin, None] = {}
    for login in tuple(model.logins.values()):
        session = session_of(login.state)
        if session is not None and session.id == event.session:
            if event.verdict is Verdict.ENDED and session.ended_at is None:
                doubtful[session.issuer] = None
            model, more = _verified(model, login, session, event)
            effects += more
    for issuer in doubtful:
        effects += of_issuer(model, issuer, event.at)
    return model, tuple(dict.fromkeys(effects))


def _verified(model: Model, login: Login, session: Session, event: Verified) -> Step:
    """No answer changes nothing but how long ago we last knew."""
    told = _told(session, event)
    model = model.with_session(login.id, told)
    if event.verdict is Verdict.ENDED and session.ended_at is None and not isinstance(login.state, SigningIn):
        model = model.without_notice(notice_key(login.id))
    model, effects = copying.checked(model, model.logins[login.id], event.at)
    changed = (told.end, told.ended_at, told.person) != (session.end, session.ended_at, session.person)
    return model, ((Save(), *effects) if changed else effects)


def _told(session: Session, event: Verified) -> Session:
    if event.verdict is Verdict.UNREACHABLE:
        return replace(session, check=replace(session.check, verdict=event.verdict, problem=event.problem))
    skew = session.check.skew if event.skew is None else event.skew
    session = replace(session, check=Check(event.verdict, event.at, event.problem, skew))
    if event.verdict is Verdict.ENDED:
        return session.ended(event.at)
    return replace(session, person=event.person or session.person, end=_better(session.end, event.end))


def _better(known: End, told: End | None) -> End:
    """An end from the server replaces any; a lesser source never replaces a better one.

    NOTE: where clocks differ, an end wavers by the whole seconds of `Date`: that is no news, and not worth saving.
    """
    if told is None or told.at is None:
        return known
    if known.at is not None and told.source is known.source and abs(told.at - known.at) <= _WAVERS_BY:
        return known
    order = list(EndSource)
    return told if order.index(told.source) <= order.index(known.source) else known


def looked(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks that are due because a person looks."""
    return older(all_checks(model, now), now, LOOKED_FOR)


def moments_passed(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks of sessions that a notice is due about, or whose estimated end has come: the server knows better."""
    return tuple(check for check in all_checks(model, now) if _moment_passed(check.session, now))


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


def all_checks(model: Model, now: datetime) -> tuple[Verify, ...]:
    """One check for every live session that has a route, however many logins hold it."""
    found: dict[tuple[Origin, str], Verify] = {}
    for login in model.logins.values():
        session, route = session_of(login.state), model.route_of(login)
        if session and route and is_live(session, now):
            found.setdefault((session.issuer, session.id), Verify(session, route))
    return tuple(found.values())
