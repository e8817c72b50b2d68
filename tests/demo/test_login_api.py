"""pomerium.md §1: the login API and the life of its URL."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.demo.playground import JSON, LOGIN, World


@pytest.mark.parametrize(
    "target",
    [
        "http://localhost:12345/callback/NONCE",
        "http://127.0.0.1:8",
        "http://[::1]:8/",
        "http://127.8.9.10/x?y=z#f",
        "https://localhost/",
    ],
)
async def test_a_loopback_redirect_is_signed_for(world: World, target: str) -> None:
    answer = await world.login("app", target)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.startswith(f"{world.demo.authenticate}/.pomerium/sign_in?")
    assert not answer.text.endswith("\n")
    assert dict(parse_qsl(urlsplit(answer.text).query))["pomerium_redirect_uri"] == target


@pytest.mark.parametrize("target", ["http://evil.test/", "http://localhost.evil.test/", "app:/x", "localhost:1", ""])
async def test_any_other_redirect_is_400_without_a_reason(world: World, target: str) -> None:
    html = await world.login("app", target)
    assert html.status_code == 400
    assert html.headers["x-pomerium-intercepted-response"] == "true"
    assert html.headers["content-type"].startswith("text/html")
    answer = await world.login("app", target, **JSON)
    assert answer.status_code == 400
    assert answer.json() == {"Status": 400, "RequestID": answer.headers["x-request-id"]}


async def test_an_administrator_can_remove_loopback(world: World) -> None:
    world.demo.options.loopback_redirects = False
    assert (await world.login("app", "http://127.0.0.1:1/")).status_code == 400


async def test_without_the_parameter_it_is_404(world: World) -> None:
    answer = await world.get("app", LOGIN)
    assert (answer.status_code, answer.text) == (404, "Not Found")
    assert answer.headers["content-type"].startswith("text/plain")


async def test_other_methods_are_405(world: World) -> None:
    url = f"{world.url()}{LOGIN}?pomerium_redirect_uri=http://127.0.0.1:1/"
    posted = await world.http.post(url)
    assert (posted.status_code, posted.text) == (405, "Method Not Allowed")
    assert (await world.http.head(url)).status_code == 405


async def test_it_is_compressed_only_if_offered(world: World) -> None:
    offered = await world.login("app", "http://127.0.0.1:1/", **{"accept-encoding": "gzip"})
    refused = await world.login("app", "http://127.0.0.1:1/", **{"accept-encoding": "identity"})
    assert offered.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in refused.headers
    assert urlsplit(offered.text).path == urlsplit(refused.text).path


async def test_the_url_has_the_listed_parameters(world: World) -> None:
    target = f"{world.loopback}/callback/NONCE"
    query = parse_qsl(urlsplit(await world.login_url(target=target)).query)
    values = dict(query)
    assert [name for name, _ in query] == [
        f"pomerium_{name}"
        for name in (
            "callback_uri expiry idp_id issued programmatic redirect_uri signature traceparent".split()  # noqa: SIM905
        )
    ]
    assert values["pomerium_callback_uri"].startswith(
        f"{world.url()}/.pomerium/callback/?pomerium_redirect_uri=http%3A"
    )
    assert int(values["pomerium_expiry"]) - int(values["pomerium_issued"]) == 300
    assert int(values["pomerium_issued"]) == int(world.clock.now.timestamp())
    assert values["pomerium_programmatic"] == "true"
    assert values["pomerium_traceparent"].startswith("00-")


async def test_the_other_idp_shows_in_the_url(world: World) -> None:
    async def idp_id(name: str) -> str:
        return dict(parse_qsl(urlsplit(await world.login_url(name)).query))["pomerium_idp_id"]

    assert await idp_id("app") == await idp_id("api") == await idp_id("wiki")
    assert await idp_id("app") != await idp_id("other-idp")


@pytest.mark.parametrize("name", ["denied", "tcp", "authenticate"])
async def test_200_proves_a_pomerium_and_not_a_route(world: World, name: str) -> None:
    assert (await world.login(name, "http://127.0.0.1:1/")).status_code == 200


async def test_a_denied_route_s_url_works(world: World) -> None:
    token = await world.sign_in("denied")
    assert await world.alive(token)


async def test_a_host_without_a_route_gets_its_own_callback(world: World) -> None:
    url = await world.login_url(host="nowhere.test:81")
    assert dict(parse_qsl(urlsplit(url).query))["pomerium_callback_uri"].startswith("http://nowhere.test:81/")


async def test_an_explicit_default_port_fails_after_the_provider(world: World) -> None:
    url = await world.login_url(host="127.0.0.1:80")
    assert await world.browser.open(url) == 400
    assert any(page.endswith("/login") for page in world.browser.pages)
    assert world.listener.targets == []


@pytest.mark.parametrize(("late", "status"), [(359, 200), (362, 400)])
async def test_the_url_lives_five_minutes_and_one(world: World, late: int, status: int) -> None:
    url = await world.login_url()
    world.clock.advance(late)
    assert await world.browser.open(url) == status
    assert any(page.endswith("/login") for page in world.browser.pages), "a late person signs in first"
    assert len(world.listener.targets) == (status == 200)


@pytest.mark.parametrize(("stay", "status"), [(290, 200), (320, 400)])
async def test_five_minutes_on_the_provider_s_page(world: World, stay: int, status: int) -> None:
    page = await world.http.get(await world.login_url(), follow_redirects=True)
    assert "Who are you today?" in page.text
    world.clock.advance(stay)
    state = dict(parse_qsl(urlsplit(str(page.url)).query))["state"]
    sent = await world.http.post(
        f"{world.demo.provider}/login", data={"person": "bob", "state": state}, follow_redirects=True
    )
    assert sent.status_code == status
    assert len(world.listener.targets) == (status == 200)


async def test_cancel_at_the_provider_ends_on_an_error_page(world: World) -> None:
    world.browser.person = "cancel"
    assert await world.browser.open(await world.login_url()) == 401
    assert world.listener.targets == []


async def test_a_changed_url_is_400(world: World) -> None:
    url = (await world.login_url()).replace("callback%2FN", "callback%2FM")
    assert await world.browser.open(url) == 400
    assert world.listener.targets == []


async def test_a_url_can_be_used_more_than_once(world: World) -> None:
    url = await world.login_url()
    assert await world.browser.open(url) == 200
    assert await world.browser.open(url) == 200
    assert len(world.listener.targets) == 2
