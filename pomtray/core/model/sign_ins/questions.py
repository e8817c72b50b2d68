"""What a sign-in asks the person, and what comes of the answer."""

from __future__ import annotations

from dataclasses import replace

from pomtray.core.domain.login import Doubt, Question
from pomtray.core.effects import Effect, GiveAnswer, Save
from pomtray.core.events import QuestionAnswered, QuestionAsked
from pomtray.core.model.sign_ins import signing_in
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.text import phrase
from pomtray.core.view.notice import Button, Notice, Urgency


def asked(model: Model, event: QuestionAsked) -> Step:
    attempt = model.attempt(event.login, event.attempt)
    if attempt is None:
        return model, ()
    question, number = event.question, attempt.asked + 1
    buttons = (Button(f"yes {number}", question.yes), Button(f"no {number}", phrase("No")))
    if question.entry:
        buttons = (Button("show", phrase("Enter it…")), buttons[1])
    notice = Notice(notice_key(event.login), question.title, question.text, buttons, Urgency.CRITICAL, passing=True)
    model = model.with_attempt(event.login, replace(attempt, question=question, asked=number))
    return model.telling(notice, attempt.ends_at), ()


def answered(model: Model, event: QuestionAnswered) -> Step:
    login, number = event.answer.login, event.answer.attempt
    attempt = model.attempt(login, number)
    if attempt is None or attempt.question is None or event.answer.number != attempt.asked:
        return model, ()
    about_renewal = attempt.question.doubt is Doubt.ENDS_ELSEWHERE
    if about_renewal and not event.answer.yes:
        return signing_in.give_up(model, login, event.at, attempt.question.declined())
    model = model.with_attempt(login, replace(attempt, question=None)).without_notice(notice_key(login))
    before = model.remembered
    if about_renewal:
        model = model.remembering(warned_of_renewal=True)
    elif event.answer.yes:
        model = _allowed(model, attempt.question)
    save: tuple[Effect, ...] = () if model.remembered is before else (Save(),)
    return model, (GiveAnswer(number, event.answer.yes, event.answer.text), *save)


def _allowed(model: Model, question: Question) -> Model:
    """A yes about a route and an authenticate host is kept for good (`pomerium.md` §9 rule 2c)."""
    if question.about is None:
        return model
    authenticate, route = question.about
    known = model.remembered.pomerium(authenticate).with_allowed(route, question.doubt)
    return replace(model, remembered=model.remembered.with_pomerium(authenticate, known))
