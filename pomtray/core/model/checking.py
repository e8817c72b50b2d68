"""What the server says of a session."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pomtray.core.effects import Effect, Save
from pomtray.core.events import Verified
from pomtray.core.login import Login, SigningIn, session_of
from pomtray.core.model import asking, copying
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.origin import Origin
from pomtray.core.session import Check, End, EndSource, Session, Verdict

_WAVERS_BY = timedelta(seconds=2)


def verified(model: Model, event: Verified) -> Step:
    """Take the server's word for every login that holds the session."""
    model = asking.answered(model, event)
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
        effects += asking.of_issuer(model, issuer, event.at)
    return model, tuple(dict.fromkeys(effects))


def _verified(model: Model, login: Login, session: Session, event: Verified) -> Step:
    """No answer changes nothing but how long ago we last knew."""
    told = _told(session, event)
    model = model.with_session(login.id, told)
    if event.verdict is Verdict.ENDED and session.ended_at is None and not isinstance(login.state, SigningIn):
        model = model.without_notice(notice_key(login.id))
    model, effects = copying.checked(model, model.logins[login.id], event.at)
    return model, ((Save(), *effects) if _lasting(told) != _lasting(session) else effects)


def _lasting(session: Session) -> tuple[object, ...]:
    """What is worth saving when it changes."""
    return session.end, session.ended_at, session.person, session.refusals


def _told(session: Session, event: Verified) -> Session:
    if _is_outrun(session, event):
        return session
    session = session.heard(event.heard)
    if event.verdict is Verdict.UNREACHABLE:
        tried_at = event.asked_at or event.at
        check = replace(session.check, verdict=event.verdict, problem=event.problem, tried_at=tried_at)
        return replace(session, check=check)
    skew = session.check.skew if event.skew is None else event.skew
    session = replace(session, check=Check(event.verdict, event.asked_at or event.at, event.problem, skew))
    if event.verdict is Verdict.ENDED:
        return session.ended(event.at)
    return replace(session, person=event.person or session.person, end=_better(session.end, event.end))


def _is_outrun(session: Session, event: Verified) -> bool:
    """Whether a later question was answered before this one; a session that has ended has ended all the same."""
    answered_at, asked_at = session.check.answered_at, event.asked_at or event.at
    return asked_at < answered_at <= event.at and event.verdict is not Verdict.ENDED


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
