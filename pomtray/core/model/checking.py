"""What the server says of a session, and what the vault and the settings file say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.effects import Effect, Save, Verify
from pomtray.core.events import SettingsRead, VaultOpened, Verified
from pomtray.core.login import Failed, Login, LoginId, SignedIn, SignedOut, SigningIn, State, is_live, session_of
from pomtray.core.model import copying
from pomtray.core.model.value import Model, Step
from pomtray.core.session import Check, End, EndSource, Session, Verdict

LOOKED_FOR = timedelta(seconds=60)
"""A check older than this is repeated when a person looks."""


def verified(model: Model, event: Verified) -> Step:
    """Take the server's word. No answer changes nothing but how long ago we last knew."""
    login = model.logins.get(event.login)
    session = session_of(login.state) if login else None
    if login is None or session is None or session.id != event.session:
        return model, ()
    told = _told(session, event)
    model = model.with_state(login, with_session(login.state, told))
    model, effects = copying.checked(model, model.logins[login.id], event.at)
    changed = (told.end, told.ended_at, told.person) != (session.end, session.ended_at, session.person)
    return model, ((Save(), *effects) if changed else effects)


def _told(session: Session, event: Verified) -> Session:
    if event.verdict is Verdict.UNREACHABLE:
        return replace(session, check=replace(session.check, verdict=event.verdict, problem=event.problem))
    session = replace(session, check=Check(event.verdict, event.at, event.problem))
    if event.verdict is Verdict.ENDED:
        return session.ended(event.at)
    return replace(session, person=event.person or session.person, end=_better(session.end, event.end))


def _better(known: End, told: End | None) -> End:
    """An end from the server replaces any; a lesser source never replaces a better one."""
    if told is None or told.at is None:
        return known
    order = list(EndSource)
    return told if order.index(told.source) <= order.index(known.source) else known


def with_session(state: State, session: Session) -> State:
    """The same state, holding `session`."""
    match state:
        case SigningIn(attempt):
            return SigningIn(attempt, session)
        case Failed(problem, failed_at):
            return Failed(problem, failed_at, session)
        case _:
            return SignedIn(session)


def looked(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks that are due because a person looks."""
    return _checks(model, now, LOOKED_FOR)


def _checks(model: Model, now: datetime, older_than: timedelta) -> tuple[Effect, ...]:
    due = []
    for login in model.logins.values():
        session, route = session_of(login.state), model.route_of(login)
        if session and route and is_live(session, now) and now - session.check.answered_at > older_than:
            due.append(Verify(login.id, session, route))
    return tuple(due)


def settings_read(model: Model, event: SettingsRead) -> Step:
    """Every route has a login from now on; logins without a route keep their session for when it comes back."""
    logins = dict(model.logins)
    held = {origin for login in logins.values() for origin in login.routes}
    for route in event.settings.routes:
        if route.origin not in held:
            held.add(route.origin)
            login = Login(LoginId(str(route.origin)), frozenset({route.origin}))
            logins[login.id] = login
    return replace(model, settings=event.settings, logins=logins, settings_problem=None), ()


def vault_opened(model: Model, event: VaultOpened) -> Step:
    """Take the last run's sessions where this run has none yet, and ask the server about each."""
    logins = merged(event.logins, model.logins)
    model = replace(model, logins=logins, vault_open=True, vault_problem=None)
    model, _ = settings_read(model, SettingsRead(event.at, model.settings)) if model.settings.routes else (model, ())
    return model, _checks(model, event.at, timedelta())


def merged(old: Mapping[LoginId, Login], new: Mapping[LoginId, Login]) -> dict[LoginId, Login]:
    """`new` wins where it knows more than that nobody is signed in."""
    untouched = {
        key for key, login in new.items() if login.state == SignedOut() and not login.last_person and key in old
    }
    return {**old, **{key: login for key, login in new.items() if key not in untouched}}
