"""A credential on the clipboard: checked first, never one that is known to be dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from pomtray.core.deadline import clock_time, countdown
from pomtray.core.domain.login import Login, SigningIn, is_live, session_of
from pomtray.core.domain.renewal import renews_itself
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import EndSource, Session, Verdict
from pomtray.core.effects import ClearClipboard, Effect, PutOnClipboard
from pomtray.core.errors import Problem
from pomtray.core.events import ClipboardFilled
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import asking
from pomtray.core.model.value import Copy, Model, Step, notice_key
from pomtray.core.network.header import curl, header_line
from pomtray.core.text import joined, phrase, with_values
from pomtray.core.view.notice import Button, Notice, Urgency

_TOLD_FOR = timedelta(minutes=5)
_FRESH_FOR = timedelta(seconds=30)
"""A credential that renews itself is renewed before a copy if less than this is left."""
_COPIED = {
    Action.COPY_HEADER: phrase("Header for {route} copied"),
    Action.COPY_TOKEN: phrase("Token for {route} copied"),
    Action.COPY_CURL: phrase("curl command for {route} copied"),
}


def copy(model: Model, login: Login, route: Route, intent: RouteIntent, at: datetime) -> Step:
    """Copy now where the server has just said yes; else ask it first, or the provider for a fresh credential.

    Of a provider's credential its own end says enough.
    """
    session, handed = session_of(login.state), _handed(route, intent)
    if session is not None and wants_renewal(session, at):
        return with_waiting_copy(model, login, intent), ()
    if session is None or not is_live(session, at):
        return _offer_sign_in(model, login, route, at), ()
    if session.grant is not None or asking.is_fresh_for(session, handed, at):
        return _put(model, session, handed, intent, at)
    return with_waiting_copy(model, login, intent, at + asking.ASKED_FOR), (asking.check(model, session, handed),)


def _handed(route: Route, intent: RouteIntent) -> Route:
    """The route in the form in which it is copied."""
    return route.as_token if intent.action is Action.COPY_TOKEN else route.handed_as(intent.form)


def with_waiting_copy(model: Model, login: Login, intent: RouteIntent, until: datetime | None = None) -> Model:
    """With a copy that is done once there is news of the session, or at `until` without any."""
    return replace(model, copies={**model.copies, login.id: Copy(intent, until)})


def wants_renewal(session: Session, at: datetime) -> bool:
    """Whether the provider should be asked for a fresh credential before this one is handed out."""
    return renews_itself(session) and session.end.at is not None and session.end.at - at < _FRESH_FOR


def overdue(model: Model, now: datetime) -> Step:
    """Do the copies that have waited long enough."""
    effects: tuple[Effect, ...] = ()
    for key, copy in tuple(model.copies.items()):
        if copy.until is not None and now >= copy.until:
            model, more = _done(model, model.logins[key], copy.intent, now)
            effects += more
    return model, effects


def checked(model: Model, login: Login, at: datetime) -> Step:
    """Do the copy that waited for news of the session; what comes first, or comes late, may not be all of that yet."""
    copy, session = model.copies.get(login.id), session_of(login.state)
    if copy is None or (copy.until and session and is_live(session, at) and asking.is_out(model, session)):
        return model, ()
    return _done(model, login, copy.intent, at)


def _done(model: Model, login: Login, intent: RouteIntent, at: datetime) -> Step:
    """NOTE: the settings may have changed meanwhile: a name that now means another login's route gets nothing."""
    model = model.without_copy(login.id)
    route, session = model.route(intent.route), session_of(login.state)
    if route is None or not login.serves(route):
        return model, ()
    if session is None or not is_live(session, at):
        return _offer_sign_in(model, login, route, at), ()
    return _put(model, session, _handed(route, intent), intent, at)


def taken_off(model: Model, now: datetime) -> Step:
    """What is on the clipboard goes with its session: found dead, ended, or signed out of."""
    held = (session_of(model.logins[key].state) for key in model.logins.holders(model.copied))
    if not model.copied or any(one is not None and is_live(one, now) for one in held):
        return model, ()
    return replace(model, copied=""), (ClearClipboard(),)


def _put(model: Model, session: Session, route: Route, intent: RouteIntent, at: datetime) -> Step:
    clears_at = at + timedelta(seconds=model.settings.preferences.clear_clipboard_for)
    told = _notice_text(model, session, route, at)
    notice = Notice(
        "copied",
        with_values(_COPIED[intent.action], route=route.shown),
        told,
        passing=True,
    )
    text = _text(intent.action, session, route)
    model = replace(model, last_copy=intent, clears_at=clears_at, copied=session.id)
    return model, (PutOnClipboard(text, clears_at, notice, session.id, route.name),)


def filled(model: Model, event: ClipboardFilled) -> Step:
    """Only now it is true that something was copied."""
    model = replace(model, clears_at=event.clears_at, copied=event.session, copied_from=event.route)
    return model.telling(event.notice, event.clears_at), ()


def failed(model: Model, problem: Problem, at: datetime) -> Model:
    """The clipboard does not say what it should; in the window some desktops allow what they else do not."""
    notice = Notice("copied", problem.title, problem.text(), (Button("show", phrase("Open pomtray")),))
    return model.telling(notice, at + _TOLD_FOR)


def _text(action: Action, session: Session, route: Route) -> str:
    match action:
        case Action.COPY_HEADER:
            return header_line(route.header, session.credential)
        case Action.COPY_CURL:
            return curl(route, route.header, session.credential)
        case _:
            return session.credential.reveal()


def _notice_text(model: Model, session: Session, route: Route, at: datetime) -> str:
    closed = session.closed(route)
    parts = [closed.text()] if closed else []
    parts.append(_good_for(session, at))
    if renews_itself(session):
        parts.append(phrase("It is renewed by itself: copy again then."))
    if session.check.verdict is Verdict.UNREACHABLE or not (session.grant or asking.is_fresh(session, at)):
        since = clock_time(session.check.answered_at, at, model.clock)
        parts.append(phrase("No answer whether it still works: not checked since {since}.", since=since))
    elif not (closed or session.grant or asking.is_fresh_for(session, route, at)):
        parts.append(phrase("No answer whether {host} takes the bearer form.", host=route.origin.authority))
    if route.header is HeaderForm.BEARER:
        parts.append(phrase("In this form the service behind the route sees the whole token."))
    parts.append(
        phrase(
            "The clipboard is cleared in {seconds} s.",
            seconds=model.settings.preferences.clear_clipboard_for,
        )
    )
    return joined(" ", parts)


def _good_for(session: Session, at: datetime) -> str:
    match session.end.source:
        case EndSource.SERVER | EndSource.TOKEN if session.end.at is not None:
            return phrase("Good for {left}.", left=countdown(session.end.at, at)[0])
        case EndSource.ESTIMATE if session.end.at is not None and session.end.at > at:
            return phrase("Good for about {left}, by the configured lifetime.", left=countdown(session.end.at, at)[0])
        case EndSource.SERVER | EndSource.TOKEN | EndSource.ESTIMATE | EndSource.UNKNOWN:
            return phrase("How long it is good for is not known.")
        case _:
            assert_never(session.end.source)


def _offer_sign_in(model: Model, login: Login, route: Route, at: datetime) -> Model:
    title = phrase("Nothing copied: no session for {route}", route=route.shown)
    if isinstance(login.state, SigningIn):  # its own notice may hold a question
        return model.telling(Notice("copied", title, phrase("Copy again when the sign-in is done.")), at + _TOLD_FOR)
    notice = Notice(
        notice_key(login.id),
        title,
        phrase("The session has ended. Sign in and copy again."),
        (Button("sign-in", phrase("Sign in")),),
        Urgency.NORMAL,
    )
    return model.telling(notice, at + _TOLD_FOR)
