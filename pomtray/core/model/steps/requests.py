"""What the person asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from pomtray.core import events as happened
from pomtray.core.domain.login import Login, is_live, session_of
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Route
from pomtray.core.effects import ClearClipboard, OpenPage, TryRoute
from pomtray.core.events.requests import RequestEvent
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import asking, copying, credential_requests, locking, notifications, renewing, serving
from pomtray.core.model.sign_ins import questions, queue, signing_in, signing_out
from pomtray.core.model.steps.sessions import tried
from pomtray.core.model.value import Model, Step
from pomtray.core.text import phrase

_MENU_FOR = timedelta(minutes=1)


def taken(model: Model, event: RequestEvent) -> Step:  # noqa: C901, PLR0912 a table
    match event:
        case happened.LockRequested() | happened.UnlockRequested():
            return locking.taken(model, event)
        case happened.ActionRequested(at, intent):
            return action_requested(model, intent, at)
        case happened.SignInAllRequested(at):
            return queue.begin_all(model, at)
        case happened.SignOutAllRequested(at, gone):
            return signing_out.sign_out_everywhere(model, at, gone=gone)
        case happened.CredentialRequested(at, name, least, form):
            route = model.route(name)
            return credential_requests.requested(model, route.handed_as(form), least, at) if route else (model, ())
        case happened.LastCopyRequested(at):
            return action_requested(model, model.last_copy, at) if model.last_copy else (model, ())
        case happened.RetryRequested() | happened.PromptCancelled():
            return model, ()
        case happened.QuestionAnswered():
            return questions.answered(model, event)
        case happened.NoticeUsed():
            return notifications.notice_used(model, event)
        case happened.NoticesPaused():
            return notifications.paused(model, event)
        case happened.MenuOpened(at):
            return replace(model, menu_until=at + _MENU_FOR), asking.looked(model, at)
        case happened.WindowShown(at, shown):
            return replace(model, window_shown=shown), asking.looked(model, at) if shown else ()
        case _:
            assert_never(event)


def action_requested(model: Model, intent: RouteIntent, at: datetime) -> Step:
    route = model.route(intent.route)
    login = model.login_of(route) if route else None
    if route is None or login is None:
        return model, ()
    return _on_route(model, login, route, intent, at)


def _on_route(model: Model, login: Login, route: Route, intent: RouteIntent, at: datetime) -> Step:  # noqa: C901, PLR0912 a table
    match intent.action:
        case Action.SIGN_IN:
            return signing_in.begin(model, login, route, at)
        case Action.RENEW:
            return renewing.renew(model, login, route, at)
        case Action.COPY_LINK:
            return signing_in.begin(model, login, route, at, link=True)
        case Action.DEVICE:
            return signing_in.begin(model, login, route, at, device=True)
        case Action.PAGE:
            return signing_in.open_page(model, login, route, at)
        case Action.COPY_CODE:
            return signing_in.copy_code(model, login, route, at)
        case Action.CLEAR:
            return model, (ClearClipboard(),) if model.copied_from == route.name else ()
        case Action.CANCEL:
            return signing_in.cancel(model, login, at)
        case Action.PASTE:
            return signing_in.paste(model, login, intent.text)
        case Action.COPY_HEADER | Action.COPY_TOKEN | Action.COPY_CURL:
            return _copy(model, login, route, intent, at)
        case Action.SIGN_OUT:
            return signing_out.sign_out(model, login, route, at)
        case Action.OPEN:
            return model, (OpenPage(route.page, route.browser),)
        case Action.DETAILS | Action.BLOCKED | Action.MEND | Action.OPEN_FILE | Action.EDIT_HERE:
            return model, ()
        case Action.SERVE:
            return serving.begin(model, route)
        case Action.COPY_ADDRESS:
            return serving.copy(model, route, at)
        case Action.STOP_SERVING:
            return serving.stop(model, route)
        case Action.TEST:
            return _try(model, login, route, at)
        case _:
            assert_never(intent.action)


def _copy(model: Model, login: Login, route: Route, intent: RouteIntent, at: datetime) -> Step:
    """A machine needs nobody to sign it in: it does so first, where there is nothing to copy."""
    session = session_of(login.state)
    if route.method is not Method.CLIENT_CREDENTIALS or (session and is_live(session, at)):
        return copying.copy(model, login, route, intent, at)
    return signing_in.begin(copying.with_waiting_copy(model, login, intent), login, route, at)


def _try(model: Model, login: Login, route: Route, at: datetime) -> Step:
    session = session_of(login.state)
    if session is None or not is_live(session, at):
        title = phrase("{route} was not asked", route=route.shown)
        told = happened.RouteTried(at, route.name, title, phrase("There is no session to test with: sign in first."))
        return tried(model, told)
    return model, (TryRoute(route, session),)
