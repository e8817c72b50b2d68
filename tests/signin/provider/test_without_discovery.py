"""Providers without a discovery document: the settings say where their endpoints are, for machines and for people."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from pomtray.core.domain.route import Settings
from pomtray.core.domain.session import EndSource, Verdict
from pomtray.core.errors import Refused, SignInError
from pomtray.core.protocol.metadata import Metadata
from pomtray.desktop.settings import settings
from pomtray.signin.provider import machine
from pomtray.signin.provider.providers import Providers
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, as_json
from tests.signin.person import Known
from tests.signin.provider_ground import Customer, Ground, playing

SECRET = "not-the-secret-of-003"


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with playing() as made:
        yield made


def written(idp: object, api: object) -> Settings:
    """As the guide shows it."""
    text = f"""
[[providers]]
name = "Robots"
client_id = "m2m"
client_secret = {{ vault = true }}
token_endpoint = "{idp}/oauth/token"
token_auth = "client_secret_json"

[[routes]]
name = "Nightly job"
url = "{api}"
method = "client_credentials"
provider = "Robots"
audience = "https://api.example.com/"
"""
    return settings.parse(text, Path("/pomtray.toml"))


async def test_a_server_that_takes_just_what_the_seed_document_shows(ground: Ground) -> None:
    """The token endpoint and nothing else; an answer without `expires_in`; an API that checks bearers itself."""
    async with Web() as web, Answering() as idp, Answering() as api:
        idp.answers["/oauth/token"] = as_json(200, {"access_token": "at-003", "token_type": "Bearer"})
        api.answers["/"] = as_json(401, {"message": "no"}, [("WWW-Authenticate", "Bearer")])
        route = written(idp.origin, api.origin).routes[0]
        person = Customer(ground.person.browser, secrets={"Robots": SECRET})
        session = await machine.sign_in(providers=Providers(web), route=route, hooks=person, known=Known())
        written_at = str(idp.origin)
    assert json.loads(idp.bodies[0]) == {
        "grant_type": "client_credentials",
        "audience": "https://api.example.com/",
        "client_id": "m2m",
        "client_secret": SECRET,
    }
    assert idp.paths == ["/oauth/token"]
    assert str(session.issuer) == written_at
    assert session.end.source is EndSource.ESTIMATE
    assert api.header("authorization") == "Bearer at-003"


@pytest.mark.parametrize("answer", [{"access_token": "at-003"}, {"access_token": "at-003", "expires_in": ""}])
async def test_what_an_answer_may_leave_out(ground: Ground, answer: dict[str, str]) -> None:
    async with Web() as web, Answering() as idp, Answering() as api:
        idp.answers["/oauth/token"] = as_json(200, answer)
        route = written(idp.origin, api.origin).routes[0]
        person = Customer(ground.person.browser, secrets={"Robots": SECRET})
        session = await machine.sign_in(providers=Providers(web), route=route, hooks=person, known=Known())
    assert session.credential.reveal() == "at-003"


def test_an_api_without_tls_elsewhere_is_refused_with_that_reason() -> None:
    found = written("https://idp.example.com", "http://api.example.com")
    assert not found.routes
    assert "http:// is accepted for loopback hosts only" in found.refused[0].problem.sentence


async def test_nor_one_here_with_a_token_from_elsewhere(ground: Ground) -> None:
    route = written("https://idp.example.com", "http://127.0.0.1:1").routes[0]
    with pytest.raises(SignInError, match="not encrypted"):
        await machine.sign_in(
            providers=ground.providers,
            route=route,
            hooks=replace(ground.person, secrets={"Robots": SECRET}),
            known=Known(),
        )


@pytest.mark.parametrize("named", [False, True])
async def test_people_sign_in_and_renew(ground: Ground, *, named: bool) -> None:
    base = ground.demo.provider
    metadata = Metadata(base if named else "", f"{base}/token", f"{base}/authorize", f"{base}/jwks")
    route = ground.route(issuer=metadata.issuer, metadata=metadata)
    session = await ground.sign_in(route)
    assert session.check.verdict is Verdict.LIVE
    assert (await ground.renew(session, route)).check.verdict is Verdict.LIVE
    assert not [path for _, path, _ in ground.seen("idp") if "well-known" in path]


async def test_an_issuer_beside_the_endpoints_is_compared_with_what_id_tokens_say(ground: Ground) -> None:
    base = ground.demo.provider
    metadata = Metadata("http://127.0.0.1:1", f"{base}/token", f"{base}/authorize", f"{base}/jwks")
    ground.demo.options.response_iss = False
    with pytest.raises(Refused, match="from another issuer"):
        await ground.sign_in(ground.route(issuer=metadata.issuer, metadata=metadata))
