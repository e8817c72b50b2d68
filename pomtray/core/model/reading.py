"""What the settings file and the vault say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.effects import Effect, Save
from pomtray.core.errors import Part
from pomtray.core.events import SettingsRead, VaultOpened
from pomtray.core.login import Login, LoginId, SignedOut, is_live, session_of
from pomtray.core.model import asking, hastening, joining, signing_in
from pomtray.core.model.value import Model, Step, with_session
from pomtray.core.origin import Origin
from pomtray.core.remembered import united
from pomtray.core.route import Route
from pomtray.core.secret import Secret


def settings_read(model: Model, event: SettingsRead) -> Step:
    """Take the settings up; attempts whose route is gone end, and what is new is asked about."""
    known, before = set(model.settings.routes), model
    model = joining.with_logins(replace(model, settings=event.settings).restored(Part.SETTINGS))
    model = joining.parted(model)
    effects: tuple[Effect, ...] = ()
    for login in tuple(model.logins.values()):
        if model.route_of(login) is None:
            model, more = signing_in.give_up(model, login, event.at)
            effects += more
    if known:
        new = tuple(route for route in event.settings.routes if route not in known)
        model, more = _shared_with(new, model, event)
        effects += more
    model = hastening.forgiven(model, _with_another_client(before, model), event.at)
    return model, (*effects, *asking.looked(model, event.at))


def _with_another_client(before: Model, model: Model) -> Iterator[LoginId]:
    """Logins at a provider of which the settings say something else than before."""
    for login in model.logins.values():
        was, route = before.route_of(login), model.route_of(login)
        if was and route and was.provider != route.provider:
            yield login.id


def _shared_with(new: tuple[Route, ...], model: Model, event: SettingsRead) -> Step:
    """A session that lives may open routes that were only now written down."""
    effects: tuple[Effect, ...] = ()
    for login in tuple(model.logins.values()):
        session = session_of(login.state)
        if session and is_live(session, event.at) and model.route_of(login):
            model, more = joining.share(model, login, event.at, new)
            effects += more
    return model, effects


def vault_opened(model: Model, event: VaultOpened) -> Step:
    """Take the last run's sessions where this run has none yet, and ask the server about each."""
    logins = merged(event.logins, model.logins)
    remembered = united(event.remembered, model.remembered)
    told_before = frozenset(_told_before(event))
    model = replace(model, logins=logins, remembered=remembered, told_before=told_before, vault_open=True)
    model = joining.parted(joining.with_logins(model.restored(Part.VAULT)))
    return model, asking.older(asking.all_checks(model, event.at), event.at, timedelta())


def _told_before(event: VaultOpened) -> Iterator[str]:
    """Ids of sessions that the last run found dead, where it was not to be quiet about that."""
    quiet_until = event.remembered.paused_until
    for login in event.logins.values():
        session = session_of(login.state)
        ended_at = session.ended_at if session and login.snoozed_until is None else None
        if session and ended_at and (quiet_until is None or ended_at >= quiet_until):
            yield session.id


def merged(old: Mapping[LoginId, Login], new: Mapping[LoginId, Login]) -> dict[LoginId, Login]:
    """`new` wins where somebody has been signed in since; an attempt under way or failed gets the old session."""
    both = {**old, **{key: _merged(old[key], login) if key in old else login for key, login in new.items()}}
    fresh = {key: login for key, login in new.items() if both[key] is login}
    used = [key for key, login in fresh.items() if login.state != SignedOut() or login.last_person]
    first = [*used, *(key for key in both if key not in fresh), *fresh]
    return _each_route_once({key: both[key] for key in dict.fromkeys(first)})


def _each_route_once(logins: Mapping[LoginId, Login]) -> dict[LoginId, Login]:
    """A route that two logins hold stays with the first; a login that is left without any goes."""
    held: set[tuple[Origin, str]] = set()
    kept = {}
    for key, login in logins.items():
        routes = frozenset(origin for origin in login.routes if (origin, login.way) not in held)
        held |= {(origin, login.way) for origin in routes}
        if routes:
            kept[key] = replace(login, routes=routes)
    return kept


def _merged(old: Login, new: Login) -> Login:
    session = session_of(old.state)
    if session_of(new.state) is not None or new.last_person is not None:
        return new
    return replace(old, state=new.state if session is None else with_session(new.state, session))


def secret_given(model: Model, provider: str, secret: Secret | None, at: datetime) -> Step:
    """A client secret for the vault, or out of it."""
    kept = {name: known for name, known in model.remembered.secrets.items() if name != provider}
    model = model.remembering(secrets={**kept, provider: secret} if secret else kept)
    return hastening.forgiven(model, _of_provider(model, provider) if secret else (), at), (Save(),)


def _of_provider(model: Model, name: str) -> tuple[LoginId, ...]:
    held = ((login.id, session_of(login.state)) for login in model.logins.values())
    return tuple(key for key, session in held if session and session.grant and session.idp_id == name)
