"""pomerium.md §7, row by row: which route takes which of the provider's tokens."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from pomtray.demo.browser import PageFollower
from pomtray.demo.options import BearerFormat, DemoOptions, RoutePlan
from pomtray.demo.world import Demo
from pomtray.serve.server import Server
from tests.demo.playground import JSON, Clock, Listener, World
from tests.demo.relying_party import RelyingParty

ROBOT_TOO = frozenset({"alice", "robot"})
PLANS = (
    RoutePlan("app"),
    RoutePlan("idp_identity_token", bearer=BearerFormat.IDENTITY_TOKEN, kind="provider", allowed=ROBOT_TOO),
    RoutePlan("idp_access_token", bearer=BearerFormat.ACCESS_TOKEN, kind="provider", allowed=ROBOT_TOO),
    RoutePlan(
        "jwt",
        bearer=BearerFormat.JWT,
        kind="provider",
        allowed=ROBOT_TOO,
        audiences=frozenset({"pomtray-demo", "machines"}),
    ),
    RoutePlan(
        "own-client",
        bearer=BearerFormat.IDENTITY_TOKEN,
        kind="provider",
        audiences=frozenset({"pomtray-demo"}),
    ),
    RoutePlan("closed", bearer=BearerFormat.IDENTITY_TOKEN, kind="provider", allowed=frozenset({"bob"})),
    RoutePlan("public", public=True),
)
FORMATS = ("idp_identity_token", "idp_access_token", "jwt")


@pytest.fixture
async def world() -> AsyncIterator[World]:
    clock, listener = Clock(), Listener()
    async with (
        Demo(DemoOptions(clock=clock), PLANS) as demo,
        Server(listener) as server,
        httpx.AsyncClient(trust_env=False) as client,
        PageFollower() as browser,
    ):
        yield World(demo, clock, client, browser, listener, f"http://127.0.0.1:{server.port}")


async def token(world: World, kind: str) -> str:
    party = RelyingParty(world)
    if kind.startswith("machine"):
        proof = {"client_id": "robot", "client_secret": world.demo.client_secret("robot")}
        audience = {"machine for pomerium": "pomerium", "machine listed": "machines"}.get(kind, "elsewhere")
        answer = await party.post(grant_type="client_credentials", audience=audience, **proof)
        return str(answer.json()["access_token"])
    if kind == "id_token for pomerium":
        return await party.identity_token()
    return str((await party.tokens())["id_token" if kind == "id_token for the client" else "access_token"])


async def status(world: World, route: str, bearer: str, **headers: str) -> int:
    return (await world.get(route, authorization=f"Bearer {bearer}", **headers)).status_code


@pytest.mark.parametrize(
    ("kind", "answers"),
    [
        ("id_token for pomerium", (200, 403, 403)),
        ("id_token for the client", (403, 403, 200)),
        ("access token", (403, 200, 403)),
        ("machine for pomerium", (403, 403, 403)),
        ("machine listed", (403, 403, 200)),
        ("machine not listed", (403, 403, 403)),
    ],
)
async def test_the_table(world: World, kind: str, answers: tuple[int, int, int]) -> None:
    bearer = await token(world, kind)
    assert tuple([await status(world, route, bearer) for route in FORMATS]) == answers


async def test_the_route_s_own_client_id(world: World) -> None:
    assert await status(world, "own-client", await token(world, "id_token for the client")) == 200
    assert await status(world, "own-client", await token(world, "id_token for pomerium")) == 403


@pytest.mark.parametrize("route", FORMATS)
async def test_garbage_looks_like_a_policy_denial(world: World, route: str) -> None:
    for bearer in ("x", "a.b.c", f"Pomerium-{world.demo.issue()}"):
        assert await status(world, route, bearer) == 403
        answer = await world.get(route, authorization=f"Bearer {bearer}", **JSON)
        assert answer.json() == {"error": "Forbidden", "request_id": answer.headers["x-request-id"]}
        assert "x-envoy-upstream-service-time" not in answer.headers


@pytest.mark.parametrize("route", FORMATS)
async def test_the_other_forms_keep_working(world: World, route: str) -> None:
    jwt = world.demo.issue()
    assert (await world.get(route, authorization=f"Pomerium {jwt}")).status_code == 200
    assert (await world.get(route, **{"x-pomerium-authorization": jwt})).status_code == 200
    assert (await world.get(route, **JSON)).status_code == 401
    assert (await world.get(route)).status_code == 302


async def test_the_bearer_is_passed_on(world: World) -> None:
    bearer = await token(world, "id_token for pomerium")
    answer = await world.get("idp_identity_token", authorization=f"Bearer {bearer}")
    assert answer.json()["authorization"] == "present, form Bearer …"
    assert bearer not in answer.text


async def test_the_default_hands_it_on_unread(world: World) -> None:
    bearer = await token(world, "id_token for pomerium")
    for one in (bearer, "x"):
        assert await status(world, "app", one) == 302
        assert await status(world, "app", one, **JSON) == 401
        answer = await world.get("public", authorization=f"Bearer {one}")
        assert (answer.status_code, answer.json()["authorization"]) == (200, "present, form Bearer …")
    own = await world.get("app", authorization=f"Bearer {bearer}", **{"x-pomerium-authorization": world.demo.issue()})
    assert own.json()["authorization"] == "present, form Bearer …"


async def test_the_policy_is_asked_about_the_person(world: World) -> None:
    assert await status(world, "closed", await token(world, "id_token for pomerium")) == 403
    world.demo.forget_at_provider()
    world.browser.person = "bob"
    assert await status(world, "closed", await token(world, "id_token for pomerium")) == 200


@pytest.mark.parametrize("kind", ["id_token for pomerium", "access token", "machine listed"])
async def test_a_token_ends(world: World, kind: str) -> None:
    route = dict(zip(("id_token for pomerium", "access token", "machine listed"), FORMATS, strict=True))[kind]
    bearer = await token(world, kind)
    world.clock.advance(299)
    assert await status(world, route, bearer) == 200
    world.clock.advance(1)
    assert await status(world, route, bearer) == 403


async def test_pomerium_s_own_endpoints_do_not_take_it(world: World) -> None:
    bearer = await token(world, "id_token for pomerium")
    for path in ("/.pomerium/user", "/.pomerium/api/v1/routes"):
        answer = await world.get("idp_identity_token", path, authorization=f"Bearer {bearer}", **JSON)
        assert answer.status_code == 401
    assert (await world.get("authenticate", "/.pomerium/user", authorization=f"Bearer {bearer}")).status_code == 401


async def test_the_log_keeps_no_token(world: World) -> None:
    bearer = await token(world, "id_token for pomerium")
    await status(world, "idp_identity_token", bearer)
    assert bearer not in repr(world.demo.log)
    assert not any("?" in seen.path or "code" in seen.path for seen in world.demo.log)
    assert world.demo.log[-1].has_credential
