"""What a check of a session may conclude, and what it may not."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import EndSource, Session, Verdict
from pomtray.signin.pomerium.domains import in_one_domain, in_one_domain_or_on_loopback
from pomtray.signin.pomerium.pomerium import UserPage
from pomtray.signin.routes import checking
from pomtray.signin.routes.checking import CheckResult, check
from tests.session_ids import jti
from tests.signin.answering import Answering, reply
from tests.signin.conftest import Playground


async def checked(playground: Playground, session: Session, name: str = "app") -> CheckResult:
    return await check(playground.web, session, [playground.route(name)], session_for=60)


def also_for(session: Session, origin: Origin) -> Session:
    return replace(session, may_go_to=session.may_go_to | {origin})


async def test_a_live_session(playground: Playground) -> None:
    session = await playground.sign_in()
    found = await checked(playground, session)
    assert (found.verdict, found.person, found.end, found.problem) == (Verdict.LIVE, session.person, session.end, None)
    assert found.skew == timedelta()
    assert found.request_id
    assert found.person is not None
    assert found.person.groups == ("admins", "staff")


async def test_what_only_its_route_knows_is_asked_about_there(playground: Playground) -> None:
    session = await playground.sign_in("other-idp")
    found = await checked(playground, session, "other-idp")
    assert (found.verdict, found.end) == (Verdict.LIVE, session.end)
    playground.demo.log.clear()
    app, other = playground.route(), playground.route("other-idp")
    await check(playground.web, also_for(session, app.origin), [app, other], session_for=60)
    assert [seen.part for seen in playground.demo.log if seen.path == "/.pomerium/"] == ["other-idp"], "for its end too"
    playground.demo.revoke(jti(session))
    assert (await checked(playground, session, "other-idp")).verdict is Verdict.ENDED


async def test_a_check_is_three_requests_and_leaves_the_route_alone(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.log.clear()
    found = await checked(playground, session)
    first, *others = [(seen.part, seen.path) for seen in playground.demo.log]
    assert first == ("authenticate", "/.pomerium/user")
    assert sorted(others) == [("app", "/.pomerium/"), ("authenticate", "/.pomerium/api/v1/routes")]
    assert found.heard == {playground.route().origin: None}


async def test_that_it_lives_is_said_before_its_routes_are_asked(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.log.clear()
    first: list[tuple[CheckResult, int]] = []
    asked = [playground.route()]
    lives = lambda word: first.append((word, len(playground.demo.log)))  # noqa: E731 one line
    await check(playground.web, session, asked, session_for=60, lives=lives)
    assert first == [(CheckResult(Verdict.LIVE, session.person, skew=timedelta()), 1)]
    assert first[0][0].request_id
    playground.demo.revoke(jti(session))
    await check(playground.web, session, asked, session_for=60, lives=lives)
    assert len(first) == 1


async def test_a_dead_session_is_one_request(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.revoke(jti(session))
    playground.demo.log.clear()
    await checked(playground, session)
    assert [(seen.part, seen.path) for seen in playground.demo.log] == [("authenticate", "/.pomerium/user")]


async def test_a_route_that_is_down_does_not_hide_that_the_session_lives(playground: Playground) -> None:
    session = await playground.sign_in()
    await playground.demo.stop_part("app")
    found = await checked(playground, session)
    assert found.verdict is Verdict.LIVE
    assert found.end is not None
    assert found.end.source is EndSource.ESTIMATE


async def test_a_revoked_session_has_ended(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.revoke(jti(session))
    found = await checked(playground, session)
    assert (found.verdict, found.skew) == (Verdict.ENDED, timedelta())
    assert found.request_id


async def test_a_route_that_refuses_does_not_end_the_session(playground: Playground) -> None:
    session = await playground.sign_in()
    other = playground.route("other-idp")
    denied = session.heard({other.origin: Refusal(Closed.OTHER_PROVIDER)})
    found = await checked(playground, also_for(denied, other.origin), "other-idp")
    assert found.verdict is Verdict.LIVE
    refusal = found.heard[other.origin]
    assert refusal
    assert refusal.why is Closed.OTHER_PROVIDER


async def test_an_upstreams_401_does_not_end_the_session(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.options.upstream_status = 401
    assert (await checked(playground, session)).verdict is Verdict.LIVE


async def test_not_allowed(playground: Playground) -> None:
    session = await playground.sign_in("denied")
    found = await checked(playground, session, "denied")
    assert (found.verdict, found.person) == (Verdict.LIVE, session.person)
    assert [refusal and refusal.why for refusal in found.heard.values()] == [Closed.NOT_ALLOWED]


async def test_no_network_says_nothing(playground: Playground) -> None:
    session = await playground.sign_in()
    await playground.demo.stop_part("authenticate")
    found = await checked(playground, session)
    assert found.verdict is Verdict.UNREACHABLE
    assert found.problem is not None
    assert found.problem.title == "The connection was refused"


async def test_without_a_user_page_the_end_is_an_estimate(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.options.user_page = False
    found = await checked(playground, session)
    assert found.end is not None
    assert found.end.source is EndSource.ESTIMATE


@pytest.mark.parametrize("sid", ["", "0", "z"])
async def test_the_user_page_of_another_session_is_left_aside(
    playground: Playground, monkeypatch: pytest.MonkeyPatch, sid: str
) -> None:
    session = await playground.sign_in()
    assert session.end.at is not None
    page = UserPage(sid, session.end.at + timedelta(days=1))

    async def of_another(*_: object) -> UserPage:
        return page

    monkeypatch.setattr(checking, "end_on_user_page", of_another)
    found = await checked(playground, session)
    assert found.end is not None
    assert found.end.at != page.expires_at
    page = UserPage(jti(session), session.end.at)
    assert (await checked(playground, session)).end == session.end


async def test_a_session_is_not_sent_where_it_may_not_go(playground: Playground) -> None:
    session = await playground.sign_in()
    before = len(playground.demo.log)
    with pytest.raises(ValueError, match=rf"does not go to {playground.route('wiki').origin}$"):
        await checked(playground, session, "wiki")
    assert len(playground.demo.log) == before


def lists(places: frozenset[Origin] | None) -> Callable[..., Awaitable[frozenset[Origin] | None]]:
    async def listed_places(*_: object) -> frozenset[Origin] | None:
        return places

    return listed_places


async def test_a_host_that_the_list_does_not_have_says_nothing_of_the_end(playground: Playground) -> None:
    """It has the session by the person's yes: others have the same one, which it could end or prolong for all."""
    session, app = await playground.sign_in(), playground.route()
    said = {"session": {"id": jti(session), "expiresAt": "2026-01-01T00:00:00Z"}}
    page = reply(200, f"<script>\nwindow.POMERIUM_DATA = {json.dumps(said)};\n</script>")
    async with Answering({"/.pomerium/": page, "/": reply(200)}) as stranger:
        may, theirs = also_for(session, stranger.origin), Route("theirs", str(stranger.origin))
        alone = await check(playground.web, may, [theirs], session_for=60)
        both = await check(playground.web, may, [theirs, app], session_for=60)
    assert alone.end is not None
    assert alone.end.source is EndSource.ESTIMATE
    assert both.end == session.end


@pytest.mark.parametrize("one_domain", [True, False])
async def test_one_in_the_pomeriums_own_domain_is_believed_unlisted(
    playground: Playground, monkeypatch: pytest.MonkeyPatch, *, one_domain: bool
) -> None:
    """A route that denies the person is not listed, and knows the session's end all the same."""
    session = await playground.sign_in()
    monkeypatch.setattr(checking, "listed_places", lists(frozenset()))
    domains = in_one_domain_or_on_loopback if one_domain else in_one_domain
    found = await check(playground.web, session, [playground.route()], session_for=60, domains=domains)
    assert found.end is not None
    assert (found.end.source is EndSource.SERVER) is one_domain


async def test_without_a_list_nobody_is_told_from_a_stranger(
    playground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await playground.sign_in()
    monkeypatch.setattr(checking, "listed_places", lists(None))
    assert (await checked(playground, session)).end == session.end


async def test_its_end_is_asked_for_at_the_first_of_its_routes(playground: Playground) -> None:
    session, routes = await playground.sign_in(), [playground.route(), playground.route("wiki")]
    playground.demo.log.clear()
    await check(playground.web, also_for(session, routes[1].origin), routes, session_for=60)
    assert [seen.part for seen in playground.demo.log if seen.path == "/.pomerium/"] == ["app"]
