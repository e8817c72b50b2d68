"""The one object that the controller asks."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from pomtray.core.domain.login import LoginId
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Preferences, Settings
from pomtray.core.domain.session import Grant, Session, Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.core.network.tls import Tls
from pomtray.signin.client import Client, load_sign_ins
from pomtray.signin.pomerium.domains import in_one_domain_or_on_loopback
from pomtray.signin.routes.checking import CheckResult
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
    told: list[CheckResult] = []
    assert (await client.verify(session, [route], told.append)).verdict is Verdict.LIVE
    assert [result.verdict for result in told] == [Verdict.LIVE]
    trial = await client.try_route(session, route)
    assert (trial.text, trial.ok) == ("app answered 200.", True)
    assert (await client.revoke(session, route, playground.person)).verdict is Verdict.ENDED
    assert (await client.verify(session, [route])).verdict is Verdict.ENDED


async def test_a_provider_that_the_settings_do_not_know_any_more_is_named(
    playground: Playground, client: Client
) -> None:
    session = replace(await sign_in(playground, client), grant=Grant(Method.OIDC), idp_id="work")
    gone = replace(playground.route(), provider=None)
    result = await client.revoke(session, gone, playground.person)
    assert result.verdict is Verdict.LIVE
    assert result.problem
    assert "work" in result.problem.text()


async def test_no_connection_stays_once_it_is_closed(playground: Playground, client: Client) -> None:
    await sign_in(playground, client)
    assert client.web.connections._clients
    await client.close()
    assert not client.web.connections._clients


@pytest.mark.parametrize(
    ("methods", "names"),
    [
        ((), []),
        ((Method.POMERIUM,), ["pomtray.signin.pomerium.attempt"]),
        (tuple(Method), [
            "pomtray.signin.pomerium.attempt", "pomtray.signin.provider.machine", "pomtray.signin.provider.oidc"
        ]),
    ],
)  # fmt: skip
def test_what_a_method_needs_is_loaded(
    monkeypatch: pytest.MonkeyPatch, methods: tuple[Method, ...], names: list[str]
) -> None:
    loaded: list[str] = []
    monkeypatch.setattr(importlib, "import_module", loaded.append)
    load_sign_ins(methods)
    assert loaded == names
