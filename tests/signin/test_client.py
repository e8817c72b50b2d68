"""The one object that the controller asks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from pomtray.core.effects import BeginSignIn
from pomtray.core.login import LoginId
from pomtray.core.route import Preferences, Settings
from pomtray.core.session import Session, Verdict
from pomtray.signin.client import Client
from pomtray.signin.domains import in_one_domain_or_on_loopback
from tests.signin.conftest import Playground
from tests.signin.person import Known


@pytest.fixture
async def client(playground: Playground) -> AsyncIterator[Client]:
    made = Client(lambda: Settings((playground.route(),)), in_one_domain_or_on_loopback)
    yield made
    await made.close()


async def sign_in(playground: Playground, client: Client, name: str = "app") -> Session:
    wish = BeginSignIn(LoginId(name), 1, playground.route(name))
    return await client.sign_in(wish, Preferences(), playground.person, Known())


async def test_sign_in_verify_try_and_revoke(playground: Playground, client: Client) -> None:
    route = playground.route()
    session = await sign_in(playground, client)
    assert (await client.verify(session, route)).verdict is Verdict.LIVE
    assert await client.try_route(session, route) == ("app answered 200.", True)
    assert (await client.revoke(session, route, playground.person)).verdict is Verdict.ENDED
    assert (await client.verify(session, route)).verdict is Verdict.ENDED


async def test_a_route_that_fails_is_not_well(playground: Playground, client: Client) -> None:
    session = await sign_in(playground, client)
    playground.demo.options.upstream_status = 500
    assert await client.try_route(session, playground.route()) == ("app answered 500.", False)


async def test_a_denied_route_says_so(playground: Playground, client: Client) -> None:
    session = await sign_in(playground, client, "denied")
    text, ok = await client.try_route(session, playground.route("denied"))
    assert "does not let this person in" in text
    assert not ok


async def test_a_session_is_not_tried_where_it_may_not_go(playground: Playground, client: Client) -> None:
    session = await sign_in(playground, client)
    before = len(playground.demo.log)
    text, ok = await client.try_route(session, playground.route("wiki"))
    assert "does not go to" in text
    assert not ok
    assert len(playground.demo.log) == before
