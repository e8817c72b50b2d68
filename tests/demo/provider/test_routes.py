"""Each of the demo's routes for the provider's tokens, by nothing but the settings that the demo gives for it."""

from __future__ import annotations

import pytest

from pomtray.demo.provider.routes import ProviderSettings
from tests.demo.playground import World
from tests.demo.relying_party import RelyingParty

NAMES = ("exchange", "identity-token", "access-token")


def settings(world: World, name: str) -> ProviderSettings:
    found = world.demo.provider_settings(name)
    assert found is not None
    return found


def test_which_routes_they_are(world: World) -> None:
    names = [route.name for route in world.demo.routes if world.demo.provider_settings(route.name)]
    assert names == [*NAMES, "machine"]
    assert names == [route.name for route in world.demo.routes if route.plan.kind == "provider"]


@pytest.mark.parametrize("name", NAMES)
async def test_a_person_s_route(world: World, name: str) -> None:
    given = settings(world, name)
    assert (given.method, given.issuer, given.url) == ("oidc", world.demo.provider, world.url(name))
    party = RelyingParty(world, given.client_id)
    token = (await party.tokens(scope=" ".join(given.scopes)))["refresh_token"]
    more = {"audience": given.pomerium_client_id} if given.pomerium_client_id else {}
    tokens = (await party.refresh(token, **more)).json()
    if given.deliver == "exchange":
        answer = await world.http.post(given.exchange_url, data={"id_token": tokens["id_token"]})
        bearer = answer.json()["Token"]
    else:
        bearer = tokens["id_token" if given.deliver == "identity_token" else "access_token"]
    assert (await world.get(name, authorization=f"Bearer {bearer}")).status_code == 200


async def test_a_machine_s_route(world: World) -> None:
    given = settings(world, "machine")
    assert (given.method, given.token_auth) == ("client_credentials", "client_secret_post")
    assert given.client_secret not in repr(given)
    form = {
        "grant_type": "client_credentials",
        "client_id": given.client_id,
        "client_secret": given.client_secret,
        "audience": given.audience,
    }
    answer = await world.http.post(f"{given.issuer}/token", data=form)
    bearer = answer.json()["access_token"]
    assert (await world.get("machine", authorization=f"Bearer {bearer}")).status_code == 200
    person = (await RelyingParty(world).tokens())["id_token"]
    assert (await world.get("machine", authorization=f"Bearer {person}")).status_code == 403
