"""pomerium.md §2 and §5: what arrives at the loopback, and how long it lives."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import jwt
import pytest

from pomtray.demo.routes import with_jwt
from tests.demo.playground import World


def claims(token: str) -> dict[str, object]:
    return jwt.decode(token, options={"verify_signature": False})


@pytest.mark.parametrize(
    ("target", "arrives"),
    [
        ("http://127.0.0.1:1/a%2Fb/%7e", "http://127.0.0.1:1/a%2Fb/%7e?pomerium_jwt=T"),
        ("http://127.0.0.1:1/?x=y&a=%7e+b", "http://127.0.0.1:1/?a=~+b&pomerium_jwt=T&x=y"),
        ("http://127.0.0.1:1/?pomerium_jwt=old&z=&z=1", "http://127.0.0.1:1/?pomerium_jwt=T&z=&z=1"),
        ("http://127.0.0.1:1/p?q=1#frag?x", "http://127.0.0.1:1/p?pomerium_jwt=T&q=1#frag?x"),
        ("http://127.0.0.1:1", "http://127.0.0.1:1?pomerium_jwt=T"),
    ],
)
def test_the_path_stays_and_the_query_is_sorted(target: str, arrives: str) -> None:
    assert with_jwt(target, "T") == arrives


async def test_the_nonce_path_and_the_query_arrive(world: World) -> None:
    await world.browser.open(await world.login_url(target=f"{world.loopback}/callback/A-_b%41?x=y&pomerium_jwt=no"))
    path, _, query = world.listener.targets[0].partition("?")
    assert path == "/callback/A-_b%41"
    assert [name for name, _ in parse_qsl(query)] == ["pomerium_jwt", "x"]


async def test_the_payload(world: World) -> None:
    token = await world.sign_in()
    payload = claims(token)
    hosts = [urlsplit(url).netloc for url in (world.demo.authenticate, world.loopback, world.url())]
    assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}
    assert payload["aud"] == hosts
    assert payload["iss"] == hosts[0]
    assert payload["sub"] == "alice"
    assert payload["jti"] == world.demo.sessions[0].jti
    assert payload["iat"] == int(world.clock.now.timestamp())
    assert set(payload) == {
        *("aud", "databroker_record_version", "databroker_server_version", "iat", "idp_id", "iss", "jti", "sub"),
    }


async def test_older_servers_put_exp_in(world: World) -> None:
    world.demo.options.exp_in_jwt = True
    world.demo.options.databroker_claims = False
    payload = claims(await world.sign_in())
    assert payload["exp"] == int((world.clock.now + timedelta(hours=14)).timestamp())
    assert "databroker_server_version" not in payload


async def test_the_same_browser_gets_the_same_session(world: World) -> None:
    first = claims(await world.sign_in())
    world.clock.advance(3600)
    second = claims(await world.sign_in("api"))
    assert second["jti"] == first["jti"]
    assert not any(page.endswith("/login") for page in world.browser.pages)
    assert len(world.demo.sessions) == 1


async def test_after_the_end_a_new_session_starts_silently(world: World) -> None:
    first = await world.sign_in()
    world.clock.advance(14 * 3600 - 1)
    assert await world.alive(first)
    world.clock.advance(1)
    assert not await world.alive(first)
    second = await world.sign_in()
    assert claims(second)["jti"] != claims(first)["jti"]
    assert not any(page.endswith("/login") for page in world.browser.pages)
    assert world.demo.sessions[1].expires_at == world.clock.now + timedelta(hours=14)


async def test_revoked_early_by_the_provider(world: World) -> None:
    token = await world.sign_in()
    world.demo.revoke(str(claims(token)["jti"]))
    assert not await world.alive(token)


async def test_a_lost_databroker_ends_every_session(world: World) -> None:
    token = await world.sign_in()
    world.demo.drop_all_sessions()
    assert not await world.alive(token)


async def test_another_person_after_the_provider_forgot(world: World) -> None:
    await world.sign_in()
    world.demo.forget_at_provider()
    world.demo.drop_all_sessions()
    world.browser.person = "carol"
    assert claims(await world.sign_in())["sub"] == "carol"
