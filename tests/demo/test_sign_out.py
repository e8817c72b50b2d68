"""pomerium.md §5: sign-out, and the revocation that makes renewing worth it."""

from __future__ import annotations

import httpx
import pytest

from tests.demo.playground import World

SIGN_OUT = "/.pomerium/sign_out"


async def signed_address(world: World) -> str:
    answer = await world.get("app", SIGN_OUT)
    assert answer.status_code == 302
    location: str = answer.headers["location"]
    assert location.startswith(f"{world.demo.authenticate}{SIGN_OUT}?pomerium_expiry=")
    assert "pomerium_signature=" in location
    return location


async def ask(world: World, **headers: str) -> httpx.Response:
    return await world.http.get(await signed_address(world), headers=headers)


async def test_the_authenticate_cookie_revokes_at_once(world: World) -> None:
    token = world.demo.issue()
    answer = await ask(world, cookie=f"_pomerium_authenticate={token}")
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{world.demo.provider}/end_session?id_token_hint=")
    assert not await world.alive(token)


async def test_another_cookie_name_has_another_authenticate_cookie(world: World) -> None:
    world.demo.options.cookie_name = "corp"
    token = world.demo.issue()
    await ask(world, cookie=f"_pomerium_authenticate={token}")
    assert await world.alive(token)
    await ask(world, cookie=f"corp_authenticate={token}")
    assert not await world.alive(token)


@pytest.mark.parametrize(
    ("header", "pattern"),
    [
        ("authorization", "Pomerium {}"),
        ("authorization", "Bearer Pomerium-{}"),
        ("x-pomerium-authorization", "{}"),
        ("cookie", "_pomerium={}"),
    ],
)
async def test_other_forms_revoke_nothing(world: World, header: str, pattern: str) -> None:
    token = world.demo.issue()
    answer = await ask(world, **{header: pattern.format(token)})
    assert answer.status_code == 302
    assert "id_token_hint" not in answer.headers["location"]
    assert await world.alive(token)


async def test_a_server_where_it_does_not_revoke(world: World) -> None:
    world.demo.options.sign_out_revokes = False
    token = world.demo.issue()
    assert (await ask(world, cookie=f"_pomerium_authenticate={token}")).status_code == 302
    assert await world.alive(token)


async def test_an_unsigned_or_late_address_is_400(world: World) -> None:
    token = world.demo.issue()
    cookie = {"cookie": f"_pomerium_authenticate={token}"}
    assert (await world.get("authenticate", SIGN_OUT, **cookie)).status_code == 400
    late = await signed_address(world)
    world.clock.advance(361)
    assert (await world.http.get(late, headers=cookie)).status_code == 400
    assert await world.alive(token)


async def test_the_browser_signs_the_program_out_too(world: World) -> None:
    token = await world.sign_in()
    assert await world.browser.open(world.url() + SIGN_OUT) == 200
    assert world.browser.pages[-1] == f"{world.demo.provider}/end_session"
    assert not await world.alive(token)
    await world.sign_in()
    assert any(page.endswith("/login") for page in world.browser.pages), "the provider forgot too"


async def test_renewing_for_a_full_lifetime(world: World) -> None:
    first = await world.sign_in()
    world.clock.advance(7 * 3600)
    await ask(world, cookie=f"_pomerium_authenticate={first}")
    second = await world.sign_in()
    assert not any(page.endswith("/login") for page in world.browser.pages)
    assert await world.alive(second)
    world.clock.advance(13 * 3600)
    assert await world.alive(second)
