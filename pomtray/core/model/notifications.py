"""How loud pomtray may be: buttons of notices, snoozes and pauses, and what happens by itself at the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.domain.login import Login, LoginId, SigningIn
from pomtray.core.domain.route import AutoRenew, Route
from pomtray.core.domain.session import Session
from pomtray.core.effects import CheckPresence, OpenPage, Save
from pomtray.core.events import NoticesPaused, NoticeUsed, PresenceChecked, ProgramAnswered, QuestionAnswered
from pomtray.core.intent import Answer
from pomtray.core.model import consenting, renewing
from pomtray.core.model.sign_ins import questions, queue, signing_in, signing_out
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.view import notices, programs

_SNOOZE_FOR = timedelta(minutes=10)
_JUST_ENDED_FOR = timedelta(minutes=5)
"""The page opens by itself at the end, not whenever a machine wakes up long after it."""


def notice_used(model: Model, event: NoticeUsed) -> Step:
    """A button of a notice about sessions; any other notice just goes away."""
    if event.key == notices.SEVERAL:
        return _several(model, event)
    if (number := programs.program_number(event.key)) is not None:
        said = programs.program_said(event.action)
        answer = ProgramAnswered(event.at, number, said) if said is not None else None
        return consenting.answered(model, answer) if answer is not None else (model, ())
    model = model if event.action == "default" else model.without_notice(event.key)
    login = next((login for login in model.logins.values() if notice_key(login.id) == event.key), None)
    route = model.route_of(login) if login else None
    return _single(model, login, route, event) if login and route else (model, ())


def _single(model: Model, login: Login, route: Route, event: NoticeUsed) -> Step:
    action, _, number = event.action.partition(" ")
    match action:
        case "sign-in":
            return signing_in.begin(model, login, route, event.at)
        case "renew":
            return renewing.renew(model, login, route, event.at)
        case "snooze":
            return _snoozed(model, (login,), event.at)
        case "sign-out":
            return signing_out.sign_out(model, login, route, event.at)
        case "sign-out-page":
            return model, (OpenPage(f"{route.origin}/.pomerium/sign_out", route.browser),)
        case "yes" | "no" if isinstance(login.state, SigningIn) and number.isdecimal():
            answer = Answer(login.id, login.state.attempt.number, int(number), action == "yes")
            return questions.answered(model, QuestionAnswered(event.at, answer))
        case _:
            return model, ()


def _several(model: Model, event: NoticeUsed) -> Step:
    about = [item.login for item in notices.due(model, event.at)]
    match event.action:
        case "renew":
            return queue.queued(model, (login.id for login in about), event.at, renew=True)
        case "snooze":
            return _snoozed(model, tuple(about), event.at)
        case _:
            return model, ()


def _snoozed(model: Model, logins: tuple[Login, ...], at: datetime) -> Step:
    return model.with_logins(replace(login, snoozed_until=at + _SNOOZE_FOR) for login in logins), (Save(),)


def paused(model: Model, event: NoticesPaused) -> Step:
    return model.remembering(paused_until=event.until), (Save(),)


def ended(model: Model, now: datetime) -> Step:
    """Find out, for sessions that have just ended and whose page is to open by itself, whether anybody is there."""
    found = [
        (key, session.id)
        for key, session in model.logins.holding.items()
        if _opens_page(model, model.logins[key], session, now)
    ]
    model = replace(model, looked_for=model.looked_for | {session for _, session in found})
    return model, tuple(CheckPresence(login) for login, _ in found)


def _opens_page(model: Model, login: Login, session: Session, now: datetime) -> bool:
    route, end = model.route_of(login), session.end.at
    if route is None or session.grant is not None or isinstance(login.state, SigningIn) or login.dead:
        return False
    if (route.auto_renew or model.settings.preferences.auto_renew) is not AutoRenew.BROWSER:
        return False
    ended_by_time = end is not None and end <= now <= end + _JUST_ENDED_FOR and session.ended_at is None
    return ended_by_time and session.id not in model.looked_for


def person_looked_for(model: Model, event: PresenceChecked) -> Step:
    """One page after the other, and only for somebody who sees it."""
    wished: tuple[LoginId, ...] = (event.login,) if event.there and event.login in model.logins else ()
    return queue.queued(model, wished, event.at)
