"""What becomes of the provider's tokens: refresh, rotation, loss, revocation, keys (RFC 6749 §6, RFC 7009)."""

from __future__ import annotations

from datetime import timedelta

import httpx
import jwt
import pytest

from tests.demo.playground import World
from tests.demo.relying_party import SCOPE, RelyingParty, claims, error


@pytest.fixture
def party(world: World) -> RelyingParty:
    return RelyingParty(world)


async def userinfo(world: World, token: str) -> httpx.Response:
    return await world.http.get(f"{world.demo.provider}/userinfo", headers={"authorization": f"Bearer {token}"})


async def kids(world: World) -> set[str]:
    keys = (await world.http.get(f"{world.demo.provider}/jwks")).json()["keys"]
    return {key["kid"] for key in keys}


async def test_a_refresh_gives_the_next_of_each(world: World, party: RelyingParty) -> None:
    first = await party.tokens()
    world.clock.advance(240)
    second = (await party.refresh(first["refresh_token"])).json()
    assert second.keys() == first.keys()
    assert second["refresh_token"] != first["refresh_token"]
    content = claims(second["id_token"])
    assert content["exp"] == claims(first["id_token"])["exp"] + 240
    assert content["auth_time"] == claims(first["id_token"])["auth_time"]
    assert "nonce" not in content


async def test_a_replaced_refresh_token_ends_the_whole_family(party: RelyingParty, world: World) -> None:
    first = (await party.tokens())["refresh_token"]
    second = (await party.refresh(first)).json()
    assert error(await party.refresh(first)) == "invalid_grant"
    assert error(await party.refresh(second["refresh_token"])) == "invalid_grant"
    assert (await userinfo(world, second["access_token"])).status_code == 401


async def test_a_provider_that_only_refuses_the_replaced_one(party: RelyingParty, world: World) -> None:
    world.demo.options.reuse_revokes = False
    first = (await party.tokens())["refresh_token"]
    second = (await party.refresh(first)).json()["refresh_token"]
    assert error(await party.refresh(first)) == "invalid_grant"
    assert (await party.refresh(second)).status_code == 200


async def test_a_provider_that_allows_for_lost_answers(party: RelyingParty, world: World) -> None:
    world.demo.options.reuse_for = timedelta(seconds=30)
    first = (await party.tokens())["refresh_token"]
    second = (await party.refresh(first)).json()["refresh_token"]
    world.clock.advance(29)
    assert (await party.refresh(first)).json()["refresh_token"] == second
    world.clock.advance(1)
    assert error(await party.refresh(first)) == "invalid_grant"


async def test_without_rotation_the_refresh_token_stays(party: RelyingParty, world: World) -> None:
    world.demo.options.rotate_refresh = False
    token = (await party.tokens())["refresh_token"]
    for _ in range(2):
        answer = await party.refresh(token)
        assert answer.status_code == 200
        assert "refresh_token" not in answer.json()


async def test_a_lost_answer_was_processed(party: RelyingParty, world: World) -> None:
    token = (await party.tokens())["refresh_token"]
    world.demo.options.lose_token_answers = 1
    with pytest.raises(httpx.RemoteProtocolError):
        await party.refresh(token)
    assert world.demo.options.lose_token_answers == 0
    assert error(await party.refresh(token)) == "invalid_grant"


@pytest.mark.parametrize("token", ["", "nope"])
async def test_an_unknown_refresh_token(party: RelyingParty, token: str) -> None:
    assert error(await party.refresh(token)) == ("invalid_grant" if token else "invalid_request")


async def test_a_refresh_token_is_its_client_s_own(party: RelyingParty, world: World) -> None:
    token = (await party.tokens())["refresh_token"]
    secret = world.demo.client_secret("pomtray-demo-secret")
    answer = await party.refresh(token, client_id="pomtray-demo-secret", client_secret=secret)
    assert error(answer) == "invalid_grant"


async def test_the_audience_of_a_refresh(party: RelyingParty) -> None:
    token = (await party.tokens())["refresh_token"]
    answer = (await party.refresh(token, audience="pomerium")).json()
    content = claims(answer["id_token"])
    assert (content["aud"], content["azp"]) == ("pomerium", "pomtray-demo")
    assert error(await party.refresh(answer["refresh_token"], audience="nobody")) == "invalid_target"


async def test_a_provider_that_passes_over_the_audience(party: RelyingParty, world: World) -> None:
    world.demo.options.audience_parameter = False
    answer = await party.refresh((await party.tokens())["refresh_token"], audience="pomerium")
    assert claims(answer.json()["id_token"])["aud"] == "pomtray-demo"


async def test_dex_s_scope_for_another_audience(party: RelyingParty) -> None:
    tokens = await party.tokens(scope=f"{SCOPE} audience:server:client_id:pomerium")
    assert claims(tokens["id_token"])["aud"] == "pomerium"
    assert claims(tokens["id_token"])["azp"] == "pomtray-demo"
    assert claims((await party.refresh(tokens["refresh_token"])).json()["id_token"])["aud"] == "pomerium"


async def test_a_refresh_can_narrow_the_scopes_and_not_widen_them(party: RelyingParty) -> None:
    tokens = await party.tokens(scope="openid profile offline_access")
    narrow = (await party.refresh(tokens["refresh_token"], scope="openid")).json()
    assert "name" in claims(tokens["id_token"])
    assert "name" not in claims(narrow["id_token"])
    assert error(await party.refresh(narrow["refresh_token"], scope="openid email")) == "invalid_scope"


async def test_a_refused_refresh_and_a_provider_that_is_down(party: RelyingParty, world: World) -> None:
    token = (await party.tokens())["refresh_token"]
    world.demo.options.refuse_refresh = True
    assert error(await party.refresh(token)) == "invalid_grant"
    world.demo.options.refuse_refresh = False
    world.demo.options.provider_down = True
    answer = await party.refresh(token)
    assert answer.status_code == 503
    assert answer.headers["content-type"].startswith("text/html")
    world.demo.options.provider_down = False
    assert (await party.refresh(token)).status_code == 200, "neither used the token up"


async def test_a_changed_password_ends_every_grant(party: RelyingParty, world: World) -> None:
    tokens = await party.tokens()
    code = await party.code()
    world.demo.end_grants()
    assert error(await party.refresh(tokens["refresh_token"])) == "invalid_grant"
    assert error(await party.redeem(code)) == "invalid_grant"
    assert (await userinfo(world, tokens["access_token"])).status_code == 401


async def test_userinfo_names_the_person_while_the_token_lives(party: RelyingParty, world: World) -> None:
    world.demo.options.token_for = timedelta(seconds=90)
    tokens = await party.tokens()
    assert tokens["expires_in"] == 90
    answer = await userinfo(world, tokens["access_token"])
    assert (answer.json()["sub"], answer.json()["email"]) == ("alice", "alice@example.com")
    world.clock.advance(90)
    late = await userinfo(world, tokens["access_token"])
    assert error(late, 401) == "invalid_token"
    assert late.headers["www-authenticate"].startswith("Bearer")


async def test_revoking_a_refresh_token_ends_its_access_tokens(party: RelyingParty, world: World) -> None:
    tokens = await party.tokens()
    answer = await party.post("/revoke", token=tokens["refresh_token"], token_type_hint="refresh_token")
    assert (answer.status_code, answer.content) == (200, b"")
    assert error(await party.refresh(tokens["refresh_token"])) == "invalid_grant"
    assert (await userinfo(world, tokens["access_token"])).status_code == 401


async def test_revoking_an_access_token_ends_no_other(party: RelyingParty, world: World) -> None:
    tokens = await party.tokens()
    assert (await party.post("/revoke", token=tokens["access_token"])).status_code == 200
    assert (await userinfo(world, tokens["access_token"])).status_code == 401
    assert (await party.refresh(tokens["refresh_token"])).status_code == 200


async def test_revoking_what_is_unknown_or_another_s(party: RelyingParty, world: World) -> None:
    assert (await party.post("/revoke", token="nope")).status_code == 200
    assert error(await party.post("/revoke")) == "invalid_request"
    token = (await party.tokens())["refresh_token"]
    secret = world.demo.client_secret("pomtray-demo-secret")
    stranger = await party.post("/revoke", token=token, client_id="pomtray-demo-secret", client_secret=secret)
    assert error(stranger) == "unauthorized_client"
    assert (await party.refresh(token)).status_code == 200


async def test_keys_rotate(party: RelyingParty, world: World) -> None:
    before = await kids(world)
    world.demo.rotate_keys()
    assert before < await kids(world)
    newest = jwt.get_unverified_header((await party.tokens())["id_token"])["kid"]
    assert newest not in before
    world.demo.rotate_keys(drop_old=True)
    assert not (await kids(world)) & {newest, *before}
