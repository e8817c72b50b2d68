"""A credential on the clipboard: checked first, never one that is known to be dead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from pomtray.core.deadline import countdown
from pomtray.core.effects import Effect, PutOnClipboard
from pomtray.core.errors import Problem
from pomtray.core.events import ClipboardFilled
from pomtray.core.header import curl, header_line
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.login import Login, SigningIn, is_live, session_of
from pomtray.core.model import asking
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.notice import Button, Notice, Urgency
from pomtray.core.renewal import renews_itself
from pomtray.core.route import HeaderForm, Route
from pomtray.core.session import EndSource, Session, Verdict

CHECKED_FOR = timedelta(minutes=5)
"""A check older than this is repeated before a copy."""
_FRESH_FOR = timedelta(seconds=30)
"""A credential that renews itself is renewed before a copy if less than this is left."""
_NAMES = {Action.COPY_HEADER: "Header", Action.COPY_TOKEN: "Token", Action.COPY_CURL: "curl command"}


def copy(model: Model, login: Login, route: Route, intent: RouteIntent, at: datetime) -> Step:
    """Copy now where the session was checked lately; else ask the server first, or the provider for a fresh one."""
    session = session_of(login.state)
    if session is not None and wants_renewal(session, at):
        return waiting(model, login, intent), ()
    if session is None or not is_live(session, at):
        return _offer_sign_in(model, login, route, at), ()
    is_fresh = abs(at - session.check.answered_at) <= CHECKED_FOR and session.check.verdict is not Verdict.UNREACHABLE
    if is_fresh or session.grant is not None:  # only time ends a provider's token
        return _put(model, session, route, intent, at)
    return waiting(model, login, intent), (asking.check(model, session, route),)


def waiting(model: Model, login: Login, intent: RouteIntent) -> Model:
    """With a copy that is done once there is news of the session."""
    return replace(model, copies={**model.copies, login.id: intent})


def wants_renewal(session: Session, at: datetime) -> bool:
    """Whether the provider should be asked for a fresh credential before this one is handed out."""
    return renews_itself(session) and session.end.at is not None and session.end.at - at < _FRESH_FOR


def checked(model: Model, login: Login, at: datetime) -> Step:
    """Do the copy that waited for this check.

    NOTE: the settings may have changed meanwhile: a name that now means another login's route gets nothing.
    """
    intent = model.copies.get(login.id)
    if intent is None:
        return model, ()
    model = model.without_copy(login.id)
    route = model.route(intent.route)
    if route is None or not login.serves(route):
        return model, ()
    session = session_of(login.state)
    if session is None or not is_live(session, at):
        return _offer_sign_in(model, login, route, at), ()
    return _put(model, session, route, intent, at)


def _put(model: Model, session: Session, route: Route, intent: RouteIntent, at: datetime) -> Step:
    form = intent.form or route.header
    clears_at = at + timedelta(seconds=model.settings.preferences.clear_clipboard_for)
    told = _told(model, session, route, form, at)
    notice = Notice("copied", f"{_NAMES[intent.action]} for {route.name} copied", told)
    effects: tuple[Effect, ...] = (PutOnClipboard(_text(intent.action, session, route, form), clears_at, notice),)
    return replace(model, last_copy=intent, clears_at=clears_at), effects


def filled(model: Model, event: ClipboardFilled) -> Step:
    """Only now it is true that something was copied."""
    return replace(model, clears_at=event.clears_at).telling(event.notice, event.clears_at), ()


def failed(model: Model, problem: Problem, at: datetime) -> Model:
    """The clipboard does not say what it should; in the window some desktops allow what they else do not."""
    notice = Notice("copied", problem.title, problem.text(), (Button("show", "Open pomtray"),))
    return model.telling(notice, at + CHECKED_FOR)


def _text(action: Action, session: Session, route: Route, form: HeaderForm) -> str:
    match action:
        case Action.COPY_HEADER:
            return header_line(form, session.credential)
        case Action.COPY_CURL:
            return curl(route, form, session.credential)
        case _:
            return session.credential.reveal()


def _told(model: Model, session: Session, route: Route, form: HeaderForm, at: datetime) -> str:
    closed = session.closed(route.origin)
    parts = [closed.text()] if closed else []
    parts.append(_good_for(session, at))
    if renews_itself(session):
        parts.append("It is renewed by itself: copy again then.")
    if session.check.verdict is Verdict.UNREACHABLE:
        parts.append("The server could not be asked whether it still works.")
    if form is HeaderForm.BEARER:
        parts.append("In this form the service behind the route sees the whole token.")
    parts.append(f"The clipboard is cleared in {model.settings.preferences.clear_clipboard_for} s.")
    return " ".join(parts)


def _good_for(session: Session, at: datetime) -> str:
    match session.end.source:
        case EndSource.SERVER | EndSource.TOKEN if session.end.at is not None:
            return f"Good for {countdown(session.end.at, at)[0]}."
        case EndSource.ESTIMATE if session.end.at is not None and session.end.at > at:
            return f"Good for about {countdown(session.end.at, at)[0]}, by the configured lifetime."
        case EndSource.SERVER | EndSource.TOKEN | EndSource.ESTIMATE | EndSource.UNKNOWN:
            return "How long it is good for is not known."
        case _:
            assert_never(session.end.source)


def _offer_sign_in(model: Model, login: Login, route: Route, at: datetime) -> Model:
    title = f"Nothing copied: no session for {route.name}"
    if isinstance(login.state, SigningIn):  # its own notice may hold a question
        return model.telling(Notice("copied", title, "Copy again when the sign-in is done."), at + CHECKED_FOR)
    notice = Notice(
        notice_key(login.id),
        title,
        "The session has ended. Sign in and copy again.",
        (Button("sign-in", "Sign in"),),
        Urgency.NORMAL,
    )
    return model.telling(notice, at + CHECKED_FOR)
