"""Signing out at the Pomerium that issued the session, and nowhere else."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from pomtray.core.domain.session import RevocationResult, Session, Verdict
from pomtray.signin.pomerium.revocation import revoke
from pomtray.signin.routes.answer import UPSTREAM
from pomtray.signin.web import http
from tests.signin.answering import Answering, reply
from tests.signin.conftest import Playground

SIGN_OUT = "/.pomerium/sign_out"


async def only_for(playground: Playground, route: Answering) -> Session:
    """A session that opens no route but this one, as far as is known."""
    return replace(await playground.sign_in(), may_go_to=frozenset({route.origin}))


async def test_the_session_is_over_at_once(playground: Playground) -> None:
    session = await playground.sign_in()
    assert (await revoke(playground.web, session, playground.route().origin)).verdict is Verdict.ENDED
    assert playground.demo.sessions == ()


async def test_what_only_its_route_knows_is_asked_about_there(playground: Playground) -> None:
    """The authenticate host answers 401 for it all the time: that is no proof."""
    session = await playground.sign_in("other-idp")
    route = playground.route("other-idp").origin
    playground.demo.options.sign_out_revokes = False
    assert (await revoke(playground.web, session, route)).verdict is Verdict.LIVE
    playground.demo.options.sign_out_revokes = True
    assert (await revoke(playground.web, session, route)).verdict is Verdict.ENDED
    assert playground.demo.sessions == ()


async def test_a_pomerium_that_does_not_revoke_is_not_believed(playground: Playground) -> None:
    session = await playground.sign_in()
    playground.demo.options.sign_out_revokes = False
    assert (await revoke(playground.web, session, playground.route().origin)).verdict is Verdict.LIVE


@pytest.mark.parametrize("part", ["app", "authenticate"])
async def test_without_a_network_nothing_is_confirmed(playground: Playground, part: str) -> None:
    session = await playground.sign_in()
    await playground.demo.stop_part(part)
    undone = await revoke(playground.web, session, playground.route().origin)
    assert undone.verdict is Verdict.UNREACHABLE
    assert undone.problem is not None


HOSTILE = [
    "{other}/.pomerium/sign_out?pomerium_signature=x",
    "{issuer}/.pomerium/sign_out/../evil",
    "{issuer}/.pomerium/user",
    "{issuer}/",
    "{issuer}/%2epomerium/sign_out",
    "{issuer}.evil.test/.pomerium/sign_out",
    "http://user@{authority}/.pomerium/sign_out",
    "https://{authority}/.pomerium/sign_out",
    "//{authority}/.pomerium/sign_out",
    "/.pomerium/sign_out",
    "{issuer}/.pomerium/sign_out#x",
    "{issuer}/.pomerium/sign_out?" + "x" * 8192,
    "",
]


@pytest.mark.parametrize("location", HOSTILE)
async def test_a_hostile_redirect_gets_no_token(playground: Playground, location: str) -> None:
    session = await playground.sign_in()
    async with Answering() as route, Answering() as issuer, Answering() as other:
        told = location.format(issuer=issuer.origin, other=other.origin, authority=issuer.origin.authority)
        route.answers[SIGN_OUT] = reply(302, headers=[("Location", told)])
        pinned = replace(session, issuer=issuer.origin)
        assert (await revoke(playground.web, pinned, route.origin)).verdict is not Verdict.ENDED
        assert (issuer.heads, other.heads) == ([], [])
        assert session.credential.reveal() not in str(route.heads)


async def test_the_token_travels_in_its_cookie_and_the_providers_page_is_left_alone(playground: Playground) -> None:
    session = await playground.sign_in()
    async with Answering() as route, Answering() as issuer, Answering() as provider:
        route.answers[SIGN_OUT] = reply(302, headers=[("Location", f"{issuer.origin}{SIGN_OUT}?pomerium_signature=x")])
        issuer.answers[SIGN_OUT] = reply(302, headers=[("Location", f"{provider.origin}/end_session?id_token_hint=x")])
        undone = await revoke(playground.web, replace(session, issuer=issuer.origin), route.origin)
        assert issuer.paths[0] == f"{SIGN_OUT}?pomerium_signature=x"
        assert issuer.header("cookie", 0) == f"_pomerium_authenticate={session.credential.reveal()}"
        assert issuer.header("authorization", 0) is None
        assert route.header("authorization") is None
        assert provider.heads == []
        assert (route.header("accept"), issuer.header("accept", 0)) == ("text/html", "text/html")
        assert undone.verdict is Verdict.UNREACHABLE
        assert undone.problem is not None
        assert issuer.origin.authority in undone.problem.sentence


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        (reply(200, "<html>Sign in to the hotel's network</html>"), "a web page came in place of an answer"),
        (reply(302, headers=[("Location", "https://portal.test/?from=app")]), "portal.test"),
        (reply(511), "wants a sign-in of its own"),
        (reply(503), "answered 503"),
    ],
    ids=["a page", "a redirect", "511", "503"],
)
async def test_what_stands_between_has_not_ended_anything(playground: Playground, answer: bytes, meaning: str) -> None:
    """The Pomerium was not asked: it will be, once the network is there."""
    async with Answering({SIGN_OUT: answer}) as route:
        session = await only_for(playground, route)
        undone = await revoke(playground.web, session, route.origin)
    assert undone.verdict is Verdict.UNREACHABLE
    assert undone.problem is not None
    assert undone.problem.step == "revocation"
    assert meaning in undone.problem.sentence
    assert "portal.test/?" not in undone.problem.text()


async def test_the_routes_own_service_stands_behind_a_pomerium(playground: Playground) -> None:
    """It was asked, though its page looks like a network's."""
    page = reply(200, "<html>Not found</html>", [(UPSTREAM, "3")])
    async with Answering({SIGN_OUT: page}) as route:
        session = await only_for(playground, route)
        assert await revoke(playground.web, session, route.origin) == RevocationResult(Verdict.LIVE)


async def test_a_page_in_place_of_the_authenticate_host_has_not_ended_anything(playground: Playground) -> None:
    session = await playground.sign_in()
    async with Answering() as route, Answering({SIGN_OUT: reply(200, "<html>Wi-Fi</html>")}) as issuer:
        route.answers[SIGN_OUT] = reply(302, headers=[("Location", f"{issuer.origin}{SIGN_OUT}?pomerium_signature=x")])
        undone = await revoke(playground.web, replace(session, issuer=issuer.origin), route.origin)
    assert undone.verdict is Verdict.UNREACHABLE


async def test_another_pomeriums_sign_out_is_no_network_of_somebody_elses(playground: Playground) -> None:
    """It was asked, and does not lead to the issuer: asking again would not change that."""
    there = reply(302, headers=[("Location", f"https://authenticate.other.test{SIGN_OUT}?pomerium_signature=x")])
    async with Answering({SIGN_OUT: there}) as route:
        session = await only_for(playground, route)
        assert await revoke(playground.web, session, route.origin) == RevocationResult(Verdict.LIVE)


async def test_an_answer_that_is_no_redirect(playground: Playground) -> None:
    async with Answering({SIGN_OUT: reply(200, "signed out")}) as route:
        session = await only_for(playground, route)
        assert (await revoke(playground.web, session, route.origin)).verdict is Verdict.LIVE


@pytest.mark.parametrize(
    "answer",
    [None, reply(200, "<html>signed out"), reply(404), reply(302, headers=[("Location", "https://evil.test/")])],
    ids=["a stranger's silence", "a page", "gone", "elsewhere"],
)
async def test_a_route_that_does_not_lead_to_the_issuer_keeps_no_session_alive(
    playground: Playground, monkeypatch: pytest.MonkeyPatch, answer: bytes | None
) -> None:
    """The person let it have the session once; the other routes of that Pomerium sign the same address."""
    monkeypatch.setattr(http, "ANSWER_FOR", 3.0)  # a busy machine answers late
    session = await playground.sign_in()
    async with Answering({SIGN_OUT: answer}) as stranger:
        shared = replace(session, may_go_to=session.may_go_to | {stranger.origin})
        assert (await revoke(playground.web, shared, stranger.origin)).verdict is Verdict.ENDED
        assert session.credential.reveal() not in str(stranger.heads)
    assert playground.demo.sessions == ()


async def test_few_others_are_asked_and_what_the_route_itself_said_is_told(playground: Playground) -> None:
    session = await playground.sign_in()
    async with Answering({SIGN_OUT: reply(503)}) as route, AsyncExitStack() as stack:
        others = [await stack.enter_async_context(Answering()) for _ in range(4)]
        undone = await revoke(
            playground.web, replace(session, may_go_to=frozenset(other.origin for other in others)), route.origin
        )
    assert undone.problem is not None
    assert "answered 503" in undone.problem.sentence
    assert sum(len(other.heads) for other in others) == 2
