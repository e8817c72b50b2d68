"""What else a provider's session opens: only routes that read bearers see its token."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.demo.browser import PageFollower
from pomtray.demo.options import PLANS, BearerFormat, RoutePlan
from pomtray.demo.world import Demo
from pomtray.signin.provider.providers import Providers
from pomtray.signin.provider.sharing import opened
from pomtray.signin.web.http import Web
from tests.signin.answering import FORBIDDEN, Answering, as_json, reply
from tests.signin.provider_ground import Clock, Customer, Ground

MORE_PLANS = (
    RoutePlan("second", "Takes ID tokens too", kind="provider", bearer=BearerFormat.IDENTITY_TOKEN),
    RoutePlan("nobody", "Opens to nobody", kind="provider", bearer=BearerFormat.IDENTITY_TOKEN, allowed=frozenset()),
    RoutePlan("unread", "Hands bearers to its service", kind="provider"),
    RoutePlan("public", "Asks nobody", kind="provider", public=True),
)
SERVICE = as_json(200, {"hello": "you"}, [("x-envoy-upstream-service-time", "3")])


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    clock = Clock()
    async with Demo(plans=(*PLANS, *MORE_PLANS)) as demo, Web() as web, PageFollower() as browser:
        demo.options.clock = clock
        made = Ground(demo, web, clock, Providers(web, clock), Customer(browser))
        yield made
        await asyncio.gather(*made.person.pages, return_exceptions=True)
        await made.listeners.close()


async def names(ground: Ground, session: Session, *routes: Route) -> set[str]:
    found = await opened(ground.providers, session, routes)
    return {route.name for route in routes if route.origin in found.origins}


async def test_routes_that_take_the_token_are_opened_and_others_are_not(ground: Ground) -> None:
    session = await ground.sign_in()
    routes = [ground.route(name) for name in ("second", "nobody", "access-token", "unread", "public")]
    assert await names(ground, session, *routes) == {"second"}


@pytest.mark.parametrize("name", ["unread", "public"])
async def test_a_route_that_would_hand_the_token_on_is_asked_with_a_made_up_one_only(ground: Ground, name: str) -> None:
    session = await ground.sign_in()
    ground.demo.log.clear()
    await names(ground, session, ground.route(name))
    assert ground.seen(name) == [("GET", "/", True)]
    ground.demo.log.clear()
    await names(ground, session, ground.route("second"))
    assert ground.seen("second") == [("GET", "/", True)] * 2


def at(server: Answering) -> Route:
    return Route("elsewhere", f"{server.origin}/")


@pytest.mark.parametrize(
    "raw",
    [SERVICE, as_json(401, {"error": "Unauthenticated", "request_id": "r"}), reply(302), reply(503), reply(200), b"x"],
    ids=["service", "not read", "redirect", "failure", "no Pomerium", "no HTTP"],
)
async def test_the_token_does_not_reach_who_does_not_read_bearers(ground: Ground, raw: bytes) -> None:
    session = await ground.sign_in()
    async with Answering({"/": raw}) as server:
        assert await names(ground, session, at(server)) == set()
        assert len(server.heads) == 1
        assert session.credential.reveal().encode() not in b"".join(server.heads)


async def test_the_token_reaches_who_reads_bearers(ground: Ground) -> None:
    """The counterpart: what the tests above look for would be found."""
    session = await ground.sign_in()
    async with Answering({"/": FORBIDDEN}) as server:
        assert await names(ground, session, at(server)) == set()
        assert session.credential.reveal().encode() not in server.heads[0]
        assert session.credential.reveal().encode() in server.heads[1]


async def test_a_session_got_over_https_is_not_tried_over_http(ground: Ground) -> None:
    session = await ground.sign_in()
    over_https = Origin("https", session.issuer.host, session.issuer.port)
    ground.demo.log.clear()
    assert await names(ground, replace(session, issuer=over_https), ground.route("second")) == set()
    assert ground.demo.log == []


async def test_a_route_that_is_down_is_left_closed(ground: Ground) -> None:
    session = await ground.sign_in()
    await ground.demo.stop_part("second")
    found = await opened(ground.providers, session, [ground.route("second")])
    assert found.origins == frozenset()
    assert found.problem
    assert found.problem.title == "The connection was refused"


async def test_a_route_that_says_no_is_no_trouble(ground: Ground) -> None:
    session = await ground.sign_in()
    routes = [ground.route(name) for name in ("nobody", "unread", "public", "access-token")]
    assert (await opened(ground.providers, session, routes)).problem is None


async def test_nobody_is_asked(ground: Ground) -> None:
    session = await ground.sign_in()
    ground.again()
    await names(ground, session, ground.route("unread"), ground.route("public"))
    assert ground.person.questions == []
