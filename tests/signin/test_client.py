"""The one object that the controller asks."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from pomtray.core.domain.login import LoginId
from pomtray.core.domain.route import Preferences, Settings
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.core.network.tls import Tls
from pomtray.signin.client import Client
from pomtray.signin.pomerium.domains import in_one_domain_or_on_loopback
from pomtray.signin.web import connection
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


async def test_what_asks_a_routes_host_is_made_before_the_first_question(
    playground: Playground, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Tls] = []
    make = connection._context
    monkeypatch.setattr(connection, "_context", lambda tls, phrase: made.append(tls) or make(tls, phrase))
    await client.ready(playground.route())
    assert made == [Tls()]


async def test_a_renewal_ends_the_session_before_it(playground: Playground, client: Client) -> None:
    before = await sign_in(playground, client)
    wish = BeginSignIn(LoginId("app"), 2, playground.route(), ends=before, warned=True)
    after = await client.sign_in(wish, Preferences(), playground.person, Known())
    assert (after.id != before.id, playground.person.questions) == (True, [])
    assert (await client.verify(before, [playground.route()])).verdict is Verdict.ENDED


async def test_what_the_pomerium_lists_for_the_person(playground: Playground, client: Client) -> None:
    session = await sign_in(playground, client)
    listed = await client.listed(session)
    assert listed is not None
    origins = {offer.address for offer in listed}
    assert {str(playground.route(name).origin) for name in ("app", "api", "wiki")} <= origins
    assert playground.tunnel().url in origins
    assert all(offer.name for offer in listed)
    await client.revoke(session, playground.route(), playground.person)
    assert await client.listed(session) is None


async def test_sign_in_verify_try_and_revoke(playground: Playground, client: Client) -> None:
    route = playground.route()
    session = await sign_in(playground, client)
    assert (await client.verify(session, [route])).verdict is Verdict.LIVE
    trial = await client.try_route(session, route)
    assert (trial.text, trial.ok) == ("app answered 200.", True)
    assert (await client.revoke(session, route, playground.person)).verdict is Verdict.ENDED
    assert (await client.verify(session, [route])).verdict is Verdict.ENDED
