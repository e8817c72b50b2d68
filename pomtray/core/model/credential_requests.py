"""A credential for another program: by the rules of a copy, told or asked for instead of put on the clipboard."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pomtray.core.deadline import countdown
from pomtray.core.domain.lock import LOCKED, Lock
from pomtray.core.domain.login import Failed, SignedOut, SigningIn, is_live
from pomtray.core.domain.provider import Method
from pomtray.core.domain.renewal import renews_itself
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import EndSource, Session
from pomtray.core.errors import Part, Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.core.model import asking, renewing, sharing
from pomtray.core.model.value import Model, Step
from pomtray.core.requests.request import Declined, Exit
from pomtray.core.text import joined, phrase

FRESH_FOR: Final = timedelta(seconds=30)
"""A credential that renews itself is renewed first if less than this is left."""


class Precondition(StrEnum):
    """What has to come before a credential can be handed out."""

    ANSWER = "answer"
    """The server's word on the session, or the provider's on a renewal."""
    SHARE = "share"
    """Whether a session that lives opens the route too, which has only now been written down."""
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class GrantedCredential:
    """What is handed out."""

    route: Route
    session: Session
    note: str = ""
    """What whoever gets it should know."""


def decide(
    model: Model, route: Route, least: timedelta, at: datetime, *, done: frozenset[Precondition] = frozenset()
) -> GrantedCredential | Precondition:
    """What comes next for a program that wants the credential of `route`, in its form, with `least` left.

    done: what was tried for it already, in vain or not: nothing is tried twice. Raises `Declined`.
    """
    if model.lock is not Lock.OPEN:
        raise Declined(Exit.LOCKED, LOCKED)
    session = model.session_of(route)
    if session is None:
        is_shared = Precondition.SHARE not in done and may_be_shared(model, route, at)
        return Precondition.SHARE if is_shared else _sign_in(model, route, done)
    if Precondition.ANSWER not in done and _asks(session, route, least, at):
        return Precondition.ANSWER
    if not is_live(session, at):
        return _sign_in(model, route, done)
    _check_allowed(session, route)
    if _lasts(session, least, at):
        return GrantedCredential(route, session, _note(session, route, at))
    if Precondition.SIGN_IN not in done and session.grant is None:
        return Precondition.SIGN_IN
    left = countdown(session.end.at, at)[0] if session.end.at is not None else ""
    short = phrase("Only {left} is left, and it could not be renewed for longer.", left=left)
    return GrantedCredential(route, session, joined(" ", (short, _why_not_renewed(session))))


def requested(model: Model, route: Route, least: timedelta, at: datetime) -> Step:
    """Ask whom `decide` wants asked: the provider for a fresh credential, or the server whether the session lives."""
    login, session = model.login_of(route), model.session_of(route)
    if may_be_shared(model, route, at):
        return sharing.share_all(model, at, (route,))
    if login is None or session is None or not _asks(session, route, least, at):
        return model, ()
    if session.grant is not None:
        return renewing.renew_quietly(model, login, session, at)
    return model, (asking.check(model, session, route),)


def may_be_shared(model: Model, route: Route, at: datetime) -> bool:
    """Whether a session that lives could open it too: nobody has signed in to it yet, or out of it."""
    login = model.login_of(route)
    if login is None or login.state != SignedOut() or login.last_person is not None:
        return False
    return bool(sharing.share_all(model, at, (route,))[1])


def is_out(model: Model, route: Route) -> bool:
    """Whether an answer about its session is still to come, or about one that it could have."""
    session = model.session_of(route)
    if session is None:
        return bool(model.sharing)
    return session.grant.asked if session.grant is not None else asking.is_out(model, session)


def sign_in_problem(model: Model, route: Route) -> Problem:
    """Why a sign-in is needed, or did not lead to a session."""
    login = model.login_of(route)
    if login is not None and isinstance(login.state, Failed):
        return login.state.problem
    if login is not None and isinstance(login.state, SigningIn):
        return Problem(
            phrase("{route} waits for you", route=route.shown),
            phrase("A sign-in is under way."),
            phrase("Finish it in the browser."),
        )
    session = model.session_of(route)
    sentence: str = phrase("Nobody is signed in to {route}.", route=route.shown)
    if session is not None:
        ended = phrase("The session for {route} has ended.", route=route.shown)
        sentence = joined(" ", (ended, _why_not_renewed(session)))
    return Problem(phrase("Sign-in needed"), sentence, phrase("Sign in: pomtray login {route}", route=route.name))


def _why_not_renewed(session: Session) -> str:
    """What the provider said to the last try; "" where it said nothing against it."""
    why = (session.grant.over or session.grant.problem) if session.grant is not None else None
    return why.sentence if why is not None else ""


def _asks(session: Session, route: Route, least: timedelta, at: datetime) -> bool:
    if session.grant is not None:
        return renews_itself(session) and not _lasts(session, max(least, FRESH_FOR), at)
    return is_live(session, at) and not (session.knows(route) and asking.is_fresh_for(session, route, at))


def _lasts(session: Session, least: timedelta, at: datetime) -> bool:
    """NOTE: an estimated end is nothing that a credential could be refused for."""
    if session.end.at is None or (session.end.source is EndSource.ESTIMATE and least <= FRESH_FOR):
        return True
    return session.end.at - at >= least


def _sign_in(model: Model, route: Route, done: frozenset[Precondition]) -> Precondition:
    if Precondition.SIGN_IN not in done:
        return Precondition.SIGN_IN
    login, session = model.login_of(route), model.session_of(route)
    trouble = model.troubles.get(Part.VAULT)
    if not model.vault_open and trouble is not None and not (login and isinstance(login.state, Failed)):
        raise Declined(Exit.LOCKED, trouble)
    grant = session.grant if session is not None else None
    if grant is not None and grant.problem is not None and grant.renews and not grant.refused:
        raise Declined(Exit.UNREACHABLE, grant.problem)
    raise Declined(Exit.SIGN_IN_NEEDED, sign_in_problem(model, route))


def _check_allowed(session: Session, route: Route) -> None:
    """Raises `Declined` where the credential may not go to the route, or is not let in there."""
    closed = session.closed(route)
    if closed is not None:
        raise Declined(Exit.NOT_ALLOWED, closed)
    if route.origin not in session.may_go_to:
        sentence = phrase(
            "The session of {issuer} may not go to {origin}.",
            issuer=session.issuer.authority,
            origin=route.origin.authority,
        )
        raise Declined(
            Exit.NOT_ALLOWED,
            Problem(phrase("Not for this route"), sentence, phrase("Sign in to {route}.", route=route.shown)),
        )


def _note(session: Session, route: Route, at: datetime) -> str:
    if session.grant is not None or asking.is_fresh_for(session, route, at):
        return ""
    if asking.is_fresh(session, at):
        return phrase("No answer whether {host} takes the bearer form.", host=route.origin.authority)
    return phrase(
        "{vouching_host} gave no answer whether it still works.", vouching_host=session.vouching_host.authority
    )


def is_machine(route: Route) -> bool:
    """Whether nobody has to be there for its sign-in."""
    return route.method is Method.CLIENT_CREDENTIALS
