"""One sign-in, many routes: what joins a login, and what a session is never tried on."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from pomtray.core import events as happened
from pomtray.core.domain.login import Login, Phase, SignedIn
from pomtray.core.domain.merging import merged
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.portal import Portal
from pomtray.core.domain.route import Route, Settings
from pomtray.core.domain.sharing import may_join
from pomtray.core.domain.stored import dump, load
from pomtray.core.effects import BeginSignIn, PutOnClipboard, Save, Share, Verify
from pomtray.core.intent import Action
from pomtray.core.model import Model
from tests.core.built import (
    APP,
    APP_ID,
    CRM,
    CRM_ID,
    HOUR,
    ISSUER,
    MAIL,
    MINUTE,
    NO_ORIGINS,
    NOW,
    WIKI,
    WIKI_ID,
    World,
    a_granted,
    a_session,
)


def a_world(*routes: Route) -> World:
    world = World()
    world.configure(*(routes or (APP, WIKI, MAIL)))
    world.wish(Action.SIGN_IN)
    return world


def asked(world: World) -> list[Share]:
    return [effect for effect in world.effects if isinstance(effect, Share)]


def test_one_sign_in_opens_what_the_server_confirmed() -> None:
    world = a_world()
    world.succeed(a_session(), opened=frozenset({WIKI.origin}))
    assert asked(world)[0].routes == (WIKI, MAIL)
    assert world.model.logins[APP_ID].routes == {APP.origin, WIKI.origin}
    assert WIKI_ID not in world.model.logins
    session = world.session()
    assert session is not None
    assert session.may_go_to == {APP.origin, ISSUER, WIKI.origin}
    assert world.notices[f"login:{APP_ID}"].text.endswith("It also opened 1 more route.")
    assert Save() in world.effects


def test_joined_routes_share_one_countdown_and_one_sign_out() -> None:
    world = a_world()
    world.succeed(a_session(), opened=frozenset({WIKI.origin, MAIL.origin}))
    assert "2 more routes" in world.notices[f"login:{APP_ID}"].text
    rows = world.snapshot.rows
    assert {row.left for row in rows} == {"14 h 0 m"}
    world.wait(14 * HOUR)
    assert len(world.notices) == 1
    world.wish(Action.SIGN_OUT, "wiki")
    assert {row.phase for row in world.snapshot.rows} == {Phase.SIGNED_OUT}


def test_of_a_host_that_joins_each_tcp_route_is_asked_about() -> None:
    """One of them is listed, or lets in: that brings the host, and says nothing of the others."""
    first, second = (Route(name, f"tcp+https://db.pom.test:{port}") for name, port in (("one", 5432), ("two", 5433)))
    world = a_world(APP, first, second)
    world.happen(happened.SignInSucceeded(NOW, APP_ID, 1, a_session()))
    assert Verify not in map(type, world.effects)
    world.happen(happened.SessionShared(NOW, APP_ID, "one", frozenset({first.origin})))
    (check,) = [effect for effect in world.effects if isinstance(effect, Verify)]
    assert set(check.routes) == {APP, first, second}


def test_a_sign_in_for_one_tcp_route_asks_about_the_others_of_its_host() -> None:
    first, second = (Route(name, f"tcp+https://db.pom.test:{port}") for name, port in (("one", 5432), ("two", 5433)))
    world = a_world(first, second)
    world.wish(Action.SIGN_IN, "one")
    login = next(iter(world.model.logins))
    got = replace(
        a_session(), got_for=first.origin, may_go_to=frozenset({first.origin}), opened=frozenset({first.place})
    )
    world.happen(happened.SignInSucceeded(NOW, login, 1, got))
    (check,) = [effect for effect in world.effects if isinstance(effect, Verify)]
    assert set(check.routes) == {first, second}


def test_a_route_with_a_session_of_its_own_keeps_it() -> None:
    world = a_world()
    world.wish(Action.SIGN_IN, "wiki")
    world.succeed(a_session("two"), WIKI_ID, 2)
    world.happen(happened.SignInSucceeded(NOW, APP_ID, 1, a_session()))
    assert asked(world)[-1].routes == (MAIL,)
    world.happen(happened.SessionShared(NOW, APP_ID, "one", frozenset({WIKI.origin, MAIL.origin})))
    assert world.model.logins[APP_ID].routes == {APP.origin, MAIL.origin}
    assert world.model.logins[WIKI_ID].routes == {WIKI.origin}


def test_an_attempt_begun_meanwhile_goes_its_own_way() -> None:
    world = a_world()
    world.happen(happened.SignInSucceeded(NOW, APP_ID, 1, a_session()))
    world.wish(Action.SIGN_IN, "wiki")
    world.happen(happened.SessionShared(NOW, APP_ID, "one", frozenset({WIKI.origin})))
    assert world.phase(WIKI_ID) is Phase.SIGNING_IN


@pytest.mark.parametrize("session", ["other", "one-but-signed-out"])
def test_an_older_answer_changes_nothing(session: str) -> None:
    world = a_world()
    world.happen(happened.SignInSucceeded(NOW, APP_ID, 1, a_session()))
    world.happen(happened.SessionShared(NOW, APP_ID, session, frozenset({WIKI.origin})))
    assert WIKI_ID in world.model.logins
    assert world.model.sharing == frozenset()


def test_what_was_not_asked_about_never_joins() -> None:
    stranger = Origin.parse("https://stranger.test")
    world = a_world()
    world.succeed(a_session(), opened=frozenset({stranger}))
    assert world.model.logins[APP_ID].routes == {APP.origin}
    session = world.session()
    assert session is not None
    assert stranger not in session.may_go_to


def test_the_queue_opens_no_page_for_what_a_session_opened() -> None:
    world = World()
    world.configure(APP, WIKI, MAIL)
    for name, login in (("app", APP_ID), ("wiki", WIKI_ID)):
        world.wish(Action.SIGN_IN, name)
        world.succeed(a_session(name), login)
    world.wait(15 * HOUR)
    world.effects.clear()
    world.happen(happened.SignInAllRequested(world.now))
    world.succeed(a_session("new", at=world.now), opened=frozenset({WIKI.origin}))
    assert len([effect for effect in world.effects if isinstance(effect, BeginSignIn)]) == 1
    assert world.model.queue == ()


def test_routes_of_http_are_not_candidates_of_an_https_session() -> None:
    world = a_world(APP, Route("local", "http://127.0.0.1:8080"))
    world.happen(happened.SignInSucceeded(NOW, APP_ID, 1, a_session()))
    assert asked(world) == []


def test_the_group_that_the_person_made_goes_along() -> None:
    world = a_world(replace(APP, group="work"), replace(WIKI, group="work"))
    world.succeed(a_session())
    assert asked(world)[0].groups == {"work"}


def test_a_notice_that_went_stays_away() -> None:
    world = a_world()
    world.happen(happened.SignInSucceeded(NOW, APP_ID, 1, a_session()))
    world.wait(6 * MINUTE)
    world.happen(happened.SessionShared(world.now, APP_ID, "one", frozenset({WIKI.origin})))
    assert world.notices == {}
    assert world.model.logins[APP_ID].routes == {APP.origin, WIKI.origin}


LISTED = frozenset({WIKI.origin})


@pytest.mark.parametrize(
    ("route", "listed", "groups", "joins"),
    [
        (WIKI, LISTED, NO_ORIGINS, True),
        (MAIL, LISTED, NO_ORIGINS, False),
        (MAIL, NO_ORIGINS, NO_ORIGINS, False),
        (replace(MAIL, group="work"), NO_ORIGINS, frozenset({"work"}), True),
        (replace(MAIL, group="home"), NO_ORIGINS, frozenset({"work"}), False),
        (Route("port", "https://wiki.pom.test:8443"), LISTED, NO_ORIGINS, False),
        (Route("sub", "https://x.wiki.pom.test"), LISTED, NO_ORIGINS, False),
        (Route("plain", "http://127.0.0.1", group="work"), NO_ORIGINS, frozenset({"work"}), False),
        (
            Route("listed plain", "http://127.0.0.1"),
            frozenset({Origin.parse("http://127.0.0.1")}),
            NO_ORIGINS,
            False,
        ),
    ],
)
def test_who_may_be_tried(route: Route, listed: frozenset[Origin], groups: frozenset[str], joins: bool) -> None:  # noqa: FBT001
    assert may_join(a_session(), route, listed=listed, groups=groups) is joins


def test_a_new_session_serves_its_own_route_until_the_others_are_confirmed() -> None:
    world = a_world()
    world.succeed(a_session(), opened=frozenset({WIKI.origin, MAIL.origin}))
    world.wait(15 * HOUR)
    world.wish(Action.SIGN_IN, "wiki")
    new = replace(a_session("new", at=world.now), may_go_to=frozenset({WIKI.origin, ISSUER}))
    world.succeed(new, opened=frozenset({MAIL.origin}))
    assert world.model.logins[APP_ID].routes == {WIKI.origin, MAIL.origin}
    assert {row.route: row.phase for row in world.snapshot.rows} == {
        "app": Phase.SIGNED_OUT,
        "mail": Phase.ACTIVE,
        "wiki": Phase.ACTIVE,
    }


def test_the_same_session_keeps_what_it_had_opened() -> None:
    world = a_world()
    world.succeed(a_session(), opened=frozenset({WIKI.origin, MAIL.origin}))
    world.wish(Action.RENEW, "app")
    world.effects.clear()
    world.succeed(a_session())
    assert world.model.logins[APP_ID].routes == {APP.origin, WIKI.origin, MAIL.origin}
    assert asked(world) == []


def test_a_restart_finds_the_routes_still_together() -> None:
    world = a_world()
    world.succeed(a_session(), opened=frozenset({WIKI.origin}))
    again = World()
    again.configure(APP, WIKI, MAIL)
    again.happen(happened.VaultOpened(NOW, world.model.logins))
    assert {login.routes for login in again.model.logins.values()} == {
        frozenset({APP.origin, WIKI.origin}),
        frozenset({MAIL.origin}),
    }


def test_a_vault_that_opens_late_leaves_a_newer_session_its_route() -> None:
    world = a_world()
    world.succeed(a_session(), opened=frozenset({WIKI.origin}))
    again = World()
    again.configure(APP, WIKI, MAIL)
    again.wish(Action.SIGN_IN, "wiki")
    again.succeed(replace(a_session("new"), may_go_to=frozenset({WIKI.origin})), WIKI_ID)
    again.happen(happened.VaultOpened(NOW, world.model.logins))
    assert again.model.logins[WIKI_ID].routes == {WIKI.origin}
    assert again.model.logins[APP_ID].routes == {APP.origin}
    assert again.session() is not None


def test_before_the_logins_are_made_no_login_serves_a_route() -> None:
    assert Model(settings=Settings((APP,))).route_of(Login(APP_ID, frozenset({APP.origin}))) is None


WORK = ("firefox", "-P", "work", "{url}")

HERS = replace(APP, name="hers", browser=WORK)
"""The same service as somebody else: another profile's."""


@pytest.mark.parametrize("first", [APP, HERS])
def test_one_address_in_two_browsers_has_two_logins(first: Route) -> None:
    """Nobody's session is handed out as another's, nor asked for on their behalf."""
    world = World()
    world.configure(APP, HERS)
    second = HERS if first is APP else APP
    world.wish(Action.SIGN_IN, first.name)
    login = world.model.login_of(first)
    assert login is not None
    world.succeed(replace(a_session(), got_for=APP.origin, browser=first.browser), login=login.id)
    assert world.model.session_of(first) is not None
    assert world.model.session_of(second) is None
    assert all(second not in share.routes for share in asked(world))
    world.wish(Action.COPY_TOKEN, second.name)
    assert not [effect for effect in world.effects if isinstance(effect, PutOnClipboard)]
    other = world.model.login_of(second)
    assert other is not None
    assert other.id != login.id
    world.configure(HERS, APP)
    assert (world.model.login_of(first), world.model.login_of(second)) == (world.model.logins[login.id], other)
    assert merged(world.model.logins, world.model.logins) == world.model.logins


def test_a_login_of_before_goes_on_with_its_own_browser() -> None:
    """An earlier pomtray had one login for both."""
    session = replace(a_session(), got_for=APP.origin, browser=WORK)
    login = Login(APP_ID, frozenset({APP.origin}), SignedIn(session))
    world = World()
    world.configure(APP, HERS)
    older = json.loads(dump({APP_ID: login}))
    del older["logins"][0]["profile"]
    world.happen(happened.VaultOpened(NOW, load(json.dumps(older).encode())))
    assert world.model.session_of(HERS) is not None
    assert world.model.session_of(APP) is None


def test_a_route_keeps_its_session_when_its_browser_is_named_in_another_way() -> None:
    world = World()
    world.configure(HERS)
    world.wish(Action.SIGN_IN, HERS.name)
    login = world.model.login_of(HERS)
    assert login is not None
    world.succeed(replace(a_session(), got_for=APP.origin, browser=WORK), login=login.id)
    world.configure(replace(HERS, browser=("/usr/bin/firefox", "{url}")))
    assert world.model.session_of(world.model.settings.routes[0]) is not None


def test_what_a_portal_lists_is_remembered_once() -> None:
    world, portal = a_world(APP), Portal("alice", {str(APP.origin): "App"})
    assert world.happen(happened.PortalRead(NOW, ISSUER, portal)) == (Save(),)
    assert world.model.remembered.portals == {ISSUER: portal}
    assert world.happen(happened.PortalRead(NOW, ISSUER, portal)) == ()


@pytest.mark.parametrize(
    "changed", [{"browser": WORK}, {"share": False}], ids=["another browser", "a route that is left alone"]
)
def test_another_person_s_browser_gets_no_session(changed: dict[str, Any]) -> None:
    world = a_world(APP, replace(WIKI, **changed), MAIL)
    world.succeed(replace(a_session(), got_for=APP.origin, browser=()))
    assert asked(world)[0].routes == (MAIL,)


def test_a_route_that_is_left_alone_gives_none() -> None:
    world = a_world(replace(APP, share=False), WIKI)
    world.succeed(replace(a_session(), got_for=APP.origin, browser=()))
    assert asked(world) == []


def shared_world(*routes: Route, opened: frozenset[Origin] = frozenset({WIKI.origin, MAIL.origin})) -> World:
    """One session, which its Pomerium lists two more routes for."""
    world = a_world(*routes)
    world.happen(happened.RoutesListed(NOW, ISSUER, frozenset({APP.origin, WIKI.origin, MAIL.origin})))
    world.succeed(replace(a_session(), got_for=APP.origin, browser=()), opened=opened)
    return world


@pytest.mark.parametrize(
    "changed", [{"browser": WORK}, {"share": False}], ids=["another browser", "a route that is left alone"]
)
def test_a_route_that_the_settings_part_from_a_session_loses_it(changed: dict[str, Any]) -> None:
    world = shared_world()
    world.configure(APP, replace(WIKI, **changed), MAIL)
    assert world.model.logins[APP_ID].routes == {APP.origin, MAIL.origin}
    session = world.session()
    assert session is not None
    assert WIKI.origin not in session.may_go_to
    rows = {row.route: row.phase for row in world.snapshot.rows}
    assert rows == {"app": Phase.ACTIVE, "wiki": Phase.SIGNED_OUT, "mail": Phase.ACTIVE}


def test_a_route_that_leaves_its_group_loses_the_session_unless_it_is_listed() -> None:
    together = [replace(route, group="g") for route in (APP, WIKI)]
    world = a_world(*together, MAIL)
    world.happen(happened.RoutesListed(NOW, ISSUER, frozenset({MAIL.origin})))
    world.succeed(replace(a_session(), got_for=APP.origin, browser=()), opened=frozenset({WIKI.origin, MAIL.origin}))
    world.configure(*together, replace(MAIL, tags=("new",)))
    assert world.model.logins[APP_ID].routes == {APP.origin, WIKI.origin, MAIL.origin}
    world.configure(replace(APP, group="g"), WIKI, MAIL)
    assert world.model.logins[APP_ID].routes == {APP.origin, MAIL.origin}


def test_what_only_a_route_vouches_for_is_shared_by_group_alone() -> None:
    together = [replace(route, group="g") for route in (APP, WIKI)]
    world = a_world(*together, MAIL)
    world.happen(happened.RoutesListed(NOW, ISSUER, frozenset({MAIL.origin})))
    session = replace(a_session(), got_for=APP.origin, browser=(), vouched_by=APP.origin)
    world.succeed(session, opened=frozenset({WIKI.origin, MAIL.origin}))
    world.configure(*together, replace(MAIL, tags=("new",)))
    assert world.model.logins[APP_ID].routes == {APP.origin, WIKI.origin}


def test_a_session_whose_own_route_is_gone_stays_with_its_browser() -> None:
    world = shared_world()
    world.configure(WIKI, replace(MAIL, browser=WORK))
    assert world.model.logins[APP_ID].routes == {APP.origin, WIKI.origin}


def test_a_vault_that_opens_late_is_parted_too() -> None:
    stored = shared_world().model
    later = World()
    later.configure(APP, replace(WIKI, share=False), MAIL)
    later.happen(happened.VaultOpened(NOW, stored.logins, stored.remembered))
    assert later.model.logins[APP_ID].routes == {APP.origin, MAIL.origin}


def test_what_an_earlier_pomtray_let_join_stays() -> None:
    """It did not write down for which route, nor in which browser."""
    world = a_world()
    world.succeed(a_session(), opened=frozenset({WIKI.origin}))
    world.configure(APP, replace(WIKI, browser=WORK))
    assert world.model.logins[APP_ID].routes == {APP.origin, WIKI.origin}


def test_what_a_provider_gave_is_parted_by_browser_only() -> None:
    other = replace(CRM, name="crm two", url="https://crm-two.pom.test")
    world = a_world(CRM, other)
    world.wish(Action.SIGN_IN, "crm")
    session = replace(a_granted(), got_for=CRM.origin, browser=())
    world.succeed(session, CRM_ID, opened=frozenset({other.origin}))
    world.configure(CRM, replace(other, tags=("new",)))
    assert world.model.logins[CRM_ID].routes == {CRM.origin, other.origin}
    world.configure(CRM, replace(other, browser=WORK))
    assert world.model.logins[CRM_ID].routes == {CRM.origin}


def test_a_list_is_news_once() -> None:
    world = a_world()
    listed = happened.RoutesListed(NOW, ISSUER, frozenset({WIKI.origin}))
    assert world.happen(listed) == (Save(),)
    assert world.happen(listed) == ()
    assert world.model.remembered.pomerium(ISSUER).lists(WIKI.origin)


def test_what_joins_with_a_bearer_is_asked_whether_it_takes_one() -> None:
    world = a_world(APP, WIKI, MAIL)
    world.wish(Action.SIGN_IN)
    effects = world.succeed(a_session(), opened=frozenset({WIKI.origin, MAIL.origin}))
    (look,) = (effect for effect in effects if isinstance(effect, Verify))
    assert look.routes[0] == WIKI
    assert set(look.routes) == {APP, WIKI, MAIL}
    world = a_world(APP, MAIL)
    world.wish(Action.SIGN_IN)
    assert not [it for it in world.succeed(a_session(), opened=frozenset({MAIL.origin})) if isinstance(it, Verify)]
