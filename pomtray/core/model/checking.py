"""What the server says of a session, and what the vault and the settings file say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from pomtray.core.effects import Effect, Save, Verify
from pomtray.core.events import SettingsRead, VaultOpened, Verified
from pomtray.core.login import Login, LoginId, SignedOut, SigningIn, is_live, session_of
from pomtray.core.model import copying, joining, signing_in
from pomtray.core.model.value import Model, Step, notice_key, with_session
from pomtray.core.origin import Origin
from pomtray.core.remembered import united
from pomtray.core.renewal import expiring_at
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
    model = model.with_session(login.id, told)
    if event.verdict is Verdict.ENDED and session.ended_at is None and not isinstance(login.state, SigningIn):
        model = model.without_notice(notice_key(login.id))
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


def looked(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks that are due because a person looks."""
    return _checks(model, now, LOOKED_FOR)


def moments_passed(model: Model, now: datetime) -> tuple[Effect, ...]:
    """Checks of sessions that a notice is due about, or whose estimated end has come: the server knows better."""
    return tuple(check for check in all_checks(model, now) if _moment_passed(check.session, now))


def _moment_passed(session: Session, now: datetime) -> bool:
    """Whether the server has not answered since the latest of those moments."""
    check = session.check
    if check.verdict is Verdict.UNREACHABLE:
        return False
    return any(at is not None and check.answered_at < at <= now for at in (expiring_at(session), session.end.at))


def _checks(model: Model, now: datetime, older_than: timedelta) -> tuple[Verify, ...]:
    """NOTE: a check of the future was made before the clock was set back: its age is not known."""
    return tuple(
        check
        for check in all_checks(model, now)
        if not timedelta() <= now - check.session.check.answered_at <= older_than
    )


def all_checks(model: Model, now: datetime) -> tuple[Verify, ...]:
    """A check of every live session that has a route."""
    found = ((login, session_of(login.state), model.route_of(login)) for login in model.logins.values())
    return tuple(
        Verify(login.id, session, route)
        for login, session, route in found
        if session and route and is_live(session, now)
    )


def settings_read(model: Model, event: SettingsRead) -> Step:
    """Take the settings up; attempts whose route is gone end, and sessions whose route is new are asked about."""
    model = joining.with_logins(replace(model, settings=event.settings, settings_problem=None))
    abandoned: tuple[Effect, ...] = ()
    for login in model.logins.values():
        if model.route_of(login) is None:
            model, effects = signing_in.give_up(model, login)
            abandoned += effects
    model, effects = signing_in.resume(model, event.at)
    return model, (*abandoned, *effects, *looked(model, event.at))


def vault_opened(model: Model, event: VaultOpened) -> Step:
    """Take the last run's sessions where this run has none yet, and ask the server about each."""
    logins = merged(event.logins, model.logins)
    remembered = united(event.remembered, model.remembered)
    model = replace(model, logins=logins, remembered=remembered, vault_open=True, vault_problem=None)
    model = joining.with_logins(model)
    return model, _checks(model, event.at, timedelta())


def merged(old: Mapping[LoginId, Login], new: Mapping[LoginId, Login]) -> dict[LoginId, Login]:
    """`new` wins where somebody has been signed in since; an attempt under way or failed gets the old session."""
    both = {**old, **{key: _merged(old[key], login) if key in old else login for key, login in new.items()}}
    fresh = {key for key, login in new.items() if both[key] is login}
    used = {key for key in fresh if new[key].state != SignedOut() or new[key].last_person}
    first = [*used, *(key for key in both if key not in fresh), *fresh]
    return _each_route_once({key: both[key] for key in dict.fromkeys(first)})


def _each_route_once(logins: Mapping[LoginId, Login]) -> dict[LoginId, Login]:
    """A route that two logins hold stays with the first; a login that is left without any goes."""
    held: set[Origin] = set()
    kept = {}
    for key, login in logins.items():
        routes = login.routes - held
        held |= routes
        if routes:
            kept[key] = replace(login, routes=routes)
    return kept


def _merged(old: Login, new: Login) -> Login:
    session = session_of(old.state)
    if session_of(new.state) is not None or new.last_person is not None:
        return new
    return replace(old, state=new.state if session is None else with_session(new.state, session))
