"""Whether a route takes a provider's token, found out with a made-up one; and what a route says to a real one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.login import Doubt
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Deliver, Method, Provider
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Verdict
from pomtray.core.errors import SignInError, Unreachable
from pomtray.signin.provider.guard import _is_same, check_encrypted, guard, made_up, on_route
from tests.core.built import a_granted
from tests.signin.answering import FORBIDDEN, NO_ROUTE, UNAUTHENTICATED, Answering, as_json, reply
from tests.signin.issuing import NOW
from tests.signin.person import Known
from tests.signin.provider_ground import Ground, playing

ISSUER = Origin.parse("https://id.pom.test")
UPSTREAM = "x-envoy-upstream-service-time"


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with playing() as made:
        yield made


@pytest.mark.parametrize("name", ["identity-token", "access-token", "machine"])
async def test_a_route_that_reads_bearers_is_fine(ground: Ground, name: str) -> None:
    route = replace(ground.route("identity-token"), url=ground.route(name).url)
    assert await guard(ground.web, route, ISSUER_HTTP, ground.person, ()) == frozenset()
    assert not ground.person.questions


ISSUER_HTTP = Origin.parse("http://127.0.0.1:9")


@pytest.mark.parametrize(
    ("name", "why"), [("unread", "does not read bearer tokens"), ("public", "without any sign-in")]
)
async def test_a_route_that_does_not_is_asked_about(ground: Ground, name: str, why: str) -> None:
    route = ground.route(name)
    assert await guard(ground.web, route, ISSUER_HTTP, ground.person, ()) == {route.origin}
    [question] = ground.person.questions
    assert question.doubt is Doubt.UNREAD
    assert why in question.text
    assert route.origin.authority in question.text
    assert ISSUER_HTTP.authority in question.title


CHALLENGE = ("WWW-Authenticate", 'Bearer error="invalid_token"')
ENVOY = (UPSTREAM, "3")
WHO_READS = {
    "its pages are for everybody": (reply(200), "answers without any sign-in"),
    "it made something for everybody": (reply(204, headers=[ENVOY]), "answers without any sign-in"),
    "it has a challenge of its own": (as_json(401, {}, [CHALLENGE]), "checks bearer tokens itself"),
    "it has a challenge, behind Pomerium": (reply(401, "", [CHALLENGE, ENVOY]), "checks bearer tokens itself"),
    "it wants another scope": (reply(403, "", [CHALLENGE]), "checks bearer tokens itself"),
    "it has a 401 of its own": (as_json(401, {"message": "no"}), "checks bearer tokens itself"),
    "it has no such page": (reply(404), "cannot be told: it answered 404"),
    "it does not let anybody in": (reply(403, "", [ENVOY]), "cannot be told: it answered 403"),
    "it sends elsewhere": (reply(302, "", [("Location", "/login")]), "cannot be told: it answered 302"),
    "Pomerium wants a sign-in": (UNAUTHENTICATED, "does not read bearer tokens"),
}


@pytest.mark.parametrize("method", [Method.OIDC, Method.CLIENT_CREDENTIALS])
@pytest.mark.parametrize(("answer", "why"), WHO_READS.values(), ids=WHO_READS.keys())
async def test_the_question_says_who_reads_bearers(ground: Ground, answer: bytes, why: str, method: Method) -> None:
    async with Answering({"/": answer}) as server:
        route = Route("a", f"{server.origin}/", method=method, header=HeaderForm.PLAIN_BEARER)
        await guard(ground.web, route, ISSUER_HTTP, ground.person, ())
        [question] = ground.person.questions
        assert why in question.text
        assert ("your" in f"{question.title} {question.text}") == (method is Method.OIDC), "a machine is nobody"
        ground.person.says_yes = False
        with pytest.raises(SignInError, match="No Pomerium reads bearer tokens") as caught:
            await guard(ground.web, route, ISSUER_HTTP, ground.person, ())
    assert ("sign in" in caught.value.problem.action) == (method is Method.OIDC)


async def test_a_no_sends_nothing_and_opens_nothing(ground: Ground) -> None:
    ground.person.says_yes = False
    with pytest.raises(SignInError) as caught:
        await ground.sign_in(ground.route("unread"))
    assert caught.value.problem.step == "route"
    assert len(ground.seen("unread")) == 1, "the made-up one only"
    assert not ground.person.pages


async def test_a_yes_is_remembered_with_the_session(ground: Ground) -> None:
    route = ground.route("unread")
    session = await ground.sign_in(route)
    assert session.grant
    assert session.grant.unread == {route.origin}
    closed = session.closed(route)
    assert closed
    assert "does not take this token" in closed.sentence
    ground.again(says_yes=False)
    again = await ground.sign_in(route, Known(session.person, (session,)))
    assert not ground.person.questions
    assert again.grant
    assert again.grant.unread == {route.origin}
    renewed = await ground.renew(again, route)
    assert renewed.grant
    assert renewed.grant.unread == {route.origin}


async def test_an_agreement_about_another_provider_does_not_count(ground: Ground) -> None:
    route = ground.route("unread")
    session = await ground.sign_in(route)
    ground.again(says_yes=False)
    with pytest.raises(SignInError, match="does not take the token"):
        await guard(ground.web, route, ISSUER_HTTP, ground.person, [replace(session, issuer=ISSUER)])


async def test_an_agreement_about_another_client_of_the_provider_does_not_count(ground: Ground) -> None:
    session = await ground.sign_in(ground.route("unread"))
    ground.again(says_yes=False)
    route = ground.route("unread")
    assert route.provider
    other = replace(route, provider=replace(route.provider, name="other"))
    with pytest.raises(SignInError, match="does not take the token"):
        await ground.sign_in(other, Known(session.person, (session,)))


@pytest.mark.parametrize(
    ("issuer", "name", "same"),
    [
        ("https://idp.test", "idp", True),
        ("https://hdp.test", "idp", False),
        ("https://jdp.test", "idp", False),
        ("https://idp.test", "another", False),
        ("https://idp.test", "", False),
    ],
)
def test_what_was_agreed_on_holds_for_that_client_of_that_provider(issuer: str, name: str, same: bool) -> None:  # noqa: FBT001
    """name: of the route's provider, "" for none."""
    provider = Provider(name, "https://idp.test", "client") if name else None
    route = Route("a", "https://a.test", method=Method.OIDC, provider=provider)
    assert _is_same(a_granted(), route, Origin.parse(issuer)) is same


async def test_neither_does_one_about_another_route_nor_a_session_without_any(ground: Ground) -> None:
    route = ground.route("unread")
    session = await ground.sign_in(route)
    assert session.grant
    elsewhere = replace(session, grant=replace(session.grant, unread=frozenset({ISSUER})))
    ground.again(says_yes=False)
    for known in (elsewhere, replace(session, grant=None)):
        with pytest.raises(SignInError, match="does not take the token"):
            await guard(ground.web, route, session.issuer, ground.person, [known])
    assert await guard(ground.web, route, session.issuer, ground.person, [session]) == {route.origin}


async def test_the_first_bearer_is_made_up(ground: Ground) -> None:
    async with Answering({"/": FORBIDDEN}) as server:
        route = Route("a", f"{server.origin}/", method=Method.OIDC, header=HeaderForm.PLAIN_BEARER)
        await guard(ground.web, route, ISSUER_HTTP, ground.person, ())
        kind, _, token = (server.header("authorization") or "").partition(" ")
    assert kind == "Bearer"
    assert token.count(".") == 2
    assert server.header("accept") == "application/json"
    assert server.header("cookie") is None


def test_no_part_of_a_made_up_bearer_is_known_beforehand() -> None:
    """A service that has seen one knows none of the others, and a signature is as long as a real one."""
    one, other = (made_up().reveal().split(".") for _ in range(2))
    assert [len(part) for part in one] == [len(part) for part in other]
    assert all(first != second for first, second in zip(one, other, strict=True))
    assert len(one[2]) == 342, "256 bytes"


async def test_an_exchanged_token_is_not_asked_about(ground: Ground) -> None:
    route = replace(ground.route("unread"), deliver=Deliver.EXCHANGE)
    assert await guard(ground.web, route, ISSUER_HTTP, ground.person, ()) == frozenset()
    assert ground.seen("unread") == []


@pytest.mark.parametrize("status", [429, 500, 502, 503])
async def test_trouble_sends_no_token(ground: Ground, status: int) -> None:
    async with Answering({"/": reply(status)}) as server:
        route = Route("a", f"{server.origin}/", method=Method.OIDC, header=HeaderForm.PLAIN_BEARER)
        with pytest.raises(Unreachable) as caught:
            await guard(ground.web, route, ISSUER_HTTP, ground.person, ())
    assert caught.value.problem.step == "route"
    assert caught.value.problem.request_id == "request-7"
    assert not ground.person.questions


async def test_a_route_that_does_not_answer_gets_no_token(ground: Ground) -> None:
    await ground.demo.stop_part("identity-token")
    with pytest.raises(Unreachable) as caught:
        await ground.sign_in()
    assert caught.value.problem.step == "route"
    assert not ground.person.pages


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000", "http://localhost:8000"])
def test_what_was_got_over_https_never_goes_to_http(url: str) -> None:
    with pytest.raises(SignInError, match="not encrypted"):
        check_encrypted(Route("a", url), ISSUER)
    check_encrypted(Route("a", url), ISSUER_HTTP)
    check_encrypted(Route("a", "https://app.pom.test"), ISSUER)
    with pytest.raises(SignInError, match="not encrypted"):
        check_encrypted(Route("a", "https://app.pom.test", deliver=Deliver.EXCHANGE, exchange_url=f"{url}/x"), ISSUER)


SIGN_IN = (("location", "https://authenticate.pom.test/.pomerium/sign_in?x=y"),)


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (reply(200), None),
        (reply(401, headers=[(UPSTREAM, "3")]), None),
        (FORBIDDEN, Refusal(Closed.NOT_ALLOWED, "request-7")),
        (UNAUTHENTICATED, Refusal(Closed.NOT_READ, "request-7")),
        (reply(302, headers=SIGN_IN), Refusal(Closed.NOT_READ, "request-7")),
        (NO_ROUTE, Refusal(Closed.NO_SUCH_ROUTE, "request-7")),
    ],
)
async def test_what_a_route_says_to_a_token(ground: Ground, sent: bytes, refusal: Refusal | None) -> None:
    async with Answering({"/": sent}) as server:
        checked = await on_route(ground.web, Route("a", f"{server.origin}/"), made_up(), ground.clock())
        assert (checked.verdict, checked.heard) == (Verdict.LIVE, {server.origin: refusal})


async def test_a_route_that_fails_says_nothing_of_a_token(ground: Ground) -> None:
    async with Answering({"/": reply(503)}) as server:
        checked = await on_route(ground.web, Route("a", f"{server.origin}/"), made_up(), ground.clock())
    assert (checked.verdict, checked.heard) == (Verdict.UNREACHABLE, {})
    assert checked.problem
    assert "answered 503." in checked.problem.text(), "a token was sent: nothing else is claimed"
    assert "request-7" in checked.problem.text()


@pytest.mark.parametrize("status", [200, 503])
async def test_whatever_a_route_says_its_clock_is_compared(ground: Ground, status: int) -> None:
    async with Answering({"/": reply(status)}) as server:
        checked = await on_route(ground.web, Route("a", f"{server.origin}/"), made_up(), NOW + timedelta(minutes=5))
    assert checked.skew == timedelta(minutes=5)


async def test_where_there_is_no_route_no_token_is_got(ground: Ground) -> None:
    async with Answering({"/": NO_ROUTE}) as server:
        with pytest.raises(SignInError) as caught:
            await ground.sign_in(replace(ground.route(), url=f"{server.origin}/"))
        assert len(server.heads) == 1, "the made-up one only"
    assert "no route of that name" in caught.value.problem.sentence
    assert not ground.person.pages


async def test_a_route_without_an_answer_is_unreachable(ground: Ground) -> None:
    route = ground.route()
    await ground.demo.stop_part(route.name)
    checked = await on_route(ground.web, route, made_up(), ground.clock())
    assert checked.verdict is Verdict.UNREACHABLE
    assert checked.problem
    assert checked.problem.step == "route"
