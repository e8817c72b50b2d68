"""The provider's authorization endpoint and the code grant: RFC 6749 §4.1, RFC 7636, RFC 8252 §7.3, RFC 9207."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import httpx
import jwt
import pytest

from pomtray.demo.provider.authorize import registered
from tests.demo.playground import World
from tests.demo.relying_party import RelyingParty, claims, error

KNOWN = ("http://127.0.0.1/callback", "http://[::1]/callback", "http://localhost:8123/cb", "http://localhost/no-port")


async def sent_back(world: World, url: str) -> dict[str, str]:
    answer = await world.http.get(url)
    assert answer.status_code == 302
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def test_discovery_names_every_endpoint(world: World) -> None:
    answer = await world.http.get(f"{world.demo.provider}/.well-known/openid-configuration")
    content = answer.json()
    assert content["issuer"] == world.demo.provider
    for name in ("authorization", "token", "userinfo", "revocation", "device_authorization", "end_session"):
        assert content[f"{name}_endpoint"].startswith(f"{world.demo.provider}/")
    assert content["code_challenge_methods_supported"] == ["S256"]
    assert content["authorization_response_iss_parameter_supported"] is True
    assert set(content["token_endpoint_auth_methods_supported"]) == {
        *("none", "client_secret_basic", "client_secret_post", "private_key_jwt"),
    }
    assert (await world.http.get(content["jwks_uri"])).status_code == 200


async def test_a_sign_in_gives_tokens(world: World) -> None:
    party = RelyingParty(world)
    arrived = await party.asked()
    assert set(arrived) == {"code", "state", "iss"}
    assert (arrived["state"], arrived["iss"]) == ("STATE", world.demo.provider)
    answer = await party.redeem(arrived["code"])
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"access_token", "token_type", "expires_in", "scope", "id_token", "refresh_token"}
    assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("Bearer", 300)


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
async def test_the_id_token_is_what_the_jwks_verify(world: World, alg: str) -> None:
    world.demo.options.id_token_alg = alg
    tokens = await RelyingParty(world).tokens()
    published = jwt.PyJWKSet.from_dict((await world.http.get(f"{world.demo.provider}/jwks")).json())
    header = jwt.get_unverified_header(tokens["id_token"])
    assert header["alg"] == alg
    key = published[header["kid"]]
    content = jwt.decode(
        tokens["id_token"],
        key,
        algorithms=[alg],
        audience="pomtray-demo",
        issuer=world.demo.provider,
        options={"verify_exp": False, "verify_iat": False},
    )
    now = int(world.clock.now.timestamp())
    assert (content["sub"], content["nonce"], content["iat"], content["exp"]) == ("alice", "NONCE", now, now + 300)
    hashed = jwt.utils.base64url_encode(key.Algorithm.compute_hash_digest(tokens["access_token"].encode())[:16])
    assert content["at_hash"] == hashed.decode()


async def test_the_published_keys_are_public(world: World) -> None:
    keys = (await world.http.get(f"{world.demo.provider}/jwks")).json()["keys"]
    assert {key["kty"] for key in keys} == {"RSA", "EC"}
    assert not any({"d", "p", "q", "dp", "dq", "qi"} & key.keys() for key in keys)


async def test_without_scopes_there_is_neither_id_nor_refresh_token(world: World) -> None:
    tokens = await RelyingParty(world).tokens(scope="email")
    assert not {"id_token", "refresh_token"} & tokens.keys()


async def test_google_s_way_to_a_refresh_token(world: World) -> None:
    assert "refresh_token" in await RelyingParty(world).tokens(scope="openid", access_type="offline")


@pytest.mark.parametrize(
    "changed",
    [
        {"code_challenge": None},
        {"code_challenge_method": None},
        {"code_challenge_method": "plain"},
        {"code_challenge": "short"},
        {"code_challenge": None, "code_challenge_method": None},
    ],
)
async def test_pkce_is_required(world: World, changed: dict[str, str | None]) -> None:
    arrived = await sent_back(world, RelyingParty(world).authorize_url(**changed))
    assert (arrived["error"], arrived["state"]) == ("invalid_request", "STATE")
    assert arrived["iss"] == world.demo.provider


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "openid audience:server:client_id:nobody"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
    ],
)
async def test_what_is_told_to_the_client(world: World, changed: dict[str, str | None], code: str) -> None:
    assert (await sent_back(world, RelyingParty(world).authorize_url(**changed)))["error"] == code


async def test_a_parameter_that_comes_twice(world: World) -> None:
    arrived = await sent_back(world, RelyingParty(world).authorize_url() + "&nonce=other")
    assert arrived["error"] == "invalid_request"


@pytest.mark.parametrize(
    "changed",
    [
        {"client_id": "nobody"},
        {"client_id": None},
        {"client_id": "robot"},
        {"redirect_uri": "http://evil.test/callback"},
        {"redirect_uri": None},
    ],
)
async def test_a_stranger_is_not_sent_anywhere(world: World, changed: dict[str, str | None]) -> None:
    answer = await world.http.get(RelyingParty(world).authorize_url(**changed))
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("uri", "known"),
    [
        ("http://127.0.0.1:1234/callback", True),
        ("http://[::1]:9/callback", True),
        ("http://localhost:8123/cb", True),
        ("http://localhost:8124/cb", False),
        ("http://localhost:8123/no-port", False),
        ("http://127.0.0.1:1234/other", False),
        ("http://127.0.0.1:1234/callback?x=1", False),
        ("http://127.0.0.2:1234/callback", False),
        ("https://127.0.0.1:1234/callback", False),
        ("http://user@127.0.0.1:1234/callback", False),
        ("http://127.0.0.1:x/callback", False),
        ("http://127.0.0.1.evil.test:1/callback", False),
    ],
)
def test_any_port_of_a_loopback_address_and_nothing_else(uri: str, *, known: bool) -> None:
    assert registered(uri, KNOWN) is known


async def test_a_strict_provider_wants_its_exact_address(world: World) -> None:
    party = RelyingParty(world)
    world.demo.options.redirect_uris = ("http://localhost:8123/callback",)
    assert (await world.http.get(party.authorize_url())).status_code == 400
    world.demo.options.redirect_uris = (party.redirect_uri,)
    assert await party.code()


async def test_cancel_is_told_to_the_client(world: World) -> None:
    world.browser.person = "cancel"
    arrived = await RelyingParty(world).asked()
    assert (arrived["error"], arrived["state"]) == ("access_denied", "STATE")


async def test_the_second_sign_in_is_silent_unless_asked_for(world: World) -> None:
    party = RelyingParty(world)
    await party.code()
    world.browser.person = "bob"
    assert claims((await party.tokens(prompt="none"))["id_token"])["sub"] == "alice"
    assert claims((await party.tokens(prompt="login"))["id_token"])["sub"] == "bob"


async def test_a_login_page_is_good_for_one_use(world: World) -> None:
    page = await world.http.get(RelyingParty(world).authorize_url())
    handle = page.text.partition('name="request" value="')[2].partition('"')[0]

    async def answer() -> httpx.Response:
        return await world.http.post(f"{world.demo.provider}/login", data={"request": handle, "person": "bob"})

    assert ((await answer()).status_code, (await answer()).status_code) == (302, 400)


async def test_a_server_that_sends_no_iss(world: World) -> None:
    world.demo.options.response_iss = False
    assert set(await RelyingParty(world).asked()) == {"code", "state"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code_verifier": "w" * 43}, "invalid_grant"),
        ({"code_verifier": "short"}, "invalid_grant"),
        ({"code_verifier": ""}, "invalid_request"),
        ({"redirect_uri": "http://127.0.0.1:1/callback"}, "invalid_grant"),
        ({"redirect_uri": ""}, "invalid_grant"),
        ({"code": "nope"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": ""}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unauthorized_client"),
    ],
)
async def test_a_code_is_redeemed_only_as_asked(world: World, changed: dict[str, str], code: str) -> None:
    party = RelyingParty(world)
    assert error(await party.redeem(await party.code(), **changed)) == code


@pytest.mark.parametrize("verifier", ["short", "x" * 129, "ü" * 43])
async def test_a_verifier_has_a_form(world: World, verifier: str) -> None:
    party = RelyingParty(world, verifier=verifier)
    assert error(await party.redeem(await party.code())) == "invalid_grant"


async def test_a_failed_attempt_uses_the_code_up(world: World) -> None:
    party = RelyingParty(world)
    code = await party.code()
    await party.redeem(code, code_verifier="w" * 43)
    assert error(await party.redeem(code)) == "invalid_grant"


async def test_a_code_used_again_ends_what_it_gave(world: World) -> None:
    party = RelyingParty(world)
    code = await party.code()
    tokens = (await party.redeem(code)).json()
    assert error(await party.redeem(code)) == "invalid_grant"
    assert error(await party.refresh(tokens["refresh_token"])) == "invalid_grant"


async def test_a_code_is_its_client_s_own_and_short_lived(world: World) -> None:
    party = RelyingParty(world)
    code = await party.code()
    secret = world.demo.client_secret("pomtray-demo-secret")
    assert error(await party.redeem(code, client_id="pomtray-demo-secret", client_secret=secret)) == "invalid_grant"
    world.clock.advance(60)
    assert error(await party.redeem(code)) == "invalid_grant"
