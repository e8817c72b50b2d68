"""What servers said last about a session, and what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from pomtray.core.details.value import Fact, Section, Times, Trouble
from pomtray.core.domain.login import Failed, Login, SignedOut, is_live, session_of
from pomtray.core.domain.renewal import wants_person
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Check, Session, Verdict
from pomtray.core.errors import Problem
from pomtray.core.intent import Action
from pomtray.core.model import Model
from pomtray.core.plain import foreign
from pomtray.core.protocol.skew import skew_advice, skew_text
from pomtray.core.report import step_word
from pomtray.core.text import phrase
from pomtray.core.topic import topic_of


def checks(model: Model, session: Session, route: Route, times: Times) -> Section:
    """The last question about the session, and the route's own answer, with their request ids."""
    facts = [*_asked(session, model, times), *_of_route(session, route, times)]
    if skew := skew_text(session.check.skew):
        facts.append(Fact(phrase("Clock"), skew, skew_advice(session.check.skew)))
    return Section(phrase("Last checks"), tuple(facts))


def _asked(session: Session, model: Model, times: Times) -> Iterator[Fact]:
    check, host = session.check, session.vouching_host.authority
    words = {
        Verdict.LIVE: phrase("the session lives"),
        Verdict.ENDED: phrase("the session is over"),
        Verdict.UNREACHABLE: phrase("offline") if model.offline else phrase("no answer that says anything"),
    }
    yield Fact(phrase("{host} said", host=host), words[check.verdict], _with_id(check))
    if check.tried_at is not None:
        yield times.fact(phrase("Tried"), check.tried_at)
    yield times.fact(phrase("Last answer"), check.answered_at)


def _with_id(check: Check) -> str:
    """Of a question in vain that which its problem has; the other is older."""
    in_vain = check.verdict is Verdict.UNREACHABLE
    found = (check.problem.request_id if check.problem else "") if in_vain else check.request_id
    return phrase("Request id {request_id}.", request_id=found) if found else ""


def _of_route(session: Session, route: Route, times: Times) -> Iterator[Fact]:
    if not is_live(session, times.now) or route.origin not in session.may_go_to:
        return
    refused = session.closed(route)
    if refused is None:
        yield Fact(phrase("This route"), phrase("lets the session in, as far as is known"))
    else:
        yield Fact(
            phrase("This route"),
            refused.title,
            phrase("Request id {request_id}.", request_id=refused.request_id) if refused.request_id else "",
        )


def troubles(model: Model, login: Login, route: Route, times: Times) -> tuple[tuple[Trouble, ...], Action | None]:
    """Every failure that stands, each told once, and what trying again asks for."""
    found = dict[Problem, tuple[Action, datetime | None]]()
    for problem, again, at in _found(model, login, route, times.now):
        found.setdefault(problem, (again, at))
    told = tuple(_trouble(problem, at, times) for problem, (_, at) in found.items())
    return told, next((again for again, _ in found.values()), None)


def _found(
    model: Model, login: Login, route: Route, now: datetime
) -> Iterator[tuple[Problem, Action, datetime | None]]:
    session = session_of(login.state)
    renews = session is not None and not wants_person(session)
    match login.state:
        case Failed(problem, at):
            yield problem, Action.RENEW if renews else Action.SIGN_IN, at
        case SignedOut(why=Problem() as problem):
            yield problem, Action.SIGN_IN, None
    if session is not None:
        yield from _of_session(session, route, now)
    if login.id in model.unasked:
        yield _unasked(model.unasked[login.id]), Action.TEST, None


def _of_session(session: Session, route: Route, now: datetime) -> Iterator[tuple[Problem, Action, datetime | None]]:
    refused = session.closed(route) if is_live(session, now) else None
    if refused is not None:
        yield refused, Action.TEST, None
    grant, check = session.grant, session.check
    if grant is not None and grant.over is not None:
        yield grant.over, Action.SIGN_IN, None
    elif grant is not None and grant.problem is not None:
        yield grant.problem, Action.RENEW, None
    if check.verdict is not Verdict.LIVE and check.problem is not None:
        yield check.problem, Action.TEST if check.verdict is Verdict.UNREACHABLE else Action.SIGN_IN, check.tried_at


def _unasked(problem: Problem) -> Problem:
    sentence = phrase("Whether the session opens more routes could not be asked: {sentence}", sentence=problem.sentence)
    return Problem(problem.title, sentence, problem.action, problem.step, problem.request_id, problem.code)


def _trouble(problem: Problem, at: datetime | None, times: Times) -> Trouble:
    when = (times.fact(phrase("When"), at),) if at else ()
    facts = (
        (phrase("Step"), step_word(problem.step)),
        (phrase("Server's word"), foreign(problem.code)),
        (phrase("Request id"), problem.request_id),
    )
    told = (*when, *(Fact(name, text) for name, text in facts if text))
    return Trouble(problem.title, problem.sentence, problem.action, told, topic_of(problem.step))
