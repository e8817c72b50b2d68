"""What the server says of a session."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.domain.login import LoginId
from pomtray.core.domain.session import Check, End, EndSource, Session, Verdict
from pomtray.core.effects import Effect, Save
from pomtray.core.events import Verified
from pomtray.core.model import asking, copying
from pomtray.core.model.value import Model, Step, notice_key

_WAVERS_BY = timedelta(seconds=2)


def verified(model: Model, events: Sequence[Verified]) -> Step:
    """Take the server's word for every login that holds a session: many answers cost little more than one."""
    told: dict[LoginId, tuple[Session, Session]] = {}
    for event in events:
        model = asking.answered(model, event)
        for key in model.logins.holders(event.session):
            first, latest = told.get(key) or (model.logins.holding[key],) * 2
            told[key] = first, _with_check(latest, event)
    model = model.with_sessions({key: now for key, (_, now) in told.items()})
    ended = [key for key, (before, now) in told.items() if _has_ended(before, now)]
    model = model.without_notices({notice_key(key) for key in ended if key not in model.logins.signing_in})
    model, effects = _copied(model, told, events[-1].at)
    if any(_lasting(now) != _lasting(before) for before, now in told.values()):
        effects = (Save(), *effects)
    for issuer in dict.fromkeys(told[key][0].issuer for key in ended):
        effects += asking.of_issuer(model, issuer, events[-1].at)
    return model, tuple(dict.fromkeys(effects))


def _has_ended(before: Session, now: Session) -> bool:
    return before.ended_at is None and now.ended_at is not None


def _copied(model: Model, logins: Iterable[LoginId], at: datetime) -> Step:
    """With the copies done that waited for news of these."""
    effects: tuple[Effect, ...] = ()
    for key in logins:
        model, more = copying.checked(model, model.logins[key], at)
        effects += more
    return model, effects


def _lasting(session: Session) -> tuple[object, ...]:
    """What is worth saving when it changes."""
    return session.end, session.ended_at, session.person, session.refusals, session.opened


def _with_check(session: Session, event: Verified) -> Session:
    if _is_outrun(session, event):
        return session
    session = session.heard(event.heard, event.shown, event.asked_at or event.at)
    if event.verdict is Verdict.UNREACHABLE:
        tried_at = event.asked_at or event.at
        check = replace(session.check, verdict=event.verdict, problem=event.problem, tried_at=tried_at)
        return replace(session, check=check)
    skew = session.check.skew if event.skew is None else event.skew
    session = replace(session, check=_answered(event, skew))
    if event.verdict is Verdict.ENDED:
        return session.ended(event.at)
    return replace(session, person=event.person or session.person, end=_better(session.end, event.end))


def _answered(event: Verified, skew: timedelta) -> Check:
    return Check(event.verdict, event.asked_at or event.at, event.problem, skew, request_id=event.request_id)


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
