"""One step: what an event changes, then what had to wait for that."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from pomtray.core import events as happened
from pomtray.core.domain.lock import Lock
from pomtray.core.effects import Effect
from pomtray.core.events import AttemptEvent, ProgramEvent, RequestEvent, SessionEvent
from pomtray.core.model import asking, background_checks, checking, consenting, copying, locking, renewing, serving
from pomtray.core.model.sign_ins import queue, signing_out
from pomtray.core.model.steps import attempts, requests, sessions, surroundings
from pomtray.core.model.value import Model, Step

_FOLLOW: Final = (
    locking.due,
    queue.resume,
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


def _taken(model: Model, event: happened.Event) -> Step:
    if isinstance(event, RequestEvent):
        return requests.taken(model, event)
    if isinstance(event, AttemptEvent):
        return attempts.taken(model, event)
    if isinstance(event, SessionEvent):
        return sessions.taken(model, event)
    if isinstance(event, ProgramEvent):
        return consenting.taken(model, event)
    return surroundings.taken(model, event)
