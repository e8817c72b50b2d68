"""Machine to machine at the demo: never a browser, no question but the guard's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import jwt
import pytest

from pomtray.core.domain.login import Doubt, Stage
from pomtray.core.domain.provider import TokenAuth
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import End, EndSource, RevocationResult, Verdict
from pomtray.core.errors import PomtrayError, Refused, SignInError, Unreachable
from pomtray.core.protocol.oauth import Tokens
from pomtray.core.secret import Credential
from pomtray.signin.provider import machine
from pomtray.signin.provider.delivering import end_of_access
from tests.signin.provider_ground import Ground, playing

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with playing() as made:
        yield made


@pytest.mark.parametrize("auth", [TokenAuth.POST, TokenAuth.BASIC, TokenAuth.JSON])
async def test_a_machine_gets_its_session(ground: Ground, auth: TokenAuth) -> None:
    session = await ground.machine(ground.route("machine", token_auth=auth))
    assert session.check.verdict is Verdict.LIVE
    assert session.person.user == "robot"
    assert session.person.name == "demo (machine)"
    assert session.end == End(ground.clock() + timedelta(minutes=5), EndSource.SERVER)
    assert session.grant
    assert session.grant.refresh is None
    assert session.grant.renews
    assert not ground.person.pages
    assert not ground.person.questions
    assert ground.person.stages == [Stage.ASKING, Stage.CHECKING]
    assert ground.person.hosts[1] == session.issuer.authority


async def test_it_renews_by_asking_anew(ground: Ground) -> None:
    route = ground.route("machine")
    session = await ground.machine(route)
    ground.clock.forward(timedelta(minutes=4))
    renewed = await machine.renew(session, route, providers=ground.providers, hooks=ground.person)
    assert renewed.id == session.id
    assert renewed.credential != session.credential
    assert renewed.signed_in_at == session.signed_in_at
    assert renewed.got_at == ground.clock()
    assert renewed.end.at == ground.clock() + timedelta(minutes=5)


async def test_a_secret_that_is_not_taken_is_asked_for_again(ground: Ground) -> None:
    route = ground.route("machine")
    ground.person.secrets["demo"] = "not-the-secret"
    with pytest.raises(Refused) as caught:
        await ground.machine(route)
    assert ground.person.refused_secrets == ["demo"]
    assert caught.value.problem.step == "token"
    assert "the client's secret is wrong" in caught.value.problem.sentence


async def test_of_a_client_that_has_no_secret_none_is_asked_for_again(ground: Ground) -> None:
    route = ground.route("machine", client_secret=None, token_auth=TokenAuth.NONE)
    with pytest.raises(Refused, match="invalid_client"):
        await ground.machine(route)
    assert not ground.person.refused_secrets


async def test_another_refusal_is_not_the_secrets_fault(ground: Ground) -> None:
    route = ground.route("machine")
    confidential = replace(route.provider, client_id="pomtray-demo-secret")  # type: ignore[type-var]  # there is one
    ground.person.secrets["demo"] = ground.demo.client_secret("pomtray-demo-secret")
    with pytest.raises(Refused, match="unauthorized_client"):
        await ground.machine(replace(route, provider=confidential))
    assert not ground.person.refused_secrets


async def test_a_provider_that_is_down_is_transient(ground: Ground) -> None:
    route = ground.route("machine")
    session = await ground.machine(route)
    ground.demo.options.provider_down = True
    with pytest.raises(Unreachable) as caught:
        await machine.renew(session, route, providers=ground.providers, hooks=ground.person)
    assert caught.value.problem.step == "token"


async def test_the_guard_asks(ground: Ground) -> None:
    route = replace(ground.route("machine"), url=ground.route("unread").url)
    ground.person.says_yes = False
    with pytest.raises(SignInError):
        await ground.machine(route)
    assert [question.doubt for question in ground.person.questions] == [Doubt.UNREAD]
    assert ("POST", "/token", False) not in ground.seen("idp"), "no token was even asked for"


async def test_a_route_that_denies_says_both_possibilities(ground: Ground) -> None:
    session = await ground.machine(replace(ground.route("machine"), audience="pomtray-demo-machine-2"))
    closed = session.closed(ground.route("machine"))
    assert closed
    assert "may not accept tokens of machines, or its policy" in closed.sentence
    assert closed.request_id


async def test_signing_out_takes_the_token_back(ground: Ground) -> None:
    route = ground.route("machine")
    session = await ground.machine(route)
    assert await ground.sign_out(session, route) == RevocationResult(Verdict.LIVE, taken=True), (
        "nothing there proves it"
    )
    assert ("POST", "/revoke") in [(method, path) for method, path, _ in ground.seen("idp")]


async def test_a_changed_issuer_gets_nothing_of_the_session(ground: Ground) -> None:
    route = ground.route("machine")
    session = await ground.machine(route)
    elsewhere = replace(session, issuer=route.origin)
    with pytest.raises(PomtrayError, match="Another provider now"):
        await machine.renew(elsewhere, route, providers=ground.providers, hooks=ground.person)


def token(**claims: object) -> Credential:
    return Credential(jwt.encode(claims, "k" * 32))


@pytest.mark.parametrize(
    ("tokens", "end"),
    [
        (Tokens(token(exp=1), lasts_for=timedelta(hours=2)), End(NOW + timedelta(hours=2), EndSource.SERVER)),
        (Tokens(token(exp=1795255200)), End(datetime.fromtimestamp(1795255200, UTC), EndSource.TOKEN)),
        (Tokens(token()), End(NOW + timedelta(minutes=7), EndSource.ESTIMATE)),
        (Tokens(token(exp="soon")), End(NOW + timedelta(minutes=7), EndSource.ESTIMATE)),
        (Tokens(token(exp=True)), End(NOW + timedelta(minutes=7), EndSource.ESTIMATE)),
        (Tokens(token(exp=10**30)), End(NOW + timedelta(minutes=7), EndSource.ESTIMATE)),
        (Tokens(token(exp=-1)), End(NOW + timedelta(minutes=7), EndSource.ESTIMATE)),
        (Tokens(Credential("opaque")), End(NOW + timedelta(minutes=7), EndSource.ESTIMATE)),
        (Tokens(Credential("a.b.c")), End(NOW + timedelta(minutes=7), EndSource.ESTIMATE)),
    ],
)
def test_when_an_access_token_ends(tokens: Tokens, end: End) -> None:
    assert end_of_access(tokens, Route("a", "https://a.test", token_for=420), NOW) == end
