"""The token endpoint: what is sent in each grant, and what the devices' answers come to."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core.domain.provider import TokenAuth
from pomtray.core.errors import GrantRefused, Refused
from pomtray.core.protocol.oauth import Device, Tokens
from pomtray.core.secret import Credential, Secret
from pomtray.signin.provider.endpoints.token_endpoint import PollState
from tests.signin.answering import as_json
from tests.signin.desk import GOOD, MACHINE, SECRET, Desk, opened

DEVICE = {
    "device_code": "dc-1",
    "user_code": "WDJB-MJHT",
    "verification_uri": "https://idp.pom.test/device",
    "expires_in": 900,
}


@pytest.fixture
async def desk(secret_canary: Callable[[str], str]) -> AsyncIterator[Desk]:
    secret_canary(SECRET)
    async with opened() as made:
        yield made


async def test_a_code_is_redeemed(desk: Desk) -> None:
    tokens = await desk.endpoint.redeem(
        Secret("c-1"), verifier=Secret("v-1"), redirect_uri="http://127.0.0.1:7/callback"
    )
    assert tokens == Tokens(Credential("at-1"), lasts_for=timedelta(seconds=300))
    assert desk.form == {
        "grant_type": "authorization_code",
        "code": "c-1",
        "redirect_uri": "http://127.0.0.1:7/callback",
        "code_verifier": "v-1",
    }


async def test_the_answers_clock_is_measured(desk: Desk) -> None:
    desk.says(as_json(200, GOOD).replace(b"09:00:00", b"08:55:00"))
    assert (await desk.refresh()).skew == timedelta(minutes=5)
    assert len(desk.server.bodies) == 1, "only a client that was refused asks again by that clock"


async def test_a_no_with_the_status_of_a_yes_ends_a_renewal(desk: Desk) -> None:
    desk.says(as_json(200, {"error": "invalid_grant"}))
    with pytest.raises(GrantRefused, match="invalid_grant"):
        await desk.refresh()


async def test_a_refresh_asks_for_no_scope(desk: Desk) -> None:
    desk.says(as_json(200, GOOD | {"refresh_token": "rt-2", "id_token": "a.b.c"}))
    tokens = await desk.refresh()
    assert (tokens.refresh, tokens.id_token) == (Secret("rt-2"), Credential("a.b.c"))
    assert desk.form == {"grant_type": "refresh_token", "refresh_token": "rt-1"}


async def test_a_refresh_asks_for_pomeriums_audience(desk: Desk) -> None:
    desk.settings(pomerium_client_id="pomerium")
    await desk.refresh()
    assert desk.form["audience"] == "pomerium"
    await desk.endpoint.refresh(Secret("rt-1"), audience="")
    assert "audience" not in desk.form
    await desk.endpoint.refresh(Secret("rt-1"), audience="other")
    assert desk.form["audience"] == "other"


async def test_the_settings_add_parameters_and_replace_none(desk: Desk) -> None:
    desk.settings(token_params=(("refresh_token", "evil"), ("grant_type", "evil"), ("x", "1")))
    await desk.refresh()
    assert desk.form == {"grant_type": "refresh_token", "refresh_token": "rt-1", "x": "1"}


async def test_a_machine_asks_for_what_its_route_says(desk: Desk) -> None:
    await desk.endpoint.client_credentials(MACHINE)
    assert desk.form == {"grant_type": "client_credentials"}
    route = replace(MACHINE, audience="a", scope="s t", resource="https://r.pom.test/")
    await desk.endpoint.client_credentials(route)
    assert desk.form == {
        "grant_type": "client_credentials",
        "audience": "a",
        "scope": "s t",
        "resource": "https://r.pom.test/",
    }


async def test_a_device_gets_a_code_to_type_in(desk: Desk) -> None:
    desk.server.answers["/device"] = as_json(200, DEVICE | {"interval": 7, "verification_uri_complete": "https://a/?c"})
    device = await desk.endpoint.start_device()
    minutes, interval = timedelta(minutes=15), timedelta(seconds=7)
    page = "https://idp.pom.test/device"
    assert device == Device(Secret("dc-1"), "WDJB-MJHT", page, "https://a/?c", minutes, interval)
    assert desk.form == {"client_id": "pomtray", "scope": "openid email profile offline_access"}


@pytest.mark.parametrize("auth", [TokenAuth.NONE, TokenAuth.BASIC, TokenAuth.POST])
async def test_a_device_names_its_client_once_in_the_form(desk: Desk, auth: TokenAuth) -> None:
    """Dex and Google look there only; without it Dex gives a code that nobody can enter."""
    desk.server.answers["/device"] = as_json(200, DEVICE)
    desk.settings(token_auth=auth)
    await desk.endpoint.start_device()
    assert desk.form["client_id"] == "pomtray"


async def test_a_device_polls(desk: Desk) -> None:
    desk.says(as_json(400, {"error": "authorization_pending"}))
    assert await desk.endpoint.poll(Secret("dc-1")) is PollState.PENDING
    assert desk.form == {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": "dc-1",
    }
    desk.says(as_json(400, {"error": "slow_down"}))
    assert await desk.endpoint.poll(Secret("dc-1")) is PollState.SLOW_DOWN
    desk.says(as_json(200, {"error": "authorization_pending"}))
    assert await desk.endpoint.poll(Secret("dc-1")) is PollState.PENDING
    desk.says(as_json(200, GOOD))
    assert await desk.endpoint.poll(Secret("dc-1")) == Tokens(Credential("at-1"), lasts_for=timedelta(seconds=300))


@pytest.mark.parametrize("code", ["access_denied", "expired_token"])
async def test_a_device_that_is_refused(desk: Desk, code: str) -> None:
    desk.says(as_json(400, {"error": code}))
    with pytest.raises(Refused, match=code):
        await desk.endpoint.poll(Secret("dc-1"))


@pytest.mark.parametrize(
    "changed",
    [
        {"device_code": None},
        {"user_code": None},
        {"user_code": 1234},
        {"user_code": "A\nB"},
        {"user_code": "A" * 100},
        {"verification_uri": None},
        {"verification_uri": "http://idp.pom.test/"},
        {"verification_uri": "javascript:alert(1)"},
    ],
    ids=str,
)
async def test_what_is_no_devices_code(desk: Desk, changed: dict[str, object]) -> None:
    desk.server.answers["/device"] = as_json(200, DEVICE | changed)
    with pytest.raises(Refused, match="cannot be used"):
        await desk.endpoint.start_device()


async def test_a_devices_answer_that_is_odd_and_taken(desk: Desk) -> None:
    odd = {"interval": 0, "expires_in": "", "verification_uri": "https://idp.pom.test/#/device"}
    desk.server.answers["/device"] = as_json(200, DEVICE | odd)
    device = await desk.endpoint.start_device()
    assert (device.interval_for, device.verification_uri) == (timedelta(seconds=5), "https://idp.pom.test/#/device")
