"""Which program is asked about, and what comes of the answer.

One question for all requests of the same program for the same route. A program that cannot be told from others has a
question of its own each time: a yes to one of them is nothing to the next.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from pomtray.core import events as happened
from pomtray.core.deadline import clock_time
from pomtray.core.domain.consent import Consent, ConsentAnswer, ConsentRequest, RecentDenial, has_consent, with_consent
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.program import Program
from pomtray.core.domain.route import Route
from pomtray.core.effects import Save
from pomtray.core.errors import Problem
from pomtray.core.events import ProgramEvent
from pomtray.core.model.value import Model, Step
from pomtray.core.text import joined, phrase
from pomtray.core.view.notice import Notice

ANSWERED_WITHIN: Final = timedelta(seconds=50)
"""Less than the minute that a command waits for a line."""
_DENIED_FOR: Final = timedelta(minutes=1)
_MOST: Final = 8
"""Questions at once."""

OFF: Final = Problem(
    phrase("Programs are not asked about any more"),
    phrase("The settings file says so: every program of yours gets credentials unasked."),
    phrase("If that was not you, switch it on again in the preferences."),
)
_TOLD_FOR: Final = timedelta(minutes=5)


def taken(model: Model, event: ProgramEvent) -> Step:
    match event:
        case happened.ProgramAsks():
            return asked(model, event), ()
        case happened.ProgramLeft():
            return left(model, event.request), ()
        case happened.ProgramAnswered():
            return answered(model, event)
        case happened.ConsentTaken(consent=gone):
            kept = tuple(it for it in model.remembered.consents if it != gone)
            return model.remembering(consents=kept), (Save(),)
        case happened.ConsentRestored(consent=back):
            return model.remembering(consents=with_consent(model.remembered.consents, back)), (Save(),)
        case _:
            assert_never(event)


def is_asked_about(model: Model, route: Route, program: Program) -> bool:
    """Whether it needs a yes that it does not have."""
    if not model.settings.preferences.ask_programs or (program.run, route.name) in model.programs.once:
        return False
    return not has_consent(model.remembered.consents, program, route.name, route.origin)


def asked(model: Model, event: happened.ProgramAsks) -> Model:
    """An answer at once where it is known; else a question."""
    route, program, request = model.route(event.route), event.program, event.request
    if route is None or model.lock is not Lock.OPEN:
        return _saying(model, {request}, ConsentAnswer.UNANSWERED)
    if not is_asked_about(model, route, program):
        return _saying(model, {request}, ConsentAnswer.ALLOWED)
    if any((it.program, it.route) == (program, route.name) and event.at < it.until for it in model.programs.denied):
        return _saying(model, {request}, ConsentAnswer.DENIED)
    programs = model.programs
    same = next((it for it in programs.questions if (it.program, it.route) == (program, route.name)), None)
    if same is not None and program.lasting:
        more = replace(same, by=same.by | {request}, runs=same.runs | _runs(program))
        questions = tuple(more if it is same else it for it in programs.questions)
        return replace(model, programs=replace(programs, questions=questions))
    if len(programs.questions) >= _MOST:
        return _saying(model, {request}, ConsentAnswer.TOO_MANY)
    number, until = programs.asked + 1, event.at + ANSWERED_WITHIN
    new = ConsentRequest(number, program, route.name, route.origin, until, frozenset({request}), _runs(program))
    return replace(model, programs=replace(programs, questions=(*programs.questions, new), asked=number))


def _runs(program: Program) -> frozenset[tuple[int, int]]:
    return frozenset({program.run}) if program.run is not None else frozenset()


def left(model: Model, request: int) -> Model:
    """A question that nobody waits for any more goes."""
    programs = model.programs
    questions = tuple(replace(it, by=it.by - {request}) if request in it.by else it for it in programs.questions)
    said = {key: word for key, word in programs.said.items() if key != request}
    return replace(model, programs=replace(programs, questions=tuple(it for it in questions if it.by), said=said))


def answered(model: Model, event: happened.ProgramAnswered) -> Step:
    """To a question that stands no more it is none."""
    wanted = next((it for it in model.programs.questions if it.number == event.number), None)
    if wanted is None or event.at >= wanted.until:
        return model, ()
    program = wanted.program
    said = ConsentAnswer.ONCE if event.said is ConsentAnswer.ALLOWED and not program.lasting else event.said
    model = _settled(model, wanted, said)
    if said is ConsentAnswer.ONCE:
        once = model.programs.once | {(run, wanted.route) for run in wanted.runs}
        return replace(model, programs=replace(model.programs, once=once)), ()
    if said is ConsentAnswer.ALLOWED:
        new = Consent(program, wanted.route, wanted.origin, event.at)
        return model.remembering(consents=with_consent(model.remembered.consents, new)), (Save(),)
    if said is ConsentAnswer.DENIED and program.lasting:
        denied = (*model.programs.denied, RecentDenial(program, wanted.route, event.at + _DENIED_FOR))
        return replace(model, programs=replace(model.programs, denied=denied)), ()
    return model, ()


def due(model: Model, at: datetime) -> Step:
    """What need not be asked any more is settled: time is up, the route has gone, or nobody is to be asked."""
    programs = model.programs
    if not programs.questions and not programs.denied:
        return model, ()
    for wanted in programs.questions:
        if (said := _settles(model, wanted, at)) is not None:
            model = _settled(model, wanted, said)
    denied = tuple(it for it in programs.denied if at < it.until)
    if len(denied) != len(programs.denied):
        model = replace(model, programs=replace(model.programs, denied=denied))
    return model, ()


def switched(model: Model, before: bool, at: datetime) -> Model:  # noqa: FBT001 a state, not an option
    """Say that nobody is asked any more: any program of the person's may have written that into the settings."""
    if not before or model.settings.preferences.ask_programs:
        return model
    told = Notice("ask-programs", OFF.title, OFF.text())
    return model.telling(told, at + _TOLD_FOR)


def locked(model: Model) -> Model:
    """Nothing is asked while it is locked."""
    for wanted in model.programs.questions:
        model = _settled(model, wanted, ConsentAnswer.UNANSWERED)
    return replace(model, programs=replace(model.programs, denied=(), once=frozenset()))


def _settles(model: Model, wanted: ConsentRequest, at: datetime) -> ConsentAnswer | None:
    route = model.route(wanted.route)
    if route is None or route.origin != wanted.origin or at >= wanted.until:
        return ConsentAnswer.UNANSWERED
    return None if is_asked_about(model, route, wanted.program) else ConsentAnswer.ALLOWED


def _settled(model: Model, wanted: ConsentRequest, said: ConsentAnswer) -> Model:
    questions = tuple(it for it in model.programs.questions if it.number != wanted.number)
    return _saying(replace(model, programs=replace(model.programs, questions=questions)), wanted.by, said)


def _saying(model: Model, requests: frozenset[int] | set[int], said: ConsentAnswer) -> Model:
    words = {**model.programs.said, **dict.fromkeys(requests, said)}
    return replace(model, programs=replace(model.programs, said=words))


def problem(model: Model, said: ConsentAnswer, program: Program, route: Route, at: datetime) -> Problem:
    """Why a program does not get the credential, and what to do."""
    match said:
        case ConsentAnswer.DENIED:
            denied = (it for it in model.programs.denied if (it.program, it.route) == (program, route.name))
            again = max((it.until for it in denied), default=None)
            when = phrase("It can ask again from {when} on.", when=clock_time(again, at, model.clock)) if again else ""
            no = phrase("You said no to {program} for {route}.", program=program.name, route=route.shown)
            return Problem(
                phrase("Not allowed"), joined(" ", (no, when)), phrase("Run it again then, and choose Allow.")
            )
        case ConsentAnswer.TOO_MANY:
            sentence = phrase("So many programs wait for your yes that no more are asked about.")
            return Problem(
                phrase("Not allowed"), sentence, phrase("Answer those in pomtray's window, then run this again.")
            )
        case _:
            sentence = phrase("Nobody said that {program} may use {route}.", program=program.name, route=route.shown)
            return Problem(
                phrase("Not allowed"), sentence, phrase("Run it again, and choose Allow in pomtray's notice or window.")
            )
