"""What is said of a route beside its state: a short note with its age, and in full why something failed."""

from __future__ import annotations

from datetime import datetime

from pomtray.core.deadline import age, clock_time
from pomtray.core.domain.login import Attempt, Failed, Login, SignedOut, SigningIn, State, session_of
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.model.value import Model
from pomtray.core.protocol.skew import skew_text
from pomtray.core.text import joined, phrase
from pomtray.core.view.badge import Badge
from pomtray.core.view.reasons import reasons


def note(state: State, model: Model, now: datetime, refused: Problem | None = None) -> str:
    """In short: how fresh what is shown is, or what came in its way. `refused`: why the route is closed to it."""
    if isinstance(state, SigningIn):
        return state.attempt.code or _under_way(state.attempt)
    if isinstance(state, Failed):
        return state.problem.title
    if isinstance(state, SignedOut):
        return state.why.sentence if state.why else ""
    session = state.session
    if session.ended_at is not None:
        return phrase("ended by the server {ago}", ago=age(session.ended_at, now))
    title = refused.title if refused and refused.title.lower() != Badge.CLOSED.word else ""
    parts = (title, _checked(session, model, now), _renewal(session, model, now), skew_text(session.check.skew))
    return joined(", ", parts)


def _under_way(attempt: Attempt) -> str:
    host = phrase("{attempt} asks for the sign-in", attempt=attempt.host) if attempt.host else ""
    return joined(", ", (attempt.stage.word, host))


def reason(model: Model, login: Login | None, route: Route, *, closed: bool) -> str:
    """In full: every failure that stands, each told once; "" where there is none. `closed`: it lives, and not here."""
    if login is None:
        return ""
    session = session_of(login.state)
    failed = _came_of_it(login.state)
    refused = session.closed(route) if session and closed else None
    found = (*failed, refused, *(reasons(session) if session else ()))
    told = [problem.text() for problem in dict.fromkeys(found) if problem]
    if session is not None and login.id in model.unasked:
        told.append(
            phrase(
                "Whether it opens more routes could not be asked: {sentence}", sentence=model.unasked[login.id].sentence
            )
        )
    return joined(" ", told)


def _came_of_it(state: State) -> tuple[Problem | None, ...]:
    """What the last sign-in came to, where it gave no session."""
    match state:
        case Failed(problem=problem) | SignedOut(why=problem):
            return (problem,)
        case _:
            return ()


def _checked(session: Session, model: Model, now: datetime) -> str:
    match session.check.verdict:
        case Verdict.UNREACHABLE:
            why = phrase("offline") if model.offline else phrase("no answer")
            since = clock_time(session.check.answered_at, now, model.clock)
            return _with_why(phrase("{why}, not checked since {since}", why=why, since=since), session.check.problem)
        case _:
            return phrase("checked {ago}", ago=age(session.check.answered_at, now))


def _renewal(session: Session, model: Model, now: datetime) -> str:
    """How the silent renewal stands, where there is one."""
    grant = session.grant
    if grant is None:
        return ""
    if grant.over is not None:
        return _with_why(phrase("not renewed any more: sign in again"), grant.over)
    if grant.failures and grant.retry_at is not None:
        again = phrase("not renewed yet, tried again at {when}", when=clock_time(grant.retry_at, now, model.clock))
        return _with_why(again, grant.problem)
    return phrase("renews itself") if grant.renews else ""


def _with_why(text: str, problem: Problem | None) -> str:
    return phrase("{text} ({why})", text=text, why=problem.short()) if problem else text
