"""What a session opens besides its own route: asked at its Pomerium, and tried nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.demo.world import Demo
from pomtray.signin.pomerium.sharing import opened
from tests.signin.answering import UNAUTHENTICATED, Answering, reply
from tests.signin.conftest import Playground


async def names(playground: Playground, session: Session, routes: list[Route], groups: frozenset[str]) -> set[str]:
    found = await opened(playground.web, session, routes, groups, playground.domains)
    return {route.name for route in routes if route.origin in found.origins}


def saw_a_credential(demo: Demo) -> set[str]:
    return {seen.part for seen in demo.log if seen.has_credential}


async def test_listed_routes_are_opened_and_others_left_alone(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.log.clear()
    routes = [playground.route(name) for name in ("api", "other-idp", "denied")]
    assert await names(playground, session, routes, frozenset()) == {"api"}
    assert saw_a_credential(playground.demo) == {"authenticate", "api", "other-idp"}
    assert {seen.path for seen in playground.demo.log if seen.part in {"api", "other-idp"}} == {"/.pomerium/user"}, (
        "what the list names is let in: its pages are left alone"
    )


async def test_what_is_listed_is_handed_on(playground: Playground) -> None:
    session = await playground.sign_in()
    found = await opened(playground.web, session, [playground.route("api")], frozenset(), playground.domains)
    assert found.listed is not None
    assert playground.route("other-idp").origin in found.listed
    assert playground.route("tcp").origin not in found.listed


async def test_a_route_that_cannot_be_asked_is_told(playground: Playground) -> None:
    session = await playground.sign_in()
    await playground.demo.stop_part("api")
    routes = [playground.route(name) for name in ("denied", "api", "wiki")]
    found = await opened(playground.web, session, routes, frozenset(), playground.domains)
    assert found.origins == {playground.route("wiki").origin}
    assert found.problem
    assert found.problem.title == "The connection was refused"


async def test_a_route_of_another_identity_provider_says_no_and_nothing_is_wrong(playground: Playground) -> None:
    """Else the details of a session that lives would say that it has ended."""
    session = await playground.sign_in()
    routes = [playground.route("other-idp")]
    found = await opened(playground.web, session, routes, frozenset(), playground.domains)
    assert (found.origins, found.problem) == (frozenset(), None)


async def test_a_list_counts_for_nothing_where_only_the_route_vouches(playground: Playground) -> None:
    """That host would profit: it could list whatever the person has."""
    session = await playground.sign_in("other-idp")
    playground.demo.log.clear()
    found = await opened(playground.web, session, [playground.route("api")], frozenset(), playground.domains)
    assert (found.origins, found.listed) == (frozenset(), None)
    assert playground.demo.log == []


async def test_without_a_list_nothing_is_tried(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.options.routes_api = False
    playground.demo.log.clear()
    assert await names(playground, session, [playground.route("api")], frozenset()) == set()
    assert saw_a_credential(playground.demo) == {"authenticate"}


@pytest.mark.parametrize(("name", "joins"), [("wiki", True), ("denied", False), ("other-idp", False)])
async def test_a_group_is_tried_where_the_list_is_silent(playground: Playground, name: str, joins: bool) -> None:  # noqa: FBT001
    session = await playground.sign_in()
    playground.demo.options.routes_api = False
    route = replace(playground.route(name), group="work")
    assert await names(playground, session, [route], frozenset({"work"})) == ({name} if joins else set())


async def test_a_listed_tcp_route_joins_and_what_is_behind_it_is_left_alone(playground: Playground) -> None:
    session, route = await playground.sign_in(), playground.tunnel()
    playground.demo.log.clear()
    found = await opened(playground.web, session, [route], frozenset(), playground.domains)
    assert found.origins == {route.origin}
    assert route.origin in (found.listed or ())
    assert [seen.path for seen in playground.demo.log if seen.part == "tcp"] == ["/.pomerium/user"]


async def test_a_tcp_route_elsewhere_receives_nothing_whatever_is_listed(playground: Playground) -> None:
    """What a Pomerium lists is what the tunnel leads to: who opens it must be in the Pomerium's own domain."""

    async def other_domain(route: Origin, authenticate: Origin) -> bool:
        return False

    session, playground.domains = await playground.sign_in(), other_domain
    playground.demo.log.clear()
    assert await names(playground, session, [playground.tunnel()], frozenset()) == set()
    assert saw_a_credential(playground.demo) == {"authenticate"}


async def test_only_the_tcp_route_that_is_listed_joins(playground: Playground) -> None:
    session, route = await playground.sign_in(), playground.tunnel()
    through = playground.demo.route("denied").url
    for url in (route.url.replace(":5432", ":5433"), f"tcp+{through}/{route.url.rpartition('/')[2]}"):
        playground.demo.log.clear()
        found = await opened(playground.web, session, [Route("db", url)], frozenset(), playground.domains)
        assert found.origins == frozenset(), url
        assert saw_a_credential(playground.demo) == {"authenticate"}


async def test_a_tcp_route_of_a_group_is_asked_for_its_tunnel_where_the_list_is_silent(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.options.routes_api = False
    route = replace(playground.tunnel(), group="work")
    assert await names(playground, session, [route], frozenset({"work"})) == {"tcp"}
    other = replace(route, url=route.url.replace(":5432", ":5433"))
    assert await names(playground, session, [other], frozenset({"work"})) == set()


async def test_a_route_that_does_not_know_the_session_does_not_open_whatever_its_page_says(
    playground: Playground,
) -> None:
    """A page that is there for everybody says nothing of the session."""
    session = await playground.sign_in()
    playground.demo.options.routes_api = False
    async with Answering({"/.pomerium/user": UNAUTHENTICATED, "/": reply(200, "hello")}) as public:
        route = Route("public", str(public.origin), group="work")
        held = replace(session, may_go_to=session.may_go_to | {route.origin})
        assert await names(playground, held, [route], frozenset({"work"})) == set()


async def test_a_hostile_route_of_the_person_receives_nothing(playground: Playground) -> None:
    session = await playground.sign_in()
    async with Demo() as hostile:
        route = Route("hostile", hostile.route("app").url)
        assert await names(playground, session, [route], frozenset()) == set()
        assert hostile.log == []


async def test_what_its_own_pomerium_does_not_answer_for_stays_closed(playground: Playground) -> None:
    session = await playground.sign_in()
    await playground.demo.stop_part("authenticate")
    assert await names(playground, session, [playground.route("api")], frozenset()) == set()
