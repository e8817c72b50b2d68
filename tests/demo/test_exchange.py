"""pomerium.md §8: the older exchange."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from pomtray.demo.options import Exchange
from tests.demo.playground import JSON, World
from tests.demo.relying_party import RelyingParty


async def exchange(world: World, **form: str) -> httpx.Response:
    return await world.http.post(f"{world.demo.authenticate}/api/v1/token", data=form)


async def exchanged(world: World) -> str:
    answer = await exchange(world, id_token=await RelyingParty(world).identity_token())
    return str(answer.json()["Token"])


async def test_an_id_token_for_pomerium_gives_an_opaque_one(world: World) -> None:
    answer = await exchange(world, id_token=await RelyingParty(world).identity_token())
    ends_at = world.clock.now + timedelta(minutes=5)
    assert set(answer.json()) == {"Token", "Expiry"}
    assert answer.json()["Expiry"] == f"{ends_at:%Y-%m-%dT%H:%M:%SZ}"
    assert "." not in answer.json()["Token"]


async def test_json_or_a_missing_field_is_400_html(world: World) -> None:
    url = f"{world.demo.authenticate}/api/v1/token"
    for answer in (
        await world.http.post(url, json={"id_token": await RelyingParty(world).identity_token()}),
        await world.http.post(url, content="id_token=" + await RelyingParty(world).identity_token()),
        await exchange(world, other="x"),
        await exchange(world, id_token=""),
        await world.http.post(url),
    ):
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("bad", ["signature", "audience", "expired", "garbage", "keys"])
async def test_an_id_token_that_does_not_verify_is_500_html(world: World, bad: str) -> None:
    party = RelyingParty(world)
    token = (await party.tokens())["id_token"] if bad == "audience" else await party.identity_token()
    match bad:
        case "signature":
            token = token[:-6] + ("AAAAAA" if not token.endswith("AAAAAA") else "BBBBBB")
        case "expired":
            world.clock.advance(300)
        case "garbage":
            token = "x"
        case "keys":
            world.demo.rotate_keys(drop_old=True)
    answer = await exchange(world, id_token=token)
    assert answer.status_code == 500
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("server", "status", "said"), [("GONE", 404, "route_not_found"), ("CSRF", 403, "CSRF Failure")]
)
async def test_later_servers_have_no_exchange(world: World, server: str, status: int, said: str) -> None:
    world.demo.options.exchange = Exchange[server]
    answer = await exchange(world, id_token=await RelyingParty(world).identity_token())
    assert answer.status_code == status
    assert said in answer.text


async def test_it_is_posted_to(world: World) -> None:
    assert (await world.get("authenticate", "/api/v1/token")).status_code == 404


async def test_the_token_opens_its_route_until_its_end(world: World) -> None:
    token = await exchanged(world)
    answer = await world.get("exchange", authorization=f"Bearer {token}")
    assert answer.status_code == 200
    assert answer.json()["authorization"] == "present, form Bearer …"
    world.clock.advance(300)
    assert (await world.get("exchange", authorization=f"Bearer {token}")).status_code == 302


@pytest.mark.parametrize("headers", [{}, JSON])
async def test_a_dead_token_is_sent_to_sign_in(world: World, headers: dict[str, str]) -> None:
    token = await exchanged(world)
    world.demo.drop_all_sessions()
    for authorization in ({"authorization": f"Bearer {token}"}, {"authorization": "Bearer x"}, {}):
        answer = await world.get("exchange", **authorization, **headers)
        assert answer.status_code == 302
        assert "/.pomerium/sign_in?" in answer.headers["location"]


async def test_the_login_api_s_form_works_there_too(world: World) -> None:
    answer = await world.get("exchange", authorization=f"Pomerium {world.demo.issue()}")
    assert answer.status_code == 200


async def test_another_route_does_not_take_it(world: World) -> None:
    token = await exchanged(world)
    assert (await world.get("app", authorization=f"Bearer {token}")).status_code == 302
    assert (await world.get("identity-token", authorization=f"Bearer {token}")).status_code == 403
