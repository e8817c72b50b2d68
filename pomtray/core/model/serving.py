"""Routes served on this computer: begun by the person, ended by them, with the session or with the lock.

A tunnel whose session is over is taken up again, at the same port, once there is another.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core import events as happened
from pomtray.core.domain.login import is_live
from pomtray.core.domain.route import Route
from pomtray.core.domain.serving import Serving
from pomtray.core.domain.session import Session
from pomtray.core.effects import Effect, PutOnClipboard, Serve, StopServing
from pomtray.core.model.value import Model, Step
from pomtray.core.text import phrase
from pomtray.core.view.notice import Notice

_TOLD_FOR = timedelta(minutes=5)


def begin(model: Model, route: Route) -> Step:
    """Harmless where it is served already."""
    if route.name in model.serving:
        return model, ()
    return _started(model, route, Serving(0))


def stop(model: Model, route: Route) -> Step:
    served = model.serving.get(route.name)
    return (_without(model, route.name), (StopServing(served.number),)) if served else (model, ())


def copy(model: Model, route: Route, at: datetime) -> Step:
    """The address, which goes from the clipboard again as a credential does."""
    served = model.serving.get(route.name)
    if served is None or served.address is None:
        return model, ()
    clears_at = at + timedelta(seconds=model.settings.preferences.clear_clipboard_for)
    told = phrase("{place} on this computer is {route}.", place=served.place, route=route.shown)
    notice = Notice("copied", phrase("Local address of {route} copied", route=route.shown), told, passing=True)
    model = replace(model, clears_at=clears_at, copied="")
    return model, (PutOnClipboard(served.address.reveal(), clears_at, notice, "", route.name),)


def began(model: Model, event: happened.ServingBegan) -> Model:
    """It listens."""
    served = model.serving.get(event.route)
    if served is None or served.number != event.number:
        return model
    return _with(model, event.route, replace(served, place=event.place, address=event.address))


def ended(model: Model, event: happened.ServingEnded) -> Step:
    """By itself; told, unless it only waits for the next session."""
    served, route = model.serving.get(event.route), model.route(event.route)
    if served is None or served.number != event.number:
        return model, ()
    if event.over and served.place and route is not None and route.tunnel is not None:
        return _with(model, event.route, replace(served, runs=False)), ()
    notice = Notice(f"serving:{event.route}", event.problem.title, event.problem.text())
    return _without(model, event.route).telling(notice, event.at + _TOLD_FOR), ()


def due(model: Model, at: datetime) -> Step:
    """Take up what waited for a session; end what the settings no longer have."""
    effects: tuple[Effect, ...] = ()
    for name, served in tuple(model.serving.items()):
        route = model.route(name)
        if route is None:
            model, effects = _without(model, name), (*effects, StopServing(served.number))
        elif not served.runs and (session := model.session_of(route)) and _is_another(session, served, at):
            model, more = _started(model, route, served)
            effects += more
    return model, effects


def _started(model: Model, route: Route, served: Serving) -> Step:
    model = replace(model, servings=model.servings + 1)
    session = model.session_of(route)
    begun = replace(served, number=model.servings, runs=True, session=session.id if session else "")
    model = _with(model, route.name, begun)
    return model, (Serve(route, model.servings, served.port),)


def _is_another(session: Session, served: Serving, at: datetime) -> bool:
    """Whether it may go on with that session: with each it is tried once."""
    return session.id != served.session and is_live(session, at)


def _with(model: Model, name: str, served: Serving) -> Model:
    return replace(model, serving={**model.serving, name: served})


def _without(model: Model, name: str) -> Model:
    return replace(model, serving={key: served for key, served in model.serving.items() if key != name})
