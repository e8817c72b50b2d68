"""What happens to many costs as much for each as what happens to few, and gives the same."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pomtray.core import events as happened
from pomtray.core.alarm import next_deadline
from pomtray.core.domain.login import Login, SigningIn, is_live, session_of
from pomtray.core.domain.logins import Logins, session_key
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.effects import Effect, Verify
from pomtray.core.model import Model, Step, checking, sharing, step, step_answers
from pomtray.core.model.sign_ins import signing_out
from pomtray.core.rows.row import shown
from pomtray.core.view import snapshot as pictured
from pomtray.core.view.notices import wanted
from pomtray.core.view.snapshot import Pictures, snapshot
from tests.core.built import APP, APP_ID, NOW, WIKI, WIKI_ID, a_session, a_world, signed_in
from tests.core.grown import grown
from tests.core.model.histories import histories

History = list[tuple[timedelta, Any]]
_EXPONENT = 1.1
_AT = NOW + timedelta(minutes=1)


def sessions(model: Model) -> list[Session]:
    found = (session_of(login.state) for login in model.logins.values())
    return list({session.id: session for session in found if session}.values())


def answers(model: Model) -> list[happened.Verified]:
    return [happened.Verified(_AT, session.id, Verdict.LIVE, asked_at=_AT) for session in sessions(model)]


def one_answer(model: Model) -> None:
    step_answers(model, answers(model)[:1])


def all_answers(model: Model) -> None:
    step_answers(model, answers(model))


def all_dead(model: Model) -> None:
    step_answers(model, [replace(answer, verdict=Verdict.ENDED) for answer in answers(model)])


def a_route_more(model: Model) -> None:
    routes = (*model.settings.routes, Route("new", "https://new.company1.example"))
    step(model, happened.SettingsRead(_AT, replace(model.settings, routes=routes)))


def many_routes_more(model: Model) -> None:
    new = (Route(f"new {number}", f"https://n{number}.company1.example") for number in range(len(model.logins)))
    step(model, happened.SettingsRead(_AT, replace(model.settings, routes=(*model.settings.routes, *new))))


def resume(model: Model) -> None:
    step(model, happened.Resumed(_AT))


def sign_out_everywhere(model: Model) -> None:
    step(model, happened.SignOutAllRequested(_AT))


def pictures(model: Model) -> None:
    made = Pictures()
    for at in (_AT, _AT + timedelta(seconds=1)):
        wanted(model, at)
        next_deadline(replace(model, window_shown=True), at, made.next(model, at))


@pytest.mark.parametrize(
    "work",
    [
        one_answer,
        all_answers,
        all_dead,
        a_route_more,
        many_routes_more,
        resume,
        sign_out_everywhere,
        pictures,
    ],
)
def test_cost_grows_as_the_work_does(work: Callable[[Model], None]) -> None:
    few, many = (calls(work, grown(40 * times, 16 * times)) for times in (1, 4))
    assert math.log(many / few, 4) <= _EXPONENT, (few, many)


def calls(work: Callable[[Model], None], model: Model) -> int:
    """How many functions are called: unlike the time it takes, the same each time."""
    counted = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal counted
        counted += event in {"call", "c_call"}

    work(model)  # what is worked out once is
    sys.setprofile(count)
    try:
        work(model)
    finally:
        sys.setprofile(None)
    return counted


def played(history: History) -> list[tuple[Model, Any]]:
    """The models that a history leads through, each with the event that led there."""
    model, now, models = Model(), NOW, []
    for span, event in history:
        now += span
        at = replace(event, at=now)
        model, _ = step(model, at)
        models.append((model, at))
    return models


@given(histories)
def test_what_is_kept_of_logins_is_what_their_values_say(history: History) -> None:
    for model, _ in played(history):
        routes, logins, plain = model.settings.routes, model.logins, Logins(dict(model.logins))
        assert logins == dict(logins)
        assert list(logins.holding) == [key for key, login in logins.items() if session_key(login)]
        assert list(logins.signing_in) == [key for key, login in logins.items() if isinstance(login.state, SigningIn)]
        for route in routes:
            assert logins.serving(route) == first_serving(model, route) == plain.serving(route)
        assert [key and logins[key] for key in logins.served(routes)] == [first_serving(model, it) for it in routes]
        assert logins.routes(routes) == plain.routes(routes)
        assert logins.routes_by_session(routes) == plain.routes_by_session(routes)
        for session in sessions(model):
            assert logins.holders(session.id) == [key for key, it in logins.items() if holds(it, session.id)]


def first_serving(model: Model, route: Route) -> Login | None:
    return next((login for login in model.logins.values() if login.serves(route)), None)


def holds(login: Login, session: str) -> bool:
    held = session_of(login.state)
    return held is not None and held.id == session


def test_what_follows_from_who_serves_what_is_worked_out_once() -> None:
    world = signed_in(None, WIKI)
    routes, logins = world.model.settings.routes, world.model.logins
    served, by_session = logins.routes(routes), logins.routes_by_session(routes)
    world.verify(Verdict.LIVE)
    assert world.model.logins is not logins
    assert world.model.logins.routes(routes) is served
    assert world.model.logins.routes_by_session(routes) is by_session


def test_who_holds_what_and_signs_in_follows_a_change_without_a_look_at_the_others() -> None:
    few, many = (calls(one_login_changed, grown(40 * times, 16 * times)) for times in (1, 4))
    assert few == many


def one_login_changed(model: Model) -> None:
    logins = model.logins
    known = logins.holding, logins.signing_in
    after = logins.with_changed([logins[next(iter(logins.holding))]])
    assert (after.holding, after.signing_in) == known


def test_logins_that_are_new_serve_what_nobody_served() -> None:
    world = a_world(APP)
    logins, routes = world.model.logins, (APP, WIKI)
    unknown = Logins(dict(logins)).with_changed([Login(WIKI_ID, frozenset({WIKI.origin}))])
    assert list(logins.served(routes)) == [APP_ID, None]
    for more in (unknown, logins.with_changed([Login(WIKI_ID, frozenset({WIKI.origin, APP.origin}))])):
        assert list(more.served(routes)) == [APP_ID, WIKI_ID]
        assert more.routes(routes) == {APP_ID: [APP], WIKI_ID: [WIKI]}
        assert more.serving(APP) == logins[APP_ID], "the first one counts"


@given(histories)
def test_a_picture_after_another_is_the_picture_made_anew(history: History) -> None:
    pictures = Pictures()
    for model, event in played(history):
        for later in (timedelta(), timedelta(seconds=1), timedelta(minutes=3)):
            assert pictures.next(model, event.at + later) == snapshot(model, event.at + later)


@given(histories, st.integers(0, 3), st.integers(0, 3))
def test_a_picture_whose_rows_were_made_ahead_is_the_picture_made_anew(
    history: History, before: int, steps: int
) -> None:
    pictures, models = Pictures(), list[Model]()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pictured, "_AT_A_STEP", 1)
        for model, event in played(history):
            models.append(model)
            for now in (event.at, event.at + timedelta(minutes=3)):
                ahead = pictures.ahead(models[-1 - before % len(models)], event.at)
                list(islice(ahead, steps))
                assert pictures.next(model, now) == snapshot(model, now)
                list(ahead)
                assert pictures.next(model, now) == snapshot(model, now)


def test_a_vault_that_opens_makes_the_rows_of_its_sessions_anew_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    held = grown(40, 6)
    model, _ = step(Model(), happened.SettingsRead(NOW, held.settings))
    kept = {key: held.logins[key] for key in held.logins.holding}
    pictures, made = Pictures(), list[str]()
    pictures.next(model, NOW)
    monkeypatch.setattr(pictured, "shown", lambda *given: made.append(given[1].name) or shown(*given))
    model, _ = step(model, happened.VaultOpened(NOW, kept, held.remembered))
    pictures.next(model, NOW)
    assert sorted(made) == sorted(route.name for key in kept for route in model.routes_of(model.logins[key]))


def test_each_moment_at_which_a_row_changes_by_time_alone_is_known() -> None:
    model = signed_in(a_session(lasts=timedelta(hours=30)), WIKI).model
    pictures, seconds = Pictures(), 7
    for passed in range(0, 32 * 3600, seconds * 60 - 1):
        at = NOW + timedelta(seconds=passed)
        assert pictures.next(model, at) == snapshot(model, at)


@given(histories)
def test_signing_out_everywhere_is_signing_out_of_each(history: History) -> None:
    for model, event in played(history):
        together, effects = signing_out.sign_out_everywhere(model, event.at)
        plain, plain_effects = one_after_the_other(model, event.at)
        due = together.remembered.revocations
        assert replace(together, remembered=plain.remembered) == plain
        assert [replace(item, along=()) for item in due] == [
            replace(item, along=()) for item in plain.remembered.revocations
        ]
        for item, left in zip(due, plain.remembered.revocations, strict=True):
            assert set(left.along) <= set(item.along), "also those that another login has with the same session"
        assert asked_for(effects) == asked_for(plain_effects)


def one_after_the_other(model: Model, at: datetime) -> Step:
    effects: tuple[Effect, ...] = ()
    model = model.without_queue()
    for login in tuple(model.logins.values()):
        route = model.route_of(login)
        if route is not None:
            model, more = signing_out.sign_out(model, login, route, at)
            effects += more
    return model, effects


def asked_for(effects: tuple[Effect, ...]) -> set[str]:
    """Checks apart: of whether what was ended midway lives, which nobody wants to know any more."""
    return {repr(effect) for effect in effects if not isinstance(effect, Verify)}


@given(histories, st.lists(st.sampled_from(["one", "two", "person", "machine"]), min_size=1), st.data())
def test_answers_together_change_what_each_alone_does(history: History, names: list[str], data: st.DataObject) -> None:
    for model, event in played(history)[-1:]:
        verdicts = [data.draw(st.sampled_from(Verdict)) for _ in names]
        said = [happened.Verified(event.at, *answer) for answer in zip(names, verdicts, strict=True)]
        together, effects = checking.verified(model, said)
        plain, plain_effects = model, set[Effect]()
        for answer in said:
            plain, more = checking.verified(plain, [answer])
            plain_effects |= set(more)
        assert replace(together, past=plain.past) == plain
        assert {it for it in plain_effects if not isinstance(it, Verify)} <= set(effects)
        assert {it.session.id for it in effects if isinstance(it, Verify)} <= set(model.asking) | {
            it.session.id for it in plain_effects if isinstance(it, Verify)
        }


@given(histories)
def test_sharing_among_all_is_sharing_of_each(history: History) -> None:
    for model, event in played(history):
        together, shares = sharing.share_all(model, event.at, model.settings.routes)
        plain, each = model, tuple[Effect, ...]()
        for login in model.logins.values():
            session = session_of(login.state)
            if session and is_live(session, event.at):
                plain, more = sharing.share(plain, login, event.at)
                each += more
        assert (together, shares) == (plain, each)
