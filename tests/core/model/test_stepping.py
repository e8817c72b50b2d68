"""`step` for any events in any order: total, pure, deaf to the past, and silent about credentials."""

from __future__ import annotations

import itertools
import pprint
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.effects import AbandonSignIn, BeginSignIn, Revoke
from pomtray.core.intent import Action, Answer, RouteIntent
from pomtray.core.login import Login, LoginId, Phase, SignedIn, SigningIn, Stage, is_live, phase, session_of
from pomtray.core.model import Model, step
from pomtray.core.notices import wanted
from pomtray.core.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.session import End, EndSource, Person, Verdict
from pomtray.core.snapshot import snapshot
from tests.core.built import ALICE, APP, APP_ID, CANARY, HOUR, MAIL, NOW, PROBLEM, QUESTION, WIKI, WIKI_ID, a_session

names = st.sampled_from(["app", "wiki", "mail", "nobody", ""])
logins = st.sampled_from([APP_ID, WIKI_ID, LoginId("nobody")])
attempts = st.integers(-1, 6)
words = st.sampled_from(["one", "two"])
spans = st.sampled_from([timedelta(0), timedelta(seconds=20), timedelta(minutes=4), 2 * HOUR, 15 * HOUR, -HOUR])
sessions = st.builds(
    a_session,
    words,
    at=st.just(NOW) | st.just(NOW + HOUR),
    lasts=st.none() | st.sampled_from([timedelta(0), timedelta(minutes=3), HOUR, 14 * HOUR]),
    source=st.sampled_from([EndSource.SERVER, EndSource.TOKEN, EndSource.ESTIMATE]),
    verdict=st.sampled_from(Verdict),
)
ends = st.none() | st.builds(
    End, st.just(NOW + HOUR) | st.just(datetime.max.replace(tzinfo=UTC)), st.sampled_from(EndSource)
)
configured = st.lists(
    st.sampled_from([APP, WIKI, MAIL, Route("wiki", APP.url), Route("app", WIKI.url)]),
    unique_by=lambda route: route.name,
).map(tuple)
intents = st.builds(
    RouteIntent, st.sampled_from(Action), names, st.none() | st.sampled_from(HeaderForm), st.just(f"paste {CANARY}")
)
at = st.just(NOW)
LISTED: set[type] = set()


def of(event: type, *parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    LISTED.add(event)
    return st.builds(event, *parts)


EVENTS: list[st.SearchStrategy[Any]] = [
    of(happened.SettingsRead, at, st.builds(Settings, configured, st.builds(Preferences, hide_people=st.booleans()))),
    of(happened.SettingsRefused, at, st.just(PROBLEM)),
    of(
        happened.VaultOpened,
        at,
        sessions.map(lambda it: {APP_ID: Login(APP_ID, frozenset({APP.origin}), SignedIn(it), ALICE)}),
    ),
    of(happened.VaultSaved, at),
    of(happened.VaultFailed, at, st.just(PROBLEM)),
    of(happened.Wished, at, intents),
    of(happened.Wished, at, st.builds(RouteIntent, st.just(Action.SIGN_IN), st.just("app"))),
    of(happened.AllWished, at),
    of(happened.LastCopyWished, at),
    of(happened.SignOutAllWished, at),
    of(happened.Answered, at, st.builds(Answer, logins, attempts, st.integers(0, 3), st.booleans(), st.just(CANARY))),
    of(
        happened.NoticeUsed,
        at,
        logins.map(lambda login: f"login:{login}") | st.text(max_size=5),
        st.sampled_from(["sign-in", "renew", "snooze", "yes", "no", "default", "x"]),
    ),
    of(happened.MenuOpened, at),
    of(happened.WindowShown, at, st.booleans()),
    of(happened.Reached, at, logins, attempts, st.sampled_from(Stage), st.sampled_from(["", "authenticate.pom.test"])),
    of(happened.QuestionAsked, at, logins, attempts, st.just(QUESTION)),
    of(happened.Succeeded, at, logins, attempts, sessions),
    of(happened.FellThrough, at, logins, attempts, st.just(PROBLEM)),
    of(happened.LinkReady, at, logins, attempts, st.just(f"https://{CANARY}.test")),
    of(
        happened.Verified,
        at,
        words,
        st.sampled_from(Verdict),
        st.none() | st.just(Person("bob")),
        ends,
    ),
    of(happened.Shared, at, logins, words, st.frozensets(st.sampled_from([APP.origin, WIKI.origin, MAIL.origin]))),
    of(happened.Tried, at, names, st.just("200"), st.booleans()),
    of(happened.Revoked, at, words, st.sampled_from(Verdict)),
    of(happened.ClipboardFilled, at, st.just(NOW + timedelta(seconds=30))),
    of(happened.ClipboardCleared, at),
    of(happened.TimePassed, at),
    of(happened.Resumed, at),
    of(happened.Troubled, at, st.just(PROBLEM)),
]
histories = st.lists(st.tuples(spans, st.one_of(EVENTS)), max_size=25)


def test_every_event_is_among_them() -> None:
    assert set(get_args(happened.Event)) == LISTED


def deep(model: Model) -> str:
    return pprint.pformat(model)


def shown(model: Model, now: datetime) -> str:
    return repr((model, snapshot(model, now), wanted(model, now), next_deadline(model, now)))


def begin() -> Model:
    model, _ = step(Model(), happened.SettingsRead(NOW, Settings((APP, WIKI, MAIL))))
    return model


@given(histories)
@settings(max_examples=300)
def test_any_history_is_taken(history: list[tuple[timedelta, Any]]) -> None:
    model, now = begin(), NOW
    for span, event in history:
        now += span
        event = timed(event, now)  # noqa: PLW2901 the same event, now
        before = deep(model)
        after, effects = step(model, event)
        assert deep(model) == before
        assert step(model, event) == (after, effects)
        assert CANARY not in shown(after, now) + repr(effects) + repr(event)
        sane(model, after, event, effects, now)
        model = after


def timed(event: Any, now: datetime) -> Any:
    fields = {name: getattr(event, name) for name in event.__dataclass_fields__}
    return type(event)(**{**fields, "at": now})


def sane(before: Model, after: Model, event: Any, effects: tuple[object, ...], now: datetime) -> None:
    alarm = next_deadline(after, now)
    assert alarm is None or alarm > now
    under_way = numbers(after)
    begun = {effect.attempt for effect in effects if isinstance(effect, BeginSignIn)}
    given_up = {effect.attempt for effect in effects if isinstance(effect, AbandonSignIn)}
    over = {event.attempt} if isinstance(event, happened.Succeeded | happened.FellThrough) else set()
    assert begun <= under_way
    assert numbers(before) - under_way <= given_up | over
    assert not given_up & under_way
    if isinstance(event, happened.Succeeded | happened.FellThrough | happened.Reached | happened.QuestionAsked):
        state = before.logins[event.login].state if event.login in before.logins else None
        if not isinstance(state, SigningIn) or state.attempt.number != event.attempt:
            assert (after, effects) == (before, ())
    lost(before, after, event, effects, now)


def numbers(model: Model) -> set[int]:
    states = (login.state for login in model.logins.values())
    return {state.attempt.number for state in states if isinstance(state, SigningIn)}


def lost(before: Model, after: Model, event: Any, effects: tuple[object, ...], now: datetime) -> None:
    """A live session goes only where a new one comes, the server says so, or the person signs out."""
    revoked = {effect.session.id for effect in effects if isinstance(effect, Revoke)}
    revoked |= {item.session.id for item in after.remembered.revocations}
    for login in before.logins.values():
        session = session_of(login.state)
        if session is None or not is_live(session, now) or isinstance(event, happened.Succeeded | happened.Verified):
            continue
        kept = session_of(after.logins[login.id].state)
        # A session may come to serve further routes; nothing else about it changes by itself.
        kept = kept and replace(kept, may_go_to=session.may_go_to)
        assert kept == session or session.id in revoked
        usable = phase(after.logins[login.id].state, now)
        assert kept is None or usable in {Phase.SIGNING_IN, Phase.ACTIVE, Phase.EXPIRING}


@given(histories, st.integers(0, 25), st.floats(0, 1))
@settings(max_examples=150)
def test_between_two_alarms_nothing_changes(history: list[tuple[timedelta, Any]], count: int, part: float) -> None:
    model, now = begin(), NOW
    for span, event in itertools.islice(history, count):
        now += span
        model, _ = step(model, timed(event, now))
    alarm = next_deadline(model, now)
    later = now + (alarm - now) * part * 0.999 if alarm else now + timedelta(days=3)
    assert {key: it.title for key, it in wanted(model, later).items()} == {
        key: it.title for key, it in wanted(model, now).items()
    }
    one, other = snapshot(model, now), snapshot(model, later)
    assert (one.badge, one.status, one.sign_in_count) == (other.badge, other.status, other.sign_in_count)
    if model.window_shown:
        assert [row.left for row in one.rows] == [row.left for row in other.rows]
