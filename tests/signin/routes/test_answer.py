"""What a route's answer means: one table for whoever asks."""

from __future__ import annotations

import json

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential
from pomtray.core.errors import Unreachable
from pomtray.signin.routes.answer import UPSTREAM, Meaning, ask, is_unauthenticated, meaning_of, refusal
from pomtray.signin.web.answer import LARGEST, Answer
from pomtray.signin.web.http import Web
from tests.signin.answering import Answering, Headers, reply


def answer(status: int, body: object = b"", headers: Headers = (), kind: str = "application/json") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body, indent=2).encode()
    return Answer(status, {"content-type": kind, **dict(headers)}, raw)


POMERIUMS = {"error": "Unauthenticated", "request_id": "y"}
OF_ENDPOINT = {"Status": 401, "RequestID": "y"}
NO_ROUTE = {"requestId": "y", "status": "404", "statusText": "route_not_found"}
THROUGH = ((UPSTREAM, "3"),)
MARKED = (("x-pomerium-intercepted-response", "true"),)
SIGN_IN = (("location", "https://authenticate.pom.test/.pomerium/sign_in?x=y"),)
CASES = {
    "the service": (answer(200), Meaning.SERVICE),
    "Pomerium's 403": (answer(403, POMERIUMS), Meaning.FORBIDDEN),
    "Pomerium's 403 as a page": (answer(403, b"", MARKED, "text/html"), Meaning.FORBIDDEN),
    "an endpoint's 403": (answer(403, {"Status": 403, "RequestID": "y"}), Meaning.FORBIDDEN),
    "the service's 403 in Pomerium's words": (answer(403, POMERIUMS, THROUGH), Meaning.SERVICE),
    "the service's 403 marked": (answer(403, b"", (*MARKED, *THROUGH), "text/html"), Meaning.SERVICE),
    "403 of half the words": (answer(403, {"error": "x"}), Meaning.SERVICE),
    "403 of another status": (answer(403, {"Status": 401}), Meaning.SERVICE),
    "403 as no JSON": (answer(403, POMERIUMS, kind="text/html"), Meaning.SERVICE),
    "403 of what stands in front": (answer(403, b"error code: 1010", kind="text/plain"), Meaning.FAILED),
    "403, torn": (answer(403, b"{"), Meaning.SERVICE),
    "403, a list": (answer(403, b"[]"), Meaning.SERVICE),
    "403, the same word twice": (answer(403, b'{"error": "x", "error": "y", "request_id": "z"}'), Meaning.SERVICE),
    "Pomerium's 401": (answer(401, POMERIUMS), Meaning.SIGN_IN),
    "an endpoint's 401": (answer(401, OF_ENDPOINT), Meaning.SIGN_IN),
    "Pomerium's 401 as a page": (answer(401, b"", MARKED, "text/html"), Meaning.SIGN_IN),
    "the service's 401": (answer(401, POMERIUMS, THROUGH), Meaning.SERVICE),
    "another 401": (answer(401, b"", [("www-authenticate", "Basic")]), Meaning.SERVICE),
    "to the sign-in": (answer(302, b"", SIGN_IN), Meaning.SIGN_IN),
    "to the service's own sign-in": (answer(302, b"", [*SIGN_IN, *THROUGH]), Meaning.SERVICE),
    "elsewhere": (answer(302, b"", [("location", "/login")]), Meaning.SERVICE),
    "to no address": (answer(302, b"", [("location", "http://[::1")]), Meaning.SERVICE),
    "nowhere": (answer(302), Meaning.SERVICE),
    "200 with a sign-in": (answer(200, b"", SIGN_IN), Meaning.SERVICE),
    "200 in Pomerium's words": (answer(200, POMERIUMS), Meaning.SERVICE),
    "no route": (answer(404, NO_ROUTE), Meaning.NO_ROUTE),
    "the service's no route": (answer(404, NO_ROUTE, THROUGH), Meaning.SERVICE),
    "no route, but 200": (answer(200, NO_ROUTE), Meaning.SERVICE),
    "404": (answer(404), Meaning.SERVICE),
    "404 in Pomerium's words": (answer(404, POMERIUMS), Meaning.SERVICE),
    "404, other words": (answer(404, NO_ROUTE | {"statusText": "not_found"}), Meaning.SERVICE),
    "404 as text": (answer(404, NO_ROUTE, kind="text/plain"), Meaning.SERVICE),
    "the service fails": (answer(503, b"", THROUGH), Meaning.SERVICE),
    "no service": (answer(503), Meaning.FAILED),
    "no service, as Pomerium's page": (answer(503, b"", MARKED, "text/html"), Meaning.FAILED),
    "too many": (answer(429), Meaning.FAILED),
}


@pytest.mark.parametrize(("given", "meaning"), CASES.values(), ids=CASES.keys())
def test_who_answered(given: Answer, meaning: Meaning) -> None:
    assert meaning_of(given) is meaning


def test_only_pomeriums_json_401_ends_a_session() -> None:
    ending = {name for name, (given, _) in CASES.items() if is_unauthenticated(given)}
    assert ending == {"Pomerium's 401", "an endpoint's 401"}
    assert not is_unauthenticated(answer(401, {"error": "something else", "request_id": "y"}))


def test_why_a_session_that_lives_is_not_let_in() -> None:
    assert refusal(Meaning.FORBIDDEN, "id") == Refusal(Closed.NOT_ALLOWED, "id")
    assert refusal(Meaning.SIGN_IN, "id") == Refusal(Closed.OTHER_PROVIDER, "id")
    assert refusal(Meaning.SIGN_IN, "id", Closed.NOT_READ) == Refusal(Closed.NOT_READ, "id")
    assert refusal(Meaning.NO_ROUTE, "id") == Refusal(Closed.NO_SUCH_ROUTE, "id")
    assert refusal(Meaning.SERVICE, "id") is refusal(Meaning.FAILED, "id") is None


async def test_what_a_route_shows_may_be_as_large_as_it_likes() -> None:
    async with Web() as web, Answering({"/": reply(200, b"x" * (LARGEST + 1))}) as server:
        assert (await ask(web, Route("a", str(server.origin)), Credential("secret"))).status == 200


async def test_the_route_is_asked_for_its_own_page_in_the_form_that_is_wanted() -> None:
    async with Web() as web, Answering({"/start": reply(200)}) as server:
        route = Route("a", f"{server.origin}/start?x=1", header=HeaderForm.X_POMERIUM)
        await ask(web, route, Credential("secret"))
        assert server.paths == ["/start?x=1"]
        assert server.header("x-pomerium-authorization") == "secret"
        route = Route("a", str(server.origin))
    async with Web() as web:
        with pytest.raises(Unreachable) as caught:
            await ask(web, route, Credential("secret"))
    assert caught.value.problem.step == "route"
