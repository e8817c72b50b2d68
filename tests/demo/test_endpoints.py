"""pomerium.md §4: what can be asked with the JWT."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.demo.playground import JSON, World

SAMPLES = Path(__file__).parents[1] / "samples"
DATA = re.compile(r"^\s*window\.POMERIUM_DATA = (\{.*\});$", re.MULTILINE)


def sample(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / name).read_text())
    return content


def data(answer: httpx.Response) -> dict[str, Any]:
    found = DATA.search(answer.text)
    assert found
    content: dict[str, Any] = json.loads(found[1])
    return content


def shape(value: object) -> object:
    """The keys and types of a JSON value."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else type(value).__name__


def auth(token: str) -> dict[str, str]:
    return {"authorization": f"Pomerium {token}"}


@pytest.mark.parametrize("name", ["app", "denied", "tcp", "authenticate"])
async def test_user_names_the_person_on_every_host(world: World, name: str) -> None:
    answer = await world.get(name, "/.pomerium/user", **auth(world.demo.issue()), **JSON)
    assert answer.status_code == 200
    expected = sample("user.json") | {"sid": world.demo.sessions[0].jti}
    assert answer.json() == expected


@pytest.mark.parametrize("name", ["app", "authenticate"])
@pytest.mark.parametrize("path", ["/.pomerium/user", "/.pomerium/api/v1/routes"])
async def test_dead_or_none_is_a_json_401(world: World, name: str, path: str) -> None:
    for headers in ({}, auth("garbled")):
        answer = await world.get(name, path, **headers, **JSON)
        assert answer.status_code == 401
        assert answer.json()["error"] == "Unauthenticated"


@pytest.mark.parametrize("path", ["/.pomerium/user", "/.pomerium/sign_out"])
async def test_head_is_404(world: World, path: str) -> None:
    answer = await world.http.head(world.url() + path, headers=auth(world.demo.issue()))
    assert answer.status_code == 404


async def test_the_user_page_tells_until_when(world: World) -> None:
    answer = await world.get("app", "/.pomerium/", **auth(world.demo.issue()))
    content = data(answer)
    session = world.demo.sessions[0]
    assert answer.headers["content-type"].startswith("text/html")
    assert shape(content) == shape(sample("user-page.json"))
    assert content["session"]["id"] == session.jti
    assert content["user"]["name"] == "Alice Example"
    assert re.fullmatch(r"2026-11-21T23:26:08\.055746\d{0,3}Z", content["session"]["expiresAt"])


async def test_the_script_line_has_go_s_escapes(world: World) -> None:
    answer = await world.get("app", "/.pomerium/", **auth(world.demo.issue("bob")))
    assert r'"R\u0026D"' in answer.text
    assert data(answer)["user"]["claims"]["groups"] == ["R&D", "staff"]


@pytest.mark.parametrize("headers", [{}, auth("garbled")])
async def test_the_user_page_without_a_session_is_200(world: World, headers: dict[str, str]) -> None:
    answer = await world.get("app", "/.pomerium/", **headers)
    assert answer.status_code == 200
    assert data(answer) | {"webAuthnUrl": ""} == sample("user-page-no-session.json") | {"webAuthnUrl": ""}


async def test_the_user_page_after_the_end(world: World) -> None:
    token = world.demo.issue()
    world.clock.advance(14 * 3600)
    content = data(await world.get("app", "/.pomerium/", **auth(token)))
    assert content["session"]["expiresAt"] == "1970-01-01T00:00:00Z"
    assert content["session"]["userId"] == ""
    assert content["user"] is None


async def test_the_authenticate_host_s_user_page_wants_the_browser_s_cookie(world: World) -> None:
    answer = await world.get("authenticate", "/.pomerium/", **auth(world.demo.issue()))
    assert answer.status_code == 302
    assert await world.browser.open(f"{world.demo.authenticate}/.pomerium/") == 200


@pytest.mark.parametrize("name", ["app", "denied", "authenticate"])
async def test_the_routes_a_person_may_open(world: World, name: str) -> None:
    answer = await world.get(name, "/.pomerium/api/v1/routes", **auth(world.demo.issue()), **JSON)
    assert answer.headers["content-type"] == "application/json"
    listed = {route["name"]: route for route in answer.json()["routes"]}
    assert list(listed) == ["app", "api", "wiki", "other-idp", "tcp", "exchange", "identity-token", "access-token"]
    assert listed["exchange"]["type"] == "http"
    assert listed["app"]["from"] == world.url()
    address = f"tcp+{world.url('tcp')}/db.localhost:5432"
    assert listed["tcp"]["from"] == address
    assert listed["tcp"]["connect_command"] == f"pomerium-cli tcp {address}"
    samples = {route["name"]: route for route in sample("routes.json")["routes"]}
    assert shape(listed["app"]) == shape(samples["app"])
    assert shape(listed["tcp"]) == shape(samples["tcp"])


async def test_a_portal_switched_off_is_404_text(world: World) -> None:
    world.demo.options.routes_api = False
    answer = await world.get("app", "/.pomerium/api/v1/routes", **auth(world.demo.issue()), **JSON)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/plain")


async def test_a_user_page_switched_off_is_404(world: World) -> None:
    world.demo.options.user_page = False
    assert (await world.get("app", "/.pomerium/", **auth(world.demo.issue()))).status_code == 404


@pytest.mark.parametrize("name", ["app", "authenticate"])
async def test_well_known_shows_the_authenticate_host(world: World, name: str) -> None:
    content = (await world.get(name, "/.well-known/pomerium")).json()
    assert set(content) == {"issuer", "authentication_callback_endpoint", "jwks_uri", "frontchannel_logout_uri"}
    assert content["authentication_callback_endpoint"].startswith(f"{world.demo.authenticate}/")
    world.demo.options.well_known = False
    assert (await world.get(name, "/.well-known/pomerium")).status_code == 404


@pytest.mark.parametrize("path", ["/.pomerium/user", "/.pomerium/api/v1/routes"])
async def test_a_session_of_other_provider_settings_is_known_at_its_route_only(world: World, path: str) -> None:
    """Measured (§4): the authenticate host does not vouch for it, though it issued it."""
    headers = auth(world.demo.issue("alice", "other-idp")) | JSON
    hosts = ("other-idp", "authenticate", "app")
    assert [(await world.get(name, path, **headers)).status_code for name in hosts] == [200, 401, 401]


@pytest.mark.parametrize("path", ["/healthz", "/ping"])
@pytest.mark.parametrize("headers", [{}, auth("garbled")])
async def test_health_says_nothing_about_a_session(world: World, path: str, headers: dict[str, str]) -> None:
    assert (await world.get("app", path, **headers)).status_code == 200


@pytest.mark.parametrize("headers", [{}, JSON], ids=["page", "json"])
@pytest.mark.parametrize(
    ("name", "host"), [("tcp", ""), ("gone", ""), ("app", "nowhere.pom.test"), ("authenticate", "")]
)
async def test_where_there_is_no_route_that_is_said_to_everybody(
    world: World, name: str, host: str, headers: dict[str, str]
) -> None:
    token = auth(world.demo.issue())
    named = {"host": host} if host else {}
    for asked in (named, token | named):
        answer = await world.get(name, "/anything", **headers, **asked)
        request_id = answer.headers["x-request-id"]
        assert answer.status_code == 404
        assert answer.headers["content-type"] == "application/json"
        assert answer.json() == {"requestId": request_id, "status": "404", "statusText": "route_not_found"}
        assert answer.text.startswith('{\n  "requestId": ')
        assert not {"x-envoy-upstream-service-time", "x-pomerium-intercepted-response"} & answer.headers.keys()
    assert (await world.get(name, "/.pomerium/user", **JSON, **token, **named)).status_code == 200
