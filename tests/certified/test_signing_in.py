"""Signing in at a certified provider: every way to say who we are, every kind of token, and what it insists on."""

from __future__ import annotations

import asyncio
import secrets
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from pomtray.core.domain.provider import Deliver, TokenAuth
from pomtray.core.domain.session import EndSource, Person, Verdict
from pomtray.core.errors import Refused, SignInError
from pomtray.core.secret import Secret
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.provider import oidc
from tests.certified.clients import ACCESS_FOR, ID_TOKEN_FOR
from tests.certified.ground import Ground
from tests.signin.person import Known

POLLS_AT_MOST = 5


async def test_what_discovery_says(ground: Ground) -> None:
    metadata = await ground.client.providers.metadata(ground.provider())
    issuer = ground.certified.issuer
    assert metadata.issuer == issuer
    assert metadata.authorization_endpoint == f"{issuer}/auth"
    assert metadata.device_authorization_endpoint == f"{issuer}/device/auth"
    assert metadata.revocation_endpoint == f"{issuer}/token/revocation"
    assert metadata.iss_in_response
    assert "private_key_jwt" in metadata.token_auth_methods


@pytest.mark.parametrize("ending", ["/", "/other"])
async def test_an_issuer_that_is_written_otherwise(ground: Ground, ending: str) -> None:
    route, _ = await ground.route(ground.provider(issuer=ground.certified.issuer + ending))
    with pytest.raises(Refused) as caught:
        await ground.sign_in(route)
    assert caught.value.problem.step == "discovery"


@pytest.mark.parametrize(("client_id", "algorithm"), [("public", "RS256"), ("public-es256", "ES256")])
async def test_its_id_token_opens_the_route(ground: Ground, client_id: str, algorithm: str) -> None:
    route, behind = await ground.route(ground.provider(client_id))
    before = datetime.now(UTC)
    session = await ground.sign_in(route)
    assert session.check.verdict is Verdict.LIVE
    assert session.person.user == "alice"
    assert session.end.source is EndSource.TOKEN
    assert session.end.at
    assert abs(session.end.at - before - timedelta(seconds=ID_TOKEN_FOR)) < timedelta(seconds=20)
    assert (behind.subjects, behind.algorithms) == (["alice"], [algorithm])
    assert not ground.person.questions
    assert await ground.person.pages[0] == 200


@pytest.mark.parametrize("deliver", [Deliver.IDENTITY_TOKEN, Deliver.ACCESS_TOKEN])
async def test_who_it_is_by_the_userinfo_endpoint(ground: Ground, deliver: Deliver) -> None:
    """Its ID tokens hold the `sub` alone where there is an access token too (OpenID Connect Core §5.4)."""
    route, _ = await ground.route(deliver=deliver)
    session = await ground.sign_in(route)
    assert session.person == Person("alice", "alice@example.com", "Alice Example")
    assert (await ground.renew(session, route)).person == session.person


async def test_a_person_without_a_name(ground: Ground) -> None:
    route, _ = await ground.route(ground.provider(scopes=("openid", "offline_access")))
    assert (await ground.sign_in(route)).person == Person("alice")


async def test_the_answer_names_the_issuer(ground: Ground) -> None:
    """RFC 9207; the program insists on it where the metadata promises it."""
    route, _ = await ground.route()
    await ground.sign_in(route)
    assert ground.browser.callback["iss"] == ground.certified.issuer


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


IPV6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6 loopback")


@pytest.mark.parametrize("host", ["127.0.0.1", *(pytest.param(host, marks=IPV6) for host in ("localhost", "[::1]"))])
async def test_any_port_of_loopback_will_do(ground: Ground, host: str) -> None:
    """RFC 8252 §7.3: registered without a port, asked for with one."""
    route, _ = await ground.route(ground.provider(redirect_uris=(f"http://{host}:0/callback",)))
    assert (await ground.sign_in(route)).check.verdict is Verdict.LIVE
    asked = urlsplit((await ground.person.parameters())["redirect_uri"])
    assert (asked.hostname, asked.path) == (host.strip("[]"), "/callback")
    assert asked.port


async def test_its_access_token_opens_the_route(ground: Ground) -> None:
    route, behind = await ground.route(deliver=Deliver.ACCESS_TOKEN)
    session = await ground.sign_in(route)
    assert session.check.verdict is Verdict.LIVE
    assert (session.end.source, behind.subjects) == (EndSource.SERVER, ["alice"])
    assert session.end.at
    assert session.end.at - session.signed_in_at <= timedelta(seconds=ACCESS_FOR)


async def test_a_token_for_another_client_is_refused_by_the_route(ground: Ground) -> None:
    route, behind = await ground.route()
    behind.audience = "somebody-else"
    session = await ground.sign_in(route)
    closed = session.closed(route)
    assert closed
    assert "may not accept this kind of token" in closed.sentence
    assert closed.request_id == "3f2a"


@pytest.mark.parametrize(
    ("client_id", "auth"),
    [
        ("basic", TokenAuth.BASIC),
        ("basic +/:%", TokenAuth.BASIC),
        ("post", TokenAuth.POST),
        ("rsa-key", TokenAuth.PRIVATE_KEY_JWT),
        ("ec-key", TokenAuth.PRIVATE_KEY_JWT),
    ],
)
async def test_clients_that_say_who_they_are(ground: Ground, client_id: str, auth: TokenAuth) -> None:
    """At the token endpoint, twice, and when signing out."""
    route, behind = await ground.route(ground.provider(client_id, auth))
    session = await ground.sign_in(route)
    session = await ground.renew(session, route)
    assert (session.check.verdict, behind.subjects) == (Verdict.LIVE, ["alice", "alice"])
    assert await ground.sign_out(session, route) is Verdict.ENDED


@pytest.mark.parametrize(("client_id", "auth"), [("basic", TokenAuth.BASIC), ("post", TokenAuth.POST)])
async def test_a_secret_that_it_does_not_take(
    ground: Ground, client_id: str, auth: TokenAuth, caplog: pytest.LogCaptureFixture
) -> None:
    route, _ = await ground.route(ground.provider(client_id, auth))
    ground.person.secrets["certified"] = ground.remember(secrets.token_urlsafe(32))
    with pytest.raises(Refused) as caught:
        await ground.sign_in(route)
    problem = caught.value.problem
    assert problem.step == "token"
    assert "invalid_client" in problem.sentence
    assert "`client_secret`" in problem.action
    assert auth in problem.action, "what the provider takes"
    said = f"{problem} {caught.value} {caplog.text}"
    assert ground.person.secrets["certified"] not in said
    assert ground.person.refused_secrets == ["certified"]


async def test_another_key_than_the_one_it_knows(ground: Ground) -> None:
    route, _ = await ground.route(ground.provider("ec-key", TokenAuth.PRIVATE_KEY_JWT))
    ground.person.secrets["certified"] = ground.clients.secret_of("rsa-key")
    with pytest.raises(Refused, match="invalid_client"):
        await ground.sign_in(route)


@pytest.mark.parametrize("wrong", [{"client_id": "nobody"}, {"redirect_uris": ("http://127.0.0.1:0/elsewhere",)}])
async def test_what_it_tells_the_browser_alone(ground: Ground, wrong: dict[str, Any]) -> None:
    """It shows a page of its own and does not come back, so only the end of the wait tells (RFC 6749 §4.1.2.1)."""
    route, _ = await ground.route(ground.provider(**wrong))
    ground.preferences = replace(ground.preferences, sign_in_for=1)
    with pytest.raises(SignInError, match="Nobody signed in") as caught:
        await ground.sign_in(route)
    assert await ground.person.pages[0] == 400
    assert "`client_id` and `redirect_uri`" in caught.value.problem.action


async def test_the_person_gives_up(ground: Ground) -> None:
    ground.browser.person = "cancel"
    route, _ = await ground.route()
    with pytest.raises(SignInError, match="access_denied") as caught:
        await ground.sign_in(route)
    assert caught.value.problem.step == "authorization"
    assert "not today" in caught.value.problem.sentence


async def test_without_a_prompt_for_consent_nothing_renews(ground: Ground) -> None:
    """It passes over `offline_access` (OpenID Connect Core §11); the session serves until its end."""
    route, _ = await ground.route(ground.provider(authorization_params=()))
    session = await ground.sign_in(route)
    assert session.check.verdict is Verdict.LIVE
    assert session.grant
    assert session.grant.refresh is None
    with pytest.raises(Refused, match="no refresh token") as caught:
        await ground.renew(session, route)
    assert "offline_access" in caught.value.problem.action
    assert 'prompt = "consent"' in caught.value.problem.action


# PKCE: the provider checks it, so a code alone is worth nothing


def without_challenge(url: str) -> str:
    head, _, query = url.partition("?")
    kept = [(name, value) for name, value in parse_qsl(query) if not name.startswith("code_challenge")]
    return f"{head}?{urlencode(kept)}" if urlsplit(url).path == "/auth" else url


async def test_a_request_without_a_challenge_is_refused(ground: Ground) -> None:
    ground.browser.rewrite = without_challenge
    route, _ = await ground.route()
    with pytest.raises(SignInError, match="invalid_request") as caught:
        await ground.sign_in(route)
    assert "PKCE" in caught.value.problem.sentence


async def test_a_code_without_its_verifier_is_worth_nothing(ground: Ground) -> None:
    """Somebody pastes us a code of a sign-in of theirs."""
    codes: list[str] = []

    def steal(url: str) -> str:
        found = dict(parse_qsl(urlsplit(url).query)).get("code")
        if found is None or urlsplit(url).path != "/callback":
            return url
        codes.append(ground.remember(found))
        return f"{ground.certified.issuer}/jwks"

    ground.browser.rewrite = steal
    route, _ = await ground.route()
    signing = asyncio.create_task(ground.sign_in(route))
    await ground.person.opened
    await ground.person.pages[0]
    client = await ground.client.providers.client(ground.provider(), ground.person)
    uri = (await ground.person.parameters())["redirect_uri"]
    with pytest.raises(Refused, match="invalid_grant") as caught:
        await client.tokens.redeem(Secret(codes[0]), verifier=Secret("v" * 43), redirect_uri=uri)
    assert codes[0] not in str(caught.value)
    signing.cancel()
    await asyncio.gather(signing, return_exceptions=True)


# Another device


async def test_a_sign_in_on_another_device(ground: Ground) -> None:
    """Asked once too early, and again once the person has typed the code in there."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            await ground.browser.open(ground.person.codes[0][2])
        assert len(pauses) < POLLS_AT_MOST

    route, behind = await ground.route()
    session = await oidc.sign_in(
        providers=ground.client.providers,
        route=route,
        preferences=ground.preferences,
        hooks=ground.person,
        known=Known(),
        listeners=Listeners(),
        device=True,
        pause=pause,
    )
    assert (session.check.verdict, session.person.user, behind.subjects) == (Verdict.LIVE, "alice", ["alice"])
    assert "Are you alice@example.com?" in [question.title for question in ground.person.questions]
    assert len(pauses) == 2
    user_code, uri, complete, expires_at = ground.person.codes[0]
    assert uri == f"{ground.certified.issuer}/device"
    assert user_code in complete
    assert expires_at > datetime.now(UTC)
    assert (await ground.renew(session, route)).check.verdict is Verdict.LIVE


async def test_a_no_on_the_other_device(ground: Ground) -> None:
    ground.browser.person = "cancel"

    async def pause(seconds: float) -> None:
        await ground.browser.open(ground.person.codes[0][2])

    route, _ = await ground.route()
    with pytest.raises(SignInError, match="access_denied") as caught:
        await oidc.sign_in(
            providers=ground.client.providers,
            route=route,
            preferences=ground.preferences,
            hooks=ground.person,
            known=Known(),
            listeners=Listeners(),
            device=True,
            pause=pause,
        )
    assert caught.value.problem.step == "token"
