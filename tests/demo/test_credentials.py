"""pomerium.md §3 and §6: header forms, their order, and the answers without them."""

from __future__ import annotations

import pytest

from tests.demo.playground import JSON, World

FORMS = {
    "pomerium": ("authorization", "Pomerium {}"),
    "x-pomerium": ("x-pomerium-authorization", "{}"),
    "bearer": ("authorization", "Bearer Pomerium-{}"),
    "cookie": ("cookie", "_pomerium={}"),
}


def form(name: str, token: str) -> dict[str, str]:
    header, pattern = FORMS[name]
    return {header: pattern.format(token)}


@pytest.mark.parametrize("name", FORMS)
async def test_every_form_opens_the_route(world: World, name: str) -> None:
    answer = await world.get("app", "/some/where?q=1", **form(name, world.demo.issue()))
    assert answer.status_code == 200
    assert answer.json()["path"] == "/some/where"
    assert answer.headers["x-envoy-upstream-service-time"] == "1"


async def test_only_bearer_shows_the_token_to_the_upstream(world: World) -> None:
    token = world.demo.issue()
    pomerium = await world.get("app", **form("pomerium", token))
    bearer = await world.get("app", **form("bearer", token))
    own = await world.get("app", **form("x-pomerium", token), authorization="Basic dTpw")
    assert pomerium.json()["authorization"] == "absent"
    assert bearer.json()["authorization"] == "present, form Bearer Pomerium-…"
    assert own.json()["authorization"] == "present, form Basic …"
    assert "x-pomerium-authorization" not in own.json()["headers"]
    assert token not in bearer.text


@pytest.mark.parametrize("pattern", ["pomerium {}", "bearer Pomerium-{}", "Bearer {}"])
async def test_other_spellings_are_not_recognised(world: World, pattern: str) -> None:
    answer = await world.get("app", authorization=pattern.format(world.demo.issue()))
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("bad", "good"),
    [("cookie", "x-pomerium"), ("cookie", "pomerium"), ("x-pomerium", "pomerium"), ("x-pomerium", "bearer")],
)
async def test_the_first_present_wins_even_if_invalid(world: World, bad: str, good: str) -> None:
    token = world.demo.issue()
    assert (await world.get("app", **form(good, token), **form(bad, "garbled"))).status_code == 401
    assert (await world.get("app", **form(good, "garbled"), **form(bad, token))).status_code == 200


@pytest.mark.parametrize("accept", ["*/*", "", "text/html"])
async def test_without_credentials_a_browser_is_sent_to_sign_in(world: World, accept: str) -> None:
    answer = await world.get("app", accept=accept)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"{world.demo.authenticate}/.pomerium/sign_in?")
    assert "x-request-id" in answer.headers


async def test_without_credentials_a_program_gets_401(world: World) -> None:
    answer = await world.get("app", **JSON)
    assert answer.status_code == 401
    assert answer.json() == {"error": "Unauthenticated", "request_id": answer.headers["x-request-id"]}
    assert "x-pomerium-intercepted-response" not in answer.headers
    assert "x-envoy-upstream-service-time" not in answer.headers


@pytest.mark.parametrize("kind", ["expired", "revoked", "garbled"])
async def test_a_dead_token_is_401(world: World, kind: str) -> None:
    token = world.demo.issue()
    if kind == "expired":
        world.clock.advance(14 * 3600)
    elif kind == "revoked":
        world.demo.revoke(world.demo.sessions[0].jti)
    else:
        token = token[:-4] + "AAAA"
    html = await world.get("app", **form("pomerium", token))
    json = await world.get("app", **form("pomerium", token), **JSON)
    assert (html.status_code, json.status_code) == (401, 401)
    assert html.headers["x-pomerium-intercepted-response"] == "true"
    assert html.headers["x-request-id"] in html.text
    assert json.json() == {"error": "Unauthenticated", "request_id": json.headers["x-request-id"]}
    assert "x-pomerium-intercepted-response" not in json.headers


async def test_signed_in_and_not_allowed_is_403(world: World) -> None:
    token = world.demo.issue()
    html = await world.get("denied", **form("pomerium", token))
    json = await world.get("denied", **form("pomerium", token), **JSON)
    assert (html.status_code, json.status_code) == (403, 403)
    assert html.headers["x-pomerium-intercepted-response"] == "true"
    assert json.json() == {"error": "Forbidden", "request_id": json.headers["x-request-id"]}
    assert "x-envoy-upstream-service-time" not in json.headers


async def test_a_token_opens_every_route_of_its_idp(world: World) -> None:
    token = world.demo.issue(route="app")
    for name in ("app", "api", "wiki"):
        assert (await world.get(name, **form("pomerium", token))).status_code == 200
    assert (await world.get("other-idp", **form("pomerium", token))).status_code == 401
    assert not await world.alive(token, "other-idp")
    assert (await world.get("other-idp", **form("pomerium", world.demo.issue(route="other-idp")))).status_code == 200


async def test_an_upstream_s_own_401_is_not_pomerium_s(world: World) -> None:
    world.demo.options.upstream_status = 401
    token = world.demo.issue()
    answer = await world.get("app", **form("pomerium", token), **JSON)
    assert answer.status_code == 401
    assert "x-envoy-upstream-service-time" in answer.headers
    assert await world.alive(token)


async def test_a_garbled_cookie_header_is_no_credential(world: World) -> None:
    port = world.demo.route("app").origin.port
    cookie = f"a; =; demo_pomerium_{port}=ü\x80".encode("latin-1")
    answer = await world.http.get(world.url(), headers={b"cookie": cookie, b"accept": b"application/json"})
    assert answer.status_code == 401


async def test_a_browser_opens_a_route_by_itself(world: World) -> None:
    assert await world.browser.open(f"{world.url()}/page?a=b") == 200
    assert world.browser.pages[-1] == f"{world.url()}/page"
    assert await world.browser.open(world.url("wiki")) == 200
    assert len(world.demo.sessions) == 1
