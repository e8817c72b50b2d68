"""`step` for any events in any order: total, pure, deaf to the past, and silent about credentials."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.login import Phase, SigningIn, is_live, phase, session_of
from pomtray.core.domain.route import Settings
from pomtray.core.domain.session import Session
from pomtray.core.effects import AbandonSignIn, BeginSignIn, CheckPresence, Renew, Revoke
from pomtray.core.model import Model, step
from pomtray.core.secret import Secret
from pomtray.core.view.notices import wanted
from pomtray.core.view.snapshot import snapshot
from tests.core.built import CANARY, NOW, PROBLEM, SECOND
from tests.core.model.histories import LISTED, ROUTES, histories, sessions, stored

TICK = timedelta(microseconds=1)


def test_every_event_is_among_them() -> None:
    assert set(get_args(happened.Event)) == LISTED


def shown(model: Model, now: datetime) -> str:
    return repr((model, snapshot(model, now), wanted(model, now), next_deadline(model, now)))


held = st.lists(sessions, max_size=3, unique_by=lambda session: session.id)


def begin(held: list[Session]) -> tuple[Model, set[str]]:
    """What a run begins with: sessions of the last one. And the ids of those that are renewed at once."""
    model, _ = step(Model(), happened.SettingsRead(NOW, Settings(ROUTES)))
    read = {key: login for session in held for key, login in stored(session).items()}
    model, effects = step(model, happened.VaultOpened(NOW, read))
    return model, {effect.session.id for effect in effects if isinstance(effect, Renew)}


@given(held, histories)
@settings(max_examples=300)
def test_any_history_is_taken(held: list[Session], history: list[tuple[timedelta, Any]]) -> None:
    (model, renewing), now = begin(held), NOW
    for span, event in history:
        now += span
        event = replace(event, at=now)  # noqa: PLW2901 the same event, now
        before = repr(model)
        after, effects = step(model, event)
        assert repr(model) == before
        assert step(model, event) == (after, effects)
        assert CANARY not in shown(after, now) + repr(effects) + repr(event)
        sane(model, after, event, effects, now)
        renewing = one_renewal_at_a_time(renewing, event, effects)
        model = after


def one_renewal_at_a_time(renewing: set[str], event: Any, effects: tuple[object, ...]) -> set[str]:
    """A refresh token used twice may be taken back: no renewal begins while one of the same session is under way."""
    match event:
        case happened.Renewed(session=session) | happened.SignInSucceeded(session=session):
            renewing = renewing - {session.id}
        case happened.RenewalFailed(session=name):
            renewing = renewing - {name}
        case happened.VaultOpened(logins=read):
            renewing = renewing - {held.id for login in read.values() if (held := session_of(login.state))}
        case _:
            pass
    begun = [effect.session.id for effect in effects if isinstance(effect, Renew)]
    assert len(begun) == len(set(begun))
    assert not renewing & set(begun)
    return renewing | set(begun)


def sane(before: Model, after: Model, event: Any, effects: tuple[object, ...], now: datetime) -> None:
    alarm = next_deadline(after, now)
    assert alarm is None or alarm > now
    under_way = numbers(after)
    begun = {effect.attempt for effect in effects if isinstance(effect, BeginSignIn)}
    given_up = {effect.attempt for effect in effects if isinstance(effect, AbandonSignIn)}
    over = {event.attempt} if isinstance(event, OVER) else set()
    assert begun <= under_way
    assert numbers(before) - under_way <= given_up | over
    assert not given_up & under_way
    if isinstance(event, OF_AN_ATTEMPT):
        state = before.logins[event.login].state if event.login in before.logins else None
        if not isinstance(state, SigningIn) or state.attempt.number != event.attempt:
            assert set(effects) <= set(step(before, happened.TimePassed(now))[1]), "what the time itself begins"
            if not any(copy.until is not None and copy.until <= now for copy in before.copies.values()):
                assert notices_of(after) == notices_of(before)
    harmless(before, after, effects)
    lost(before, after, event, effects, now)


OF_AN_ATTEMPT = (
    happened.SignInSucceeded
    | happened.SignInFailed
    | happened.StageReached
    | happened.QuestionAsked
    | happened.RevocationWithheld
    | happened.CodeShown
    | happened.LinkReady
)


OVER = happened.SignInSucceeded | happened.SignInFailed | happened.SignInDeclined


def notices_of(model: Model) -> object:
    """What an older attempt's event must leave alone: all but the renewals that the time itself begins."""
    states = {key: (type(login.state), login.dead, login.last_person) for key, login in model.logins.items()}
    return states, numbers(model), model.told, model.queue, model.copies, model.sharing, model.last_copy


def harmless(before: Model, after: Model, effects: tuple[object, ...]) -> None:
    """Nothing is ended at a server while an attempt there may get that very session (`pomerium.md` §9 rule 8)."""
    for effect in effects:
        if isinstance(effect, Revoke):
            assert not after.awaits(effect.session)
        if isinstance(effect, BeginSignIn) and effect.ends is not None:
            assert effect.ends.grant is None
            assert not after.awaits(effect.ends, besides=effect.login)
        if isinstance(effect, CheckPresence):
            assert effect.login in before.logins


def numbers(model: Model) -> set[int]:
    states = (login.state for login in model.logins.values())
    return {state.attempt.number for state in states if isinstance(state, SigningIn)}


def lost(before: Model, after: Model, event: Any, effects: tuple[object, ...], now: datetime) -> None:
    """A live session goes only where a new one comes, the server says so, or the person signs out."""
    revoked = {effect.session.id for effect in effects if isinstance(effect, Revoke)}
    revoked |= {item.session.id for item in after.remembered.revocations}
    for login in before.logins.values():
        session = session_of(login.state)
        if (
            session is None
            or not is_live(session, now)
            or isinstance(event, happened.SignInSucceeded | happened.Verified)
        ):
            continue
        if after.lock.is_shut:  # it is in the vault
            continue
        kept = session_of(after.logins[login.id].state)
        if isinstance(event, happened.Renewed) and kept and kept.id == event.session.id:
            continue
        if isinstance(event, happened.VaultOpened) and kept and kept.id == session.id and kept.got_at > session.got_at:
            continue  # another program has renewed it since
        # A session may come to serve further routes, and its renewal goes its way; nothing else changes by itself.
        assert kept is None or refresh_token(kept, event) == refresh_token(session, event)
        kept = kept and replace(kept, may_go_to=session.may_go_to, grant=session.grant)
        assert kept == session or session.id in revoked
        usable = phase(after.logins[login.id].state, now)
        assert kept is None or usable in {Phase.SIGNING_IN, Phase.ACTIVE, Phase.EXPIRING}


def refresh_token(session: Session, event: Any) -> Secret | None:
    """The one that must still be held after `event`."""
    if session.grant is None or (isinstance(event, happened.Rotated) and event.session == session.id):
        return None
    return session.grant.refresh


A_NOTICE = [(20 * SECOND, happened.LastCopyRequested(NOW)), (0 * SECOND, happened.ClipboardRefused(NOW, PROBLEM))]


@given(held, histories, st.integers(0, 25), st.floats(0, 1))
@example([], A_NOTICE, 2, 1.0)
@settings(max_examples=150)
def test_between_two_alarms_nothing_changes(
    held: list[Session], history: list[tuple[timedelta, Any]], count: int, part: float
) -> None:
    (model, _), now = begin(held), NOW
    for span, event in itertools.islice(history, count):
        now += span
        model, _ = step(model, replace(event, at=now))
    model, done = step(model, happened.TimePassed(now))
    alarm = next_deadline(model, now)
    later = now + (alarm - now - TICK) * part if alarm else now + timedelta(days=3)
    after, effects = step(model, happened.TimePassed(later))
    assert set(effects) <= set(done)
    assert after.logins == model.logins
    assert after.remembered.secrets == model.remembered.secrets
    assert wanted_titles(model, later) == wanted_titles(model, now)
    one, other = snapshot(model, now), snapshot(model, later)
    # A clock time names the day once that is another one: so only whether it is quiet, not until when.
    assert (one.badge, one.status, one.sign_in_count, bool(one.paused)) == (
        other.badge,
        other.status,
        other.sign_in_count,
        bool(other.paused),
    )
    if model.window_shown:
        assert [row.left for row in one.rows] == [row.left for row in other.rows]


def wanted_titles(model: Model, now: datetime) -> dict[str, str]:
    return {key: notice.title for key, notice in wanted(model, now).items()}


@given(held, histories)
@settings(max_examples=100)
def test_ringing_twice_is_harmless(held: list[Session], history: list[tuple[timedelta, Any]]) -> None:
    """A second ring at the same instant changes nothing and begins nothing anew."""
    (model, _), now = begin(held), NOW
    for span, event in history:
        now += span
        model, _ = step(model, replace(event, at=now))
    once, _ = step(model, happened.TimePassed(now))
    twice, effects = step(once, happened.TimePassed(now))
    assert twice == once
    assert not [effect for effect in effects if isinstance(effect, Renew | BeginSignIn | CheckPresence | Revoke)]
