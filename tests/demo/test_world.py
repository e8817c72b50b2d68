"""The controls, TLS, and the browser without a window."""

from __future__ import annotations

import ssl

import httpx
import pytest
import trustme

from pomtray.demo.browser import PageFollower
from pomtray.demo.options import DemoOptions
from pomtray.demo.world import Demo, Seen
from tests.demo.playground import LOGIN, World


async def test_the_log_tells_what_arrived_and_no_secret(world: World) -> None:
    token = world.demo.issue()
    await world.get("app", "/x?secret=1", authorization=f"Pomerium {token}")
    await world.get("api", "/ping")
    assert world.demo.log == [
        Seen("app", "GET", "/x", has_credential=True),
        Seen("api", "GET", "/ping", has_credential=False),
    ]
    assert token not in repr((world.demo.log, world.demo.sessions))
    assert world.demo.sessions[0].handle not in repr(world.demo.sessions)


async def test_a_stopped_part_refuses_and_comes_back_on_its_port(world: World) -> None:
    assert (await world.get("app", "/ping")).status_code == 200
    await world.demo.stop_part("app")
    with pytest.raises(httpx.ConnectError):
        await world.get("app", "/ping")
    assert (await world.get("api", "/ping")).status_code == 200
    await world.demo.start_part("app")
    assert (await world.get("app", "/ping")).status_code == 200


async def test_every_answer_has_a_request_id_of_its_own(world: World) -> None:
    ids = {(await world.get(name, "/nothing")).headers["x-request-id"] for name in ("app", "tcp", "authenticate")}
    assert len(ids) == 3


async def test_over_tls() -> None:
    authority = trustme.CA()
    server, client = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("127.0.0.1").configure_cert(server)
    authority.configure_trust(client)
    async with Demo(DemoOptions(tls=server)) as demo, PageFollower("bob", client) as browser:
        assert demo.authenticate.startswith("https://127.0.0.1:")
        assert await browser.open(f"{demo.route('wiki').url}/") == 200
        assert [session.person.sub for session in demo.sessions] == ["bob"]
        async with httpx.AsyncClient(verify=client, trust_env=False) as http:
            answer = await http.get(f"{demo.route('app').url}{LOGIN}?pomerium_redirect_uri=http://127.0.0.1:1/")
        assert answer.text.startswith(f"{demo.authenticate}/.pomerium/sign_in?")


@pytest.mark.parametrize("url", ["https://pomerium.example/", "ftp://127.0.0.1/", "http://user@127.0.0.1/"])
async def test_the_browser_stays_on_this_machine(url: str) -> None:
    async with PageFollower() as browser:
        with pytest.raises(ValueError, match=r"machine|https|user name"):
            await browser.open(url)


async def test_the_login_page_escapes_what_it_is_given(world: World) -> None:
    callback = f"{world.demo.authenticate}/oauth2/callback"
    params = {"redirect_uri": callback, "state": '"><script>alert(1)</script>'}
    page = await world.http.get(f"{world.demo.provider}/authorize", params=params)
    assert page.status_code == 200
    assert "<script>" not in page.text


async def test_the_provider_serves_only_its_client(world: World) -> None:
    page = await world.http.get(f"{world.demo.provider}/authorize", params={"redirect_uri": "http://evil.test/"})
    assert page.status_code == 400


async def test_a_code_is_good_for_one_use(world: World) -> None:
    page = await world.http.get(await world.login_url(), follow_redirects=True)
    state = page.url.params["state"]
    sent = await world.http.post(f"{world.demo.provider}/login", data={"person": "bob", "state": state})
    first = await world.http.get(sent.headers["location"])
    second = await world.http.get(sent.headers["location"])
    assert (first.status_code, second.status_code) == (302, 400)
