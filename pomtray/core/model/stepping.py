"""Which rule takes which event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from pomtray.core import events as happened
from pomtray.core.effects import ClearClipboard, OpenPage, Save, TryRoute
from pomtray.core.intent import Action, Answer, RouteIntent
from pomtray.core.login import Login, SigningIn, is_live, session_of
from pomtray.core.model import checking, copying, joining, signing_in, signing_out
from pomtray.core.model.value import Model, Step, notice_key
from pomtray.core.notice import Notice, Urgency
from pomtray.core.route import Route

_MENU_FOR = timedelta(minutes=1)
_SNOOZE_FOR = timedelta(minutes=10)
_TOLD_FOR = timedelta(minutes=1)


def step(model: Model, event: happened.Event) -> Step:
    """What `event` changes and what is to be done about it."""
    model, effects = _taken(model, event)
    model, revocations = signing_out.due(model)
    return model, (*effects, *revocations)


def _taken(model: Model, event: happened.Event) -> Step:  # noqa: C901, PLR0912 a table
    match event:
        case happened.SettingsRead():
            return checking.settings_read(model, event)
        case happened.SettingsRefused(problem=problem):
            return replace(model, settings_problem=problem), ()
        case happened.VaultOpened():
            return checking.vault_opened(model, event)
        case happened.VaultSaved():
            return replace(model, vault_problem=None), ()
        case happened.VaultFailed(problem=problem):
            return replace(model, vault_problem=problem), ()
        case happened.Wished(at, intent):
            return _wished(model, intent, at)
        case happened.AllWished():
            return signing_in.begin_all(model, event)
        case happened.SignOutAllWished():
            return signing_out.sign_out_everywhere(model)
        case happened.LastCopyWished(at):
            return _wished(model, model.last_copy, at) if model.last_copy else (model, ())
        case happened.Answered():
            return signing_in.answered(model, event)
        case happened.NoticeUsed():
            return _notice_used(model, event)
        case happened.MenuOpened(at):
            return replace(model, menu_until=at + _MENU_FOR), checking.looked(model, at)
        case happened.WindowShown(at, shown):
            return replace(model, window_shown=shown), checking.looked(model, at) if shown else ()
        case happened.Reached():
            return signing_in.reached(model, event)
        case happened.QuestionAsked():
            return signing_in.asked(model, event)
        case happened.Succeeded():
            return signing_in.succeeded(model, event)
        case happened.FellThrough():
            return signing_in.fell_through(model, event)
        case happened.LinkReady():
            return signing_in.link_ready(model, event)
        case happened.Verified():
            return checking.verified(model, event)
        case happened.Shared():
            model, effects = joining.shared(model, event)
            model, begun = signing_in.resume(model, event.at)
            return model, (*effects, *begun)
        case happened.Tried():
            return _tried(model, event)
        case happened.Revoked():
            return signing_out.revoked(model, event)
        case happened.ClipboardFilled(clears_at=clears_at):
            return replace(model, clears_at=clears_at), ()
        case happened.ClipboardCleared():
            return replace(model, clears_at=None).without_notice("copied"), ()
        case happened.TimePassed(at):
            return _time_passed(model, at)
        case happened.Resumed(at):
            model, effects = _time_passed(signing_out.reconnected(model, at), at)
            return model, (*effects, *checking.all_checks(model, at))
        case happened.Troubled(at, problem):
            notice = Notice("trouble", problem.title, problem.text())
            return model.telling(notice, at + _TOLD_FOR), ()
        case _:
            assert_never(event)


def _wished(model: Model, intent: RouteIntent, at: datetime) -> Step:
    route = model.route(intent.route)
    login = model.login_of(route.origin) if route else None
    if route is None or login is None:
        return model, ()
    return _on_route(model, login, route, intent, at)


def _on_route(model: Model, login: Login, route: Route, intent: RouteIntent, at: datetime) -> Step:
    match intent.action:
        case Action.SIGN_IN | Action.RENEW:
            return signing_in.begin(model, login, route, at)
        case Action.COPY_LINK:
            return signing_in.begin(model, login, route, at, link=True)
        case Action.CANCEL:
            return signing_in.cancel(model, login)
        case Action.PASTE:
            return signing_in.paste(model, login, intent.text)
        case Action.COPY_HEADER | Action.COPY_TOKEN | Action.COPY_CURL:
            return copying.copy(model, login, route, intent, at)
        case Action.SIGN_OUT:
            return signing_out.sign_out(model, login, route)
        case Action.OPEN:
            return model, (OpenPage(f"{route.origin}{route.path}", route.browser),)
        case Action.TEST:
            return _try(model, login, route, at)
        case _:
            assert_never(intent.action)


def _try(model: Model, login: Login, route: Route, at: datetime) -> Step:
    session = session_of(login.state)
    if session is None or not is_live(session, at):
        told = happened.Tried(at, route.name, "There is no session to test with: sign in first.", ok=False)
        return _tried(model, told)
    return model, (TryRoute(route, session),)


def _tried(model: Model, event: happened.Tried) -> Step:
    title = f"{event.route} answers" if event.ok else f"{event.route} does not let you in"
    notice = Notice(f"test:{event.route}", title, event.text, urgency=Urgency.LOW)
    return model.telling(notice, event.at + _TOLD_FOR), ()


def _notice_used(model: Model, event: happened.NoticeUsed) -> Step:
    """A button of a notice about a login; any other notice just goes away."""
    model = model if event.action == "default" else model.without_notice(event.key)
    login = next((login for login in model.logins.values() if notice_key(login.id) == event.key), None)
    route = model.route_of(login) if login else None
    if login is None or route is None:
        return model, ()
    match event.action:
        case "sign-in" | "renew":
            return signing_in.begin(model, login, route, event.at)
        case "snooze":
            return model.with_login(replace(login, snoozed_until=event.at + _SNOOZE_FOR)), (Save(),)
        case "yes" | "no" if isinstance(login.state, SigningIn):
            answer = Answer(login.id, login.state.attempt.number, event.action == "yes")
            return signing_in.answered(model, happened.Answered(event.at, answer))
        case _:
            return model, ()


def _time_passed(model: Model, now: datetime) -> Step:
    """Forget what stood for a while; everything else is derived from the time anyway."""
    due = model.clears_at is not None and now >= model.clears_at
    told = {key: told for key, told in model.told.items() if now < told.until}
    menu_until = model.menu_until if model.menu_until and now < model.menu_until else None
    model = replace(model, told=told, menu_until=menu_until)
    return model, (*((ClearClipboard(),) if due else ()), *checking.moments_passed(model, now))
