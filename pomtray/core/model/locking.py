"""Lock and unlock: nothing that is not in the vault yet is lost, and locked is as before the vault was opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from pomtray.core import events as happened
from pomtray.core.domain.lock import (
    CLOSING,
    GIVEN_UP,
    NOT_READ,
    ONLY_IN_MEMORY,
    SCREEN_LOCKED,
    Lock,
    not_opened,
    not_saved,
)
from pomtray.core.domain.login import Attempt, Stage
from pomtray.core.effects import ClearClipboard, Effect, LockVault, Save, UnlockVault
from pomtray.core.errors import Part, Problem
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model import consenting, sharing
from pomtray.core.model.sign_ins import signing_in
from pomtray.core.model.value import Model, Step, login_of_notice
from pomtray.core.text import phrase
from pomtray.core.view.notice import Button, Notice

NOTICE: Final = "lock"
"""Key of the one notice about the lock."""
_TOLD_FOR: Final = timedelta(minutes=5)
_OF_FILE: Final = frozenset({Action.MEND, Action.OPEN_FILE, Action.EDIT_HERE})
_WITHOUT_SESSION: Final = _OF_FILE | {Action.OPEN, Action.DETAILS, Action.PASTE, Action.CANCEL}
_COPIES: Final = frozenset({Action.COPY_HEADER, Action.COPY_TOKEN, Action.COPY_CURL})


def why_not(model: Model) -> Problem | None:
    """Why it cannot be locked; None where it can."""
    trouble = model.troubles.get(Part.VAULT)
    if not model.keeps:
        return ONLY_IN_MEMORY
    if trouble is not None:
        return not_saved(trouble)
    return None if model.vault_open else NOT_READ


Taken = (
    happened.LockRequested
    | happened.FoundLocked
    | happened.Locked
    | happened.LockRefused
    | happened.UnlockRequested
    | happened.UnlockRefused
)


def taken(model: Model, event: Taken) -> Step:
    match event:
        case happened.LockRequested(at):
            return lock_requested(model, at)
        case happened.FoundLocked():
            return (model if model.vault_open else locked(replace(model, lock=Lock.SAVING))), ()
        case happened.Locked():
            return locked(model), ()
        case happened.LockRefused():
            return refused(model, event), ()
        case happened.UnlockRequested(at):
            return unlock(model, at)
        case happened.UnlockRefused():
            return still_locked(model, event), ()
        case _:
            assert_never(event)


def lock_requested(model: Model, at: datetime) -> Step:
    """Lock, or say why not."""
    if model.lock is not Lock.OPEN:
        return model, ()
    problem = why_not(model)
    return (_with_notice(model, problem, at), ()) if problem else _begun(model)


def _begun(model: Model) -> Step:
    """What is on the clipboard goes at once."""
    model = consenting.locked(model)
    return replace(model.without_queue(), lock=Lock.WAITING, copies={}, by_hand=frozenset()), (ClearClipboard(),)


def due(model: Model, at: datetime) -> Step:
    """Lock with the screen, and go on with locking: once nothing new can come, all is saved."""
    effects: tuple[Effect, ...] = ()
    if _follows_screen(model) and model.lock is Lock.OPEN and why_not(model) is None:
        model, effects = _begun(model)
    if model.lock is not Lock.WAITING:
        return model, effects
    model, given_up = _without_attempts(model, at)
    if model.logins.signing_in or _renews(model):
        return model, (*effects, *given_up)
    return replace(model, lock=Lock.SAVING), (*effects, *given_up, Save(), LockVault())


def _follows_screen(model: Model) -> bool:
    return model.screen_locked and model.settings.preferences.lock_with_screen


def _without_attempts(model: Model, at: datetime) -> Step:
    """Those that wait for the person end; what one has brought is taken in first."""
    effects: tuple[Effect, ...] = ()
    for key, attempt in tuple(model.logins.signing_in.items()):
        if not _brings(attempt):
            model, more = signing_in.give_up(model, key, at, GIVEN_UP)
            effects += more
    return model, effects


def _brings(attempt: Attempt) -> bool:
    return attempt.stage is Stage.CHECKING and attempt.question is None


def _renews(model: Model) -> bool:
    """NOTE: what a provider has rotated is lost with the answer that brings it."""
    held = (*model.logins.holding.values(), *(item.session for item in model.remembered.revocations))
    return any(session.grant is not None and session.grant.asked for session in held)


def locked(model: Model) -> Model:
    """All is in the vault. What is kept here is named one by one: what is new in the model is not among it."""
    if model.lock is not Lock.SAVING:
        return model
    told = {key: told for key, told in model.told.items() if not login_of_notice(key)}
    kept = Model(
        settings=model.settings,
        settings_known=model.settings_known,
        clock=model.clock,
        attempts=model.attempts,
        servings=model.servings,
        programs=consenting.locked(model).programs,
        offline=model.offline,
        screen_locked=model.screen_locked,
        lock=Lock.LOCKED,
        keeps=model.keeps,
        told=told,
        past=model.past,
        last_copy=replace(model.last_copy, text="") if model.last_copy else None,
        clears_at=model.clears_at,
        menu_until=model.menu_until,
        window_shown=model.window_shown,
        troubles=model.troubles,
    )
    return sharing.with_logins(kept)


def refused(model: Model, event: happened.LockRefused) -> Model:
    """Something could not be saved: all goes on, and that stands."""
    if model.lock is not Lock.SAVING:
        return model
    model = replace(model, lock=Lock.OPEN).impaired(Part.VAULT, model.troubles.get(Part.VAULT, event.problem))
    return _with_notice(model, not_saved(event.problem), event.at)


def unlock(model: Model, at: datetime) -> Step:
    """Have the vault opened, unless the screen keeps it shut."""
    if model.lock is not Lock.LOCKED:
        return model, ()
    if _follows_screen(model):
        return _with_notice(replace(model, held_wishes=()), SCREEN_LOCKED, at), ()
    return replace(model, lock=Lock.OPENING).without_notice(NOTICE), (UnlockVault(),)


def still_locked(model: Model, event: happened.UnlockRefused) -> Model:
    """Say so, and that what was wanted was not done."""
    if model.lock is not Lock.OPENING:
        return model
    problem = not_opened(event.problem)
    if any(wish.action in _COPIES for wish in model.held_wishes):
        problem = replace(problem, title=phrase("Nothing copied: {title}", title=problem.title))
    return _with_notice(replace(model, lock=Lock.LOCKED, held_wishes=()).restored(Part.VAULT), problem, event.at)


def held(model: Model, event: happened.Event) -> Step | None:
    """What becomes of a wish while there are no sessions to do it with; None for what the lock is nothing to.

    What a person wants of a route opens the vault first; what comes by itself, or too late, is left.
    """
    match event:
        case happened.ActionRequested(at, intent) if intent.action not in _WITHOUT_SESSION:
            return _wish(model, intent, at)
        case happened.LastCopyRequested(at):
            return _wish(model, model.last_copy, at) if model.last_copy else (model, ())
        case happened.NoticeUsed(key=key):
            return model.without_notice(key), ()
        case happened.VaultOpened():
            return (model, ()) if model.lock is Lock.LOCKED else None
        case happened.SecretGiven() | happened.PortalRead() | happened.RoutesListed():
            return (model, ()) if model.lock.is_shut else None
        case (
            happened.SignInAllRequested()
            | happened.SignOutAllRequested()
            | happened.CredentialRequested()
            | happened.PresenceChecked()
            | happened.NoticesPaused()
            | happened.ProgramAnswered()
            | happened.ConsentTaken()
            | happened.ConsentRestored()
        ):
            return model, ()
        case _:
            return None


def _wish(model: Model, intent: RouteIntent, at: datetime) -> Step:
    if model.lock.is_closing:
        return _with_notice(model, CLOSING, at), ()
    wishes = dict.fromkeys((*model.held_wishes, replace(intent, text="")))
    return unlock(replace(model, held_wishes=tuple(wishes)), at)


def _with_notice(model: Model, problem: Problem, at: datetime) -> Model:
    buttons = (Button("unlock", phrase("Unlock")),) if model.lock is Lock.LOCKED else ()
    return model.telling(Notice(NOTICE, problem.title, problem.text(), buttons), at + _TOLD_FOR)
