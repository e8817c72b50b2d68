"""The one object that the controller asks, on routes that take an identity provider's tokens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from pomtray.core.domain.login import LoginId
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import Credential, Session, Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.core.errors import GrantEnded, GrantRefused, PomtrayError, Refused
from pomtray.demo.answers import error_page
from pomtray.demo.browser import PageFollower
from pomtray.demo.older_exchange import OlderExchange
from pomtray.demo.options import Exchange
from pomtray.demo.settings_text import client_secrets, settings_text
from pomtray.demo.world import Demo
from pomtray.desktop.settings.settings import parse
from pomtray.signin.client import Client
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web
from tests.signin.person import Known
from tests.signin.provider_ground import Customer

OIDC = ["exchange", "identity-token", "access-token"]


@dataclass
class Ground:
    demo: Demo
    settings: Settings
    client: Client
    person: Customer

    def route(self, name: str) -> Route:
        return next(route for route in self.settings.routes if route.name == name)

    async def sign_in(self, name: str) -> Session:
        wish = BeginSignIn(LoginId(name), 1, self.route(name))
        return await self.client.sign_in(wish, Preferences(), self.person, Known())


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with Demo() as demo, PageFollower() as browser:
        settings = parse(settings_text(demo), Path("demo.toml"))
        secrets = {name: secret.reveal() for name, secret in client_secrets(demo).items()}
        made = Ground(demo, settings, Client(lambda: settings), Customer(browser, secrets=secrets))
        try:
            yield made
        finally:
            await asyncio.gather(*made.person.pages, return_exceptions=True)
            await made.client.close()


@pytest.mark.parametrize("name", [*OIDC, "machine"])
async def test_sign_in_verify_try_and_renew(ground: Ground, name: str) -> None:
    route = ground.route(name)
    session = await ground.sign_in(name)
    assert session.grant is not None
    assert session.grant.method is route.method
    checked = await ground.client.verify(session, [route])
    assert (checked.verdict, checked.heard) == (Verdict.LIVE, {route.origin: None})
    assert (await ground.client.try_route(session, route)).text == f"{name} answered 200."
    after = await ground.client.renew(session, route, ground.person)
    assert (after.id, after.check.verdict) == (session.id, Verdict.LIVE)
    assert after.credential != session.credential
    assert (await ground.client.try_route(after, route)).ok


async def test_a_sign_in_on_another_device_shows_its_code(ground: Ground) -> None:
    wish = BeginSignIn(LoginId("login"), 1, ground.route("identity-token"), device=True)
    signing = asyncio.create_task(ground.client.sign_in(wish, Preferences(), ground.person, Known()))
    async with asyncio.timeout(20):
        while not ground.person.codes and not ground.person.pages:
            await asyncio.sleep(0.01)
    assert (len(ground.person.codes), ground.person.pages) == (1, [])
    signing.cancel()
    await asyncio.gather(signing, return_exceptions=True)


@pytest.mark.parametrize(
    ("name", "words"),
    [("access-token", "may not accept this kind of token"), ("machine", "may not accept tokens of machines")],
)
async def test_a_token_that_the_route_refuses_is_told_in_its_own_words(ground: Ground, name: str, words: str) -> None:
    session = await ground.sign_in(name)
    wrong = replace(session, credential=Credential("opaque"))
    ground.demo.log.clear()
    trial = await ground.client.try_route(wrong, ground.route(name))
    assert words in trial.text
    assert trial.checked
    assert trial.checked.verdict is Verdict.LIVE, "only time ends it"
    assert [seen.part for seen in ground.demo.log] == [name], "no Pomerium knows it"


async def test_an_exchanged_token_that_is_not_known_any_more(ground: Ground) -> None:
    session = await ground.sign_in("exchange")
    ground.demo.drop_all_sessions()
    trial = await ground.client.try_route(session, ground.route("exchange"))
    assert trial.title == "exchange: not allowed"
    assert "may have ended early" in trial.text


@pytest.mark.parametrize("name", OIDC)
async def test_a_grant_that_has_ended_says_so(ground: Ground, name: str) -> None:
    session = await ground.sign_in(name)
    ground.demo.end_grants()
    with pytest.raises(GrantRefused):
        await ground.client.renew(session, ground.route(name), ground.person)


def wrong_audience(demo: Demo) -> None:
    demo.options.audience_parameter = False


def no_exchange(demo: Demo) -> None:
    demo.options.exchange = Exchange.GONE


@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        ("identity-token", wrong_audience, "it is for another client"),
        ("exchange", wrong_audience, "it is for another client"),
        ("exchange", no_exchange, "a Pomerium of today has none"),
    ],
)
async def test_a_renewal_that_brings_nothing_of_use_is_a_definite_no(
    ground: Ground, name: str, spoil: Callable[[Demo], None], reason: str
) -> None:
    session = await ground.sign_in(name)
    spoil(ground.demo)
    with pytest.raises(GrantRefused, match=reason):
        await ground.client.renew(session, ground.route(name), ground.person)


@pytest.mark.parametrize("part", ["/.well-known/", "/jwks", "/token", "/api/v1/token"])
async def test_a_networks_own_page_is_no_word_of_the_providers(
    ground: Ground, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await ground.sign_in("exchange")
    ground.client.providers._known.clear()
    ground.client.providers._keys.clear()
    ask = Web._ask

    async def between(self: Web, method: str, origin: Origin, path: str, *args: Any, **options: Any) -> Answer:
        if path.startswith(part):
            return Answer(200, {"content-type": "text/html"}, b"<html>Welcome to our network</html>")
        return await ask(self, method, origin, path, *args, **options)

    monkeypatch.setattr(Web, "_ask", between)
    with pytest.raises(PomtrayError) as caught:
        await ground.client.renew(session, ground.route("exchange"), ground.person)
    assert not isinstance(caught.value, GrantRefused | GrantEnded)


async def test_trouble_of_the_exchange_is_none(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """The older Pomerium says 500 of a wrong token, and of its own trouble."""
    session = await ground.sign_in("exchange")
    monkeypatch.setattr(OlderExchange, "answer", lambda _, ask: error_page(ask, 500))
    with pytest.raises(Refused) as caught:
        await ground.client.renew(session, ground.route("exchange"), ground.person)
    assert type(caught.value) is Refused


@pytest.mark.parametrize("name", OIDC)
async def test_after_signing_out_the_provider_renews_no_more(ground: Ground, name: str) -> None:
    session = await ground.sign_in(name)
    assert (await ground.client.revoke(session, ground.route(name), ground.person)).verdict is Verdict.ENDED
    with pytest.raises(GrantRefused):
        await ground.client.renew(session, ground.route(name), ground.person)


async def test_no_session_of_pomeriums_own_is_made_or_asked_for(ground: Ground) -> None:
    session = await ground.sign_in("identity-token")
    await ground.client.verify(session, [ground.route("identity-token")])
    assert ground.demo.sessions == ()
    assert not any(seen.path.startswith("/.pomerium/") for seen in ground.demo.log)


async def test_a_check_is_one_request(ground: Ground) -> None:
    session = await ground.sign_in("access-token")
    ground.demo.log.clear()
    await ground.client.verify(session, [ground.route("access-token")])
    assert [(seen.part, seen.path) for seen in ground.demo.log] == [("access-token", "/")]


async def test_a_provider_that_the_settings_have_lost_cannot_be_asked_to_revoke(ground: Ground) -> None:
    session = await ground.sign_in("identity-token")
    ground.demo.log.clear()
    orphan = replace(ground.route("identity-token"), method=Method.POMERIUM, provider=None)
    assert (await ground.client.revoke(session, orphan, ground.person)).verdict is Verdict.LIVE
    assert ground.demo.log == []


async def test_what_else_it_opens_is_tried_without_the_pomerium(ground: Ground) -> None:
    session = await ground.sign_in("identity-token")
    ground.demo.log.clear()
    routes = [ground.route("access-token")]
    assert (await ground.client.share(session, routes, frozenset())).origins == frozenset()
    assert {seen.part for seen in ground.demo.log} == {"access-token"}


async def test_a_token_of_the_provider_is_not_tried_where_it_may_not_go(ground: Ground) -> None:
    session = await ground.sign_in("identity-token")
    ground.demo.log.clear()
    trial = await ground.client.try_route(session, ground.route("app"))
    assert "does not go to" in trial.text
    assert (trial.ok, trial.checked) == (False, None)
    with pytest.raises(ValueError, match="does not go to"):
        await ground.client.verify(session, [ground.route("app")])
    assert ground.demo.log == []
