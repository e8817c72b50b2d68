"""The device flow: RFC 8628."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.demo.playground import World
from tests.demo.relying_party import SCOPE, RelyingParty, claims, error

GRANT = "urn:ietf:params:oauth:grant-type:device_code"


@pytest.fixture
def party(world: World) -> RelyingParty:
    return RelyingParty(world)


async def started(party: RelyingParty) -> dict[str, Any]:
    answer = await party.post("/device_authorization", scope=SCOPE)
    assert answer.status_code == 200
    content: dict[str, Any] = answer.json()
    return content


async def poll(party: RelyingParty, device: dict[str, Any], wait: float = 5) -> httpx.Response:
    party.world.clock.advance(wait)
    return await party.post(grant_type=GRANT, device_code=device["device_code"])


async def test_a_device_is_let_in(party: RelyingParty, world: World) -> None:
    device = await started(party)
    assert (device["interval"], device["expires_in"]) == (5, 600)
    assert device["verification_uri_complete"] == f"{device['verification_uri']}?user_code={device['user_code']}"
    assert error(await poll(party, device)) == "authorization_pending"
    world.browser.person = "bob"
    assert await world.browser.open(device["verification_uri_complete"]) == 200
    tokens = (await poll(party, device)).json()
    assert claims(tokens["id_token"])["sub"] == "bob"
    assert (await party.refresh(tokens["refresh_token"])).status_code == 200
    assert error(await poll(party, device)) == "invalid_grant", "once"


async def test_the_code_is_typed_in_any_way(party: RelyingParty, world: World) -> None:
    device = await started(party)
    empty = await world.http.get(device["verification_uri"])
    assert 'name="user_code"' in empty.text
    typed = device["user_code"].lower().replace("-", " ")
    page = await world.http.get(device["verification_uri"], params={"user_code": typed})
    assert "Who are you today?" in page.text
    form = {"user_code": typed, "person": "carol"}
    assert (await world.http.post(f"{world.demo.provider}/login", data=form)).status_code == 200
    assert claims((await poll(party, device)).json()["id_token"])["sub"] == "carol"


async def test_a_wrong_code_is_asked_for_again(party: RelyingParty, world: World) -> None:
    await started(party)
    page = await world.http.get(f"{world.demo.provider}/device", params={"user_code": "<b>"})
    assert page.status_code == 400
    assert 'name="user_code"' in page.text
    form = {"user_code": "BBBB-BBBB", "person": "carol"}
    assert (await world.http.post(f"{world.demo.provider}/login", data=form)).status_code == 400


async def test_the_person_is_asked_in_spite_of_a_session(party: RelyingParty, world: World) -> None:
    await party.code()
    device = await started(party)
    await world.browser.open(device["verification_uri_complete"])
    assert any(page.endswith("/login") for page in world.browser.pages)


async def test_cancel_is_told_to_the_device(party: RelyingParty, world: World) -> None:
    world.browser.person = "cancel"
    device = await started(party)
    await world.browser.open(device["verification_uri_complete"])
    assert error(await poll(party, device)) == "access_denied"


async def test_who_asks_too_often_must_slow_down(party: RelyingParty) -> None:
    device = await started(party)
    assert error(await poll(party, device, wait=0)) == "authorization_pending"
    assert error(await poll(party, device, wait=4)) == "slow_down"
    assert error(await poll(party, device, wait=9)) == "slow_down", "ten seconds now"
    assert error(await poll(party, device, wait=15)) == "authorization_pending"


async def test_a_code_that_is_too_old(party: RelyingParty, world: World) -> None:
    device = await started(party)
    assert error(await poll(party, device, wait=600)) == "expired_token"
    assert await world.browser.open(device["verification_uri_complete"]) == 400


async def test_whose_device_it_is(party: RelyingParty, world: World) -> None:
    device = await started(party)
    proof = {"client_id": "pomtray-demo-secret", "client_secret": world.demo.client_secret("pomtray-demo-secret")}
    answer = await party.post(grant_type=GRANT, device_code=device["device_code"], **proof)
    assert error(answer) == "invalid_grant"
    robot = {"client_id": "robot", "client_secret": world.demo.client_secret("robot")}
    assert error(await party.post("/device_authorization", **robot)) == "unauthorized_client"
