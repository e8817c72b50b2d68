"""Every answer to the question where to sign in, and what it comes to mean."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from pomtray.core.domain.route import Route
from pomtray.core.errors import Refused, Unreachable
from pomtray.signin.pomerium.login_api import login_url
from pomtray.signin.web.answer import LARGEST
from pomtray.signin.web.http import Web, reach
from tests.signin.answering import Answering, as_json, nobody, reply

LOGIN = "/.pomerium/api/v1/login"
REDIRECT = "http://127.0.0.1:12345/callback/NONCE"


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


async def test_the_login_api_is_asked_without_credentials(web: Web) -> None:
    async with Answering({LOGIN: reply(200, "https://authenticate.test/x", content_type="text/plain")}) as server:
        route = Route("app", f"{server.origin}/deep/path")
        assert await login_url(web, route, REDIRECT) == "https://authenticate.test/x"
        assert server.paths == [f"{LOGIN}?pomerium_redirect_uri=http%3A%2F%2F127.0.0.1%3A12345%2Fcallback%2FNONCE"]
        assert server.header("authorization") is None


REFUSALS = {
    "allow-list, JSON": (as_json(400, {"Status": 400, "RequestID": "request-7"}), "programmatic_redirect"),
    "allow-list, HTML": (reply(400, "<html>"), "programmatic_redirect_domain_whitelist"),
    "not found": (reply(404, "Not Found", content_type="text/plain"), "behind Pomerium"),
    "method": (reply(405, "Method Not Allowed", content_type="text/plain"), "behind Pomerium"),
    "a web page": (reply(200, "<html>hello"), "behind Pomerium"),
    "JSON": (as_json(200, {}), "behind Pomerium"),
    "redirect": (reply(302, headers=[("Location", "https://sso.test/login?secret=canary")]), "sso.test"),
    "redirect on the same host": (reply(302, headers=[("Location", "/elsewhere")]), "redirects,"),
    "a firewall": (
        reply(403, "error code: 1010", [("Server", "cloudflare")], "text/plain"),
        "Cloudflare in front of it",
    ),
    "a network's sign-in": (reply(511, "<html>"), "Open http://127.0.0.1"),
    "a network's redirect": (reply(302, headers=[("Location", "http://portal.test/?canary")]), "portal.test"),
    "needs a sign-in": (reply(401, "<html>"), "in front of Pomerium"),
    "forbidden": (reply(403, "<html>"), "in front of Pomerium"),
    "a client certificate": (as_json(495, {"Status": 495}), "`client_cert`"),
    "trouble": (reply(503, "<html>"), "Try again"),
    "too many": (reply(429, ""), "Try again in a moment"),
    "too slow": (reply(408, ""), "Try again in a moment"),
    "too early": (reply(425, ""), "Try again in a moment"),
    "not acceptable to a module": (reply(406, "<html>"), "in front of Pomerium"),
    "a law": (reply(451, "<html>"), "in front of Pomerium"),
    "a gateway on the same host": (reply(302, headers=[("Location", "/my.policy")]), "Open http://127.0.0.1"),
    "teapot": (reply(418, ""), "behind Pomerium"),
    "who went away": (reply(499, ""), "a Pomerium does not answer like that"),
    "it failed": (reply(500, ""), "Try again in a moment"),
    "text that is no page": (reply(200, "x", content_type="text/css"), "what it sent is not a sign-in address"),
}
CHECK_URL = "Check the route's URL: it must be that of a service behind Pomerium."


@pytest.mark.parametrize(("raw", "says"), REFUSALS.values(), ids=REFUSALS.keys())
async def test_a_refusal_says_what_was_answered_and_what_helps(web: Web, raw: bytes, says: str) -> None:
    async with Answering({LOGIN: raw}) as server:
        with pytest.raises(Refused) as refused:
            await login_url(web, Route("app", f"{server.origin}/"), REDIRECT)
    problem = refused.value.problem
    status = raw.split(b" ")[1].decode()
    assert problem.step == "login API"
    assert status in problem.sentence
    assert refused.value.status == int(status)
    assert problem.request_id == "request-7"
    assert says in f"{problem.title} {problem.text()}"
    assert problem.action.count("Open http") <= 1
    assert "canary" not in problem.text()
    assert "NONCE" not in problem.text()


@pytest.mark.parametrize(
    ("raw", "looks_there", "checks_url"),
    [
        (reply(404), False, True),
        (reply(302, headers=[("Location", "/elsewhere")]), True, True),
        (reply(302, headers=[("Location", "http://portal.test/")]), True, True),
        (reply(200, "<html>hello"), True, True),
        (reply(511, "<html>"), True, False),
    ],
    ids=["not found", "a redirect on the host", "a network's redirect", "a page", "a network's sign-in"],
)
async def test_what_helps_is_a_look_at_what_stands_there_and_the_routes_address(
    web: Web, raw: bytes, *, looks_there: bool, checks_url: bool
) -> None:
    async with Answering({LOGIN: raw}) as server:
        with pytest.raises(Refused) as refused:
            await login_url(web, Route("app", f"{server.origin}/"), REDIRECT)
    action = refused.value.problem.action
    assert (action.count("Open http://127.0.0.1"), action.count(CHECK_URL)) == (looks_there, checks_url)


async def test_a_login_api_that_is_huge(web: Web) -> None:
    async with Answering({LOGIN: reply(200, b"x" * (LARGEST + 1), content_type="text/plain")}) as server:
        with pytest.raises(Refused):
            await login_url(web, Route("app", f"{server.origin}/"), REDIRECT)


async def test_a_login_api_that_is_not_there(web: Web) -> None:
    async with Answering() as server:
        route = Route("app", f"{server.origin}/")
    with pytest.raises(Unreachable):
        await login_url(web, route, REDIRECT)


@pytest.mark.parametrize("raw", [reply(404), reply(200, b"x" * (LARGEST + 1)), reply(503, "<html>")])
async def test_a_host_is_reached_whatever_it_says(web: Web, raw: bytes) -> None:
    async with Answering({"/.well-known/pomerium": raw}) as server:
        await reach(web, server.origin, "/.well-known/pomerium")
        assert (server.paths, server.header("authorization")) == (["/.well-known/pomerium"], None)


async def test_a_host_that_is_not_there_is_not_reached(web: Web) -> None:
    with nobody() as origin, pytest.raises(Unreachable):
        await reach(web, origin)
