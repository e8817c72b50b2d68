"""Which rule takes which event."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from pomtray.core import events as happened
from pomtray.core.domain.lock import Lock
from pomtray.core.domain.login import Login, is_live, session_of
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Route
from pomtray.core.effects import ClearClipboard, Effect, OpenPage, TryRoute
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import (
    asking,
    background_checks,
    checking,
    consenting,
    copying,
    handing,
    locking,
    notifications,
    questioning,
    reading,
    renewing,
    retrying,
    serving,
    sharing,
    sign_in_queue,
    signing_in,
    signing_out,
)
from pomtray.core.model.value import Model, Step
from pomtray.core.text import phrase
from pomtray.core.view.notice import Notice, Urgency

_MENU_FOR = timedelta(minutes=1)
_TOLD_FOR = timedelta(minutes=1)


_FOLLOW: Final = (
    locking.due,
    sign_in_queue.resume,
    renewing.due,
    signing_out.due,
    copying.overdue,
    copying.taken_off,
    background_checks.due,
    serving.due,
    consenting.due,
)


def step(model: Model, event: happened.Event) -> Step:
    """What `event` changes and what is to be done about it, then what had to wait for that."""
    held = locking.held(model, event) if model.lock is not Lock.OPEN else None
    return _followed(model, *(held or _taken(model, event)), event.at)


def step_answers(model: Model, answers: Sequence[happened.Verified]) -> Step:
    """The same for answers that come together: however many, what follows from them is found once."""
    return _followed(model, *checking.verified(model, answers), answers[-1].at)


def _followed(before: Model, model: Model, effects: tuple[Effect, ...], at: datetime) -> Step:
    for follow in _FOLLOW:
        model, more = follow(model, at) if model.lock is Lock.OPEN else locking.due(model, at)
        effects += more
    return asking.noted(model.keeping(before, at), effects, at)


def _taken(model: Model, event: happened.Event) -> Step:  # noqa: C901, PLR0912, PLR0915 a table
    match event:
        case happened.SettingsRead():
            return reading.settings_read(model, event)
        case happened.VaultOpened():
            return _vault_opened(model, event)
        case (
            happened.LockRequested()
            | happened.FoundLocked()
            | happened.Locked()
            | happened.LockRefused()
            | happened.UnlockRequested()
            | happened.UnlockRefused()
        ):
            return locking.taken(model, event)
        case (
            happened.ProgramAsks()
            | happened.ProgramLeft()
            | happened.ProgramAnswered()
            | happened.ConsentTaken()
            | happened.ConsentRestored()
        ):
            return consenting.taken(model, event)
        case happened.Impaired(part=part, problem=problem):
            return model.impaired(part, problem), ()
        case happened.Restored(part=part):
            return model.restored(part), ()
        case happened.ActionRequested(at, intent):
            return _wished(model, intent, at)
        case happened.SignInAllRequested(at):
            return sign_in_queue.begin_all(model, at)
        case happened.SignOutAllRequested(at, gone):
            return signing_out.sign_out_everywhere(model, at, gone=gone)
        case happened.CredentialRequested(at, name, least):
            route = model.route(name)
            return handing.wished(model, route, least, at) if route else (model, ())
        case happened.LastCopyRequested(at):
            return _wished(model, model.last_copy, at) if model.last_copy else (model, ())
        case (
            happened.RetryRequested()
            | happened.PromptCancelled()
            | happened.ChangeUndone()
            | happened.PlainTextDeleted()
        ):
            return model, ()
        case happened.QuestionAnswered():
            return questioning.answered(model, event)
        case happened.NoticeUsed():
            return notifications.notice_used(model, event)
        case happened.NoticesPaused():
            return notifications.paused(model, event)
        case happened.MenuOpened(at):
            return replace(model, menu_until=at + _MENU_FOR), asking.looked(model, at)
        case happened.WindowShown(at, shown):
            return replace(model, window_shown=shown), asking.looked(model, at) if shown else ()
        case happened.StageReached():
            return signing_in.reached(model, event)
        case happened.QuestionAsked():
            return questioning.asked(model, event)
        case happened.RevocationWithheld():
            return signing_in.held_back(model, event)
        case happened.CodeShown():
            return signing_in.code_shown(model, event)
        case happened.SignInSucceeded():
            return signing_in.succeeded(model, event)
        case happened.SignInDeclined():
            return signing_in.declined(model, event)
        case happened.SignInFailed():
            return signing_in.fell_through(model, event)
        case happened.LinkReady():
            return signing_in.link_ready(model, event)
        case happened.SecretGiven(at, provider, secret):
            return reading.secret_given(model, provider, secret, at)
        case happened.Rotated():
            return renewing.rotated(model, event)
        case happened.Renewed():
            return renewing.renewed(model, event)
        case happened.RenewalFailed():
            return renewing.failed(model, event)
        case happened.PresenceChecked():
            return notifications.person_looked_for(model, event)
        case happened.Verified():
            return checking.verified(model, (event,))
        case happened.SignInDoubted():
            return signing_out.doubted(model, event)
        case happened.SessionShared():
            return sharing.shared(model, event)
        case happened.PortalRead():
            return sharing.portal_read(model, event)
        case happened.RoutesListed():
            return sharing.listed(model, event)
        case happened.RouteTried():
            return _tried(model, event)
        case happened.Revoked():
            return signing_out.revoked(model, event)
        case happened.ClipboardFilled():
            return copying.filled(model, event)
        case happened.ClipboardCleared():
            return replace(model, clears_at=None, copied="", copied_from="").without_notice("copied"), ()
        case happened.ClipboardRefused(at, problem):
            return copying.failed(model, problem, at), ()
        case happened.ClipboardKept(at, problem):
            return copying.failed(replace(model, clears_at=None), problem, at), ()
        case happened.TimePassed(at):
            return _time_passed(model, at)
        case happened.Resumed(at):
            return _resumed(model, at)
        case happened.NetworkChanged(at, online):
            return _resumed(replace(model, offline=False), at) if online else (replace(model, offline=True), ())
        case happened.ScreenChanged(locked=locked):
            return replace(model, screen_locked=locked), ()
        case happened.ClockSet(clock=clock):
            return replace(model, clock=clock), ()
        case happened.ServingBegan():
            return serving.began(model, event), ()
        case happened.ServingEnded():
            return serving.ended(model, event)
        case happened.ProblemOccurred(at, problem):
            notice = Notice("trouble", problem.title, problem.text())
            return model.telling(notice, at + _TOLD_FOR), ()
        case _:
            assert_never(event)


def _vault_opened(model: Model, event: happened.VaultOpened) -> Step:
    """With what the person wanted while it was locked."""
    wishes = model.held_wishes
    model, effects = reading.vault_opened(replace(model, held_wishes=()), event)
    if model.lock.is_shut:
        model = replace(model, lock=Lock.OPEN)
    for intent in wishes:
        model, more = _wished(model, intent, event.at)
        effects += more
    return model, effects


def _wished(model: Model, intent: RouteIntent, at: datetime) -> Step:
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
            return model, (OpenPage(f"{route.origin}{route.path}", route.browser),)
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
    return signing_in.begin(copying.waiting(model, login, intent), login, route, at)


def _try(model: Model, login: Login, route: Route, at: datetime) -> Step:
    session = session_of(login.state)
    if session is None or not is_live(session, at):
        title = phrase("{route} was not asked", route=route.shown)
        told = happened.RouteTried(at, route.name, title, phrase("There is no session to test with: sign in first."))
        return _tried(model, told)
    return model, (TryRoute(route, session),)


def _tried(model: Model, event: happened.RouteTried) -> Step:
    notice = Notice(f"test:{event.route}", event.title, event.text, urgency=Urgency.LOW)
    return model.telling(notice, event.at + _TOLD_FOR), ()


def _time_passed(model: Model, now: datetime) -> Step:
    """Forget what stood for a while; everything else is derived from the time anyway."""
    clears: tuple[Effect, ...] = (ClearClipboard(),) if model.clears_at is not None and now >= model.clears_at else ()
    told = {key: told for key, told in model.told.items() if now < told.goes_at}
    menu_until = model.menu_until if model.menu_until and now < model.menu_until else None
    model, looked = notifications.ended(replace(model, told=told, menu_until=menu_until), now)
    return model, (*clears, *looked, *asking.moments_passed(model, now))


def _resumed(model: Model, now: datetime) -> Step:
    """After a sleep, a step of the clock, or without network for a while: everybody is asked again."""
    model = retrying.reconnected(model, now)
    model, effects = _time_passed(model, now)
    return model, tuple(dict.fromkeys((*effects, *asking.woken(model, now))))
