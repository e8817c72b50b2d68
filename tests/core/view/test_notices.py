"""Which notices stand: one for many, none that nobody wants."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import AutoRenew, Preferences, Route
from pomtray.core.domain.session import Grant, Verdict
from pomtray.core.errors import Part, Problem, Prompt
from pomtray.core.intent import Action, RouteIntent
from pomtray.core.model.value import notice_key
from pomtray.core.view.notice import Button, Notice
from pomtray.core.view.notices import KEYRING, SETTINGS, SEVERAL, about, notice_moments
from tests.core.built import (
    APP,
    APP_ID,
    BY_BROWSER,
    CRM,
    CRM_ID,
    HOUR,
    MAIL,
    MAIL_ID,
    MINUTE,
    NOW,
    PROBLEM,
    ROBOT,
    ROBOT_ID,
    WIKI,
    WIKI_ID,
    a_granted,
    a_session,
    a_world,
    place,
    three_sessions,
)


@pytest.mark.parametrize(
    ("after", "title", "text"),
    [
        (55 * MINUTE, "2 sessions are ending soon", "app, wiki."),
        (HOUR, "2 sessions have ended", "app, wiki."),
        (115 * MINUTE, "2 sessions have ended, 1 is ending soon", "app, wiki, mail."),
        (2 * HOUR, "3 sessions have ended", "app, wiki, mail."),
    ],
)
def test_several_are_one(after: timedelta, title: str, text: str) -> None:
    world = three_sessions()
    world.now += after
    assert world.titles == {SEVERAL: title}
    assert world.notices[SEVERAL].text == text
    labels = [button.label for button in world.notices[SEVERAL].buttons]
    assert labels == [f"Renew all {text.count(',') + 1}", "Snooze"]


def test_one_that_has_ended_and_two_that_end_soon_are_counted_apart() -> None:
    world = three_sessions(HOUR)
    place(world, MAIL_ID, a_session("three", lasts=10 * MINUTE))
    world.now += 55 * MINUTE
    assert world.notices[SEVERAL].title == "1 session has ended, 2 are ending soon"


def test_what_is_about_to_be_signed_in_to_is_not_spoken_of() -> None:
    world = three_sessions()
    world.wait(2 * HOUR)
    world.happen(happened.SignInAllRequested(world.now))
    assert world.titles == {}
    world.wish(Action.CANCEL)
    assert world.titles == {SEVERAL: "3 sessions have ended"}


def test_many_are_named_in_part() -> None:
    routes = [Route(f"r{number}", f"https://r{number}.test") for number in range(16)]
    world = a_world(*routes)
    for route in routes:
        place(world, LoginId(str(route.origin)), a_session(route.name, lasts=HOUR))
    world.now += 8 * HOUR
    assert world.titles == {SEVERAL: "16 sessions have ended"}
    assert world.notices[SEVERAL].text == "r0, r1, r2 and 13 more."


@pytest.mark.parametrize(
    ("route", "preferences", "told"),
    [
        (APP, Preferences(), True),
        (replace(APP, notices=False), Preferences(), False),
        (replace(APP, auto_renew=AutoRenew.OFF), Preferences(), False),
        (APP, Preferences(auto_renew=AutoRenew.OFF), False),
        (replace(APP, auto_renew=AutoRenew.NOTIFY), Preferences(auto_renew=AutoRenew.OFF), True),
        (APP, BY_BROWSER, True),
    ],
)
def test_a_route_may_be_silent(route: Route, preferences: Preferences, told: bool) -> None:  # noqa: FBT001 a table
    world = a_world(route, preferences=preferences)
    place(world, APP_ID, a_session(lasts=HOUR))
    for at in (55 * MINUTE, HOUR):
        world.now = NOW + at
        assert (world.titles != {}) is told
    assert world.row().left == "ended"


def test_of_several_routes_the_first_that_is_not_silent_is_named() -> None:
    world = a_world(replace(APP, notices=False), replace(APP, name="other"))
    place(world, APP_ID, a_session(lasts=HOUR))
    world.now += HOUR
    assert world.notice().title == "other has ended"


def test_why_something_failed_is_told_with_the_end_of_it() -> None:
    world = a_world(APP, WIKI)
    for login, name in ((APP_ID, "one"), (WIKI_ID, "two")):
        place(world, login, a_session(name, lasts=HOUR))
    world.now += 54 * MINUTE
    world.happen(happened.Verified(world.now, "one", Verdict.UNREACHABLE, problem=PROBLEM))
    world.now += MINUTE
    assert world.notices[SEVERAL].text == "app (No such host), wiki."
    world.happen(happened.NoticeUsed(world.now, f"login:{WIKI_ID}", "snooze"))
    world.configure(APP)
    assert world.notice().text == f"Signed in as alice@pom.test until 10:00. {PROBLEM.sentence}"
    world.now += 5 * MINUTE
    world.happen(happened.Verified(world.now, "one", Verdict.ENDED, problem=Problem("Gone", "It is not known.")))
    assert world.notice().text == "alice@pom.test is no longer signed in. It is not known."


def test_what_only_the_person_can_go_on_with_is_a_sign_in() -> None:
    world = a_world(CRM)
    place(world, CRM_ID, replace(a_granted(), grant=Grant(CRM.method)))
    for at in (4 * MINUTE, 6 * MINUTE):
        world.now = NOW + at
        assert [button.label for button in world.notice(CRM_ID).buttons] == ["Sign in", "Snooze"]
    assert not world.row("crm").renews


def test_so_are_several_of_them() -> None:
    world = a_world(APP, CRM, ROBOT)
    over = Problem("Refused", "Access was taken back.", code="invalid_grant")
    for login, route in ((CRM_ID, CRM), (ROBOT_ID, ROBOT)):
        place(world, login, replace(a_granted(route.name, route=route), grant=Grant(route.method, over=over)))
    assert [button.label for button in world.notices[SEVERAL].buttons] == ["Sign in to all 2", "Snooze"]
    place(world, APP_ID, a_session(lasts=4 * MINUTE))
    world.now += 3 * MINUTE
    assert [button.label for button in world.notices[SEVERAL].buttons] == ["Renew all 3", "Snooze"]


def test_a_providers_end_is_told_with_the_others() -> None:
    world = a_world(APP, CRM, ROBOT)
    place(world, APP_ID, a_session(lasts=HOUR))
    over = Grant(CRM.method, over=Problem("Refused", "Access was taken back.", code="invalid_grant"))
    place(world, CRM_ID, replace(a_granted(lasts=2 * HOUR), grant=over))
    place(world, ROBOT_ID, a_granted("machine", route=ROBOT, lasts=20 * HOUR))
    assert world.titles == {f"login:{CRM_ID}": "crm: sign in again"}
    world.now += HOUR
    assert world.titles == {SEVERAL: "1 session has ended, 1 is ending soon"}
    assert world.notices[SEVERAL].text == "app, crm (Refused: invalid_grant)."
    world.verify(Verdict.LIVE, "machine")
    assert world.titles == {SEVERAL: "1 session has ended, 1 is ending soon"}


def test_refused_settings_are_told_with_their_sentence_until_they_are_mended() -> None:
    world = three_sessions()
    world.happen(happened.NoticesPaused(NOW, NOW + 2 * HOUR))
    world.happen(happened.Impaired(NOW, Part.SETTINGS, PROBLEM))
    assert world.notices == {SETTINGS: Notice(SETTINGS, PROBLEM.title, PROBLEM.text(), (Button("open", "Open file"),))}
    world.happen(happened.NoticeUsed(NOW, SETTINGS, "open"))
    world.wait(HOUR)
    assert set(world.notices) == {SETTINGS}, "it does not go by itself"
    other = Problem("Settings refused", "Line 3: no such key.")
    world.happen(happened.Impaired(world.now, Part.SETTINGS, other))
    assert world.notices[SETTINGS].text == other.text()
    world.configure(APP, WIKI, MAIL)
    assert world.notices == {}


def test_refused_settings_do_not_hide_what_ends() -> None:
    world = three_sessions()
    world.happen(happened.Impaired(NOW, Part.SETTINGS, PROBLEM))
    world.now += HOUR
    assert set(world.notices) == {SETTINGS, SEVERAL}


def test_a_keyring_that_has_to_ask_is_told_until_it_is_settled() -> None:
    world = three_sessions()
    due = replace(PROBLEM, prompt=Prompt.DUE)
    world.happen(happened.Impaired(NOW, Part.VAULT, due))
    assert world.notices == {KEYRING: Notice(KEYRING, due.title, due.text(), (Button("try-again", "Continue…"),))}
    for settled in (Prompt.OUT, Prompt.DECLINED):
        world.happen(happened.Impaired(NOW, Part.VAULT, replace(PROBLEM, prompt=settled)))
        assert world.notices == {}


@pytest.mark.parametrize("part", set(Part) - {Part.SETTINGS})
def test_what_else_is_missing_is_no_notice(part: Part) -> None:
    world = three_sessions()
    world.happen(happened.Impaired(NOW, part, PROBLEM))
    assert world.notices == {}


@pytest.mark.parametrize(
    ("key", "route"),
    [
        (notice_key(APP_ID), "app"),
        (notice_key(LoginId("gone")), ""),
        ("test:wiki", "wiki"),
        ("sign-out:wiki", "wiki"),
        ("sign-out:gone", ""),
        ("copied", "mail"),
        (SEVERAL, ""),
        (SETTINGS, ""),
        ("trouble", ""),
    ],
)
def test_the_route_that_a_notice_is_about(key: str, route: str) -> None:
    world = a_world(APP, WIKI, MAIL)
    assert about(world.model, "copied") == ""
    world.model = replace(world.model, last_copy=RouteIntent(Action.COPY_HEADER, "mail"))
    assert about(world.model, key) == route


def test_a_login_without_a_route_is_none() -> None:
    world = a_world(APP, WIKI)
    world.configure(WIKI)
    assert about(world.model, notice_key(APP_ID)) == ""


@pytest.mark.parametrize(
    ("before", "told_at"),
    [(0, 54 * MINUTE), (30 * 60, 30 * MINUTE), (60, 59 * MINUTE), (86400, 30 * MINUTE)],
)
def test_the_end_is_told_as_long_before_as_the_person_wants(before: int, told_at: timedelta) -> None:
    world = a_world(APP, preferences=Preferences(look_every=0, tell_before=before))
    place(world, APP_ID, a_session("one", lasts=HOUR))
    key = notice_key(APP_ID)
    assert NOW + told_at in set(notice_moments(world.model)), "the alarm rings then"
    world.now = NOW + told_at - timedelta(seconds=1)
    assert world.titles == {}
    world.now = NOW + told_at
    assert list(world.titles) == [key]
    title = world.titles[key]
    assert title == "app is ending soon" if before == 0 else title.startswith("app lasts until ")
    world.now = NOW + HOUR
    assert world.titles == {key: "app has ended"}
