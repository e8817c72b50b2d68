"""What files, clipboard, clock, network and desktop did."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from pomtray.core import events as happened
from pomtray.core.domain.lock import Lock
from pomtray.core.effects import ClearClipboard, Effect
from pomtray.core.errors import Problem
from pomtray.core.events.surroundings import SurroundingEvent
from pomtray.core.model import asking, copying, locking, notifications, reading, retrying, serving
from pomtray.core.model.steps.requests import action_requested
from pomtray.core.model.value import Model, Step
from pomtray.core.view.notice import Notice

_TOLD_FOR = timedelta(minutes=1)


def taken(model: Model, event: SurroundingEvent) -> Step:  # noqa: C901, PLR0912 a table
    match event:
        case happened.SettingsRead():
            return reading.settings_read(model, event)
        case happened.VaultOpened():
            return _vault_opened(model, event)
        case happened.FoundLocked() | happened.Locked() | happened.LockRefused() | happened.UnlockRefused():
            return locking.taken(model, event)
        case happened.Impaired(part=part, problem=problem):
            return model.impaired(part, problem), ()
        case happened.Restored(part=part):
            return model.restored(part), ()
        case happened.ChangeUndone() | happened.PlainTextDeleted():
            return model, ()
        case happened.SecretGiven(at, provider, secret):
            return reading.secret_given(model, provider, secret, at)
        case happened.PresenceChecked():
            return notifications.person_looked_for(model, event)
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
        case happened.PageOpened(at, _, problem):
            return _troubled(model, problem, at) if problem else model, ()
        case happened.ProblemOccurred(at, problem):
            return _troubled(model, problem, at), ()
        case _:
            assert_never(event)


def _troubled(model: Model, problem: Problem, at: datetime) -> Model:
    return model.telling(Notice("trouble", problem.title, problem.text()), at + _TOLD_FOR)


def _vault_opened(model: Model, event: happened.VaultOpened) -> Step:
    """With what the person wanted while it was locked."""
    wishes = model.held_wishes
    model, effects = reading.vault_opened(replace(model, held_wishes=()), event)
    if model.lock.is_shut:
        model = replace(model, lock=Lock.OPEN)
    for intent in wishes:
        model, more = action_requested(model, intent, event.at)
        effects += more
    return model, effects


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
