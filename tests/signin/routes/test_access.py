"""Which routes let a live session in, and how few requests that takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential, Session
from pomtray.core.errors import Problem, Unreachable
from pomtray.demo.browser import PageFollower
from pomtray.demo.options import PLANS, BearerFormat, RoutePlan
from pomtray.demo.world import Demo
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.pomerium.pomerium import listed_places
from pomtray.signin.routes import access, answer
from pomtray.signin.routes.access import Heard, heard_at
from pomtray.signin.web.answer import Answer
from pomtray.signin.web.http import Web
from pomtray.signin.words import success
from tests.signin.answering import FORBIDDEN, NO_ROUTE, Answering, as_json, reply
from tests.signin.conftest import Playground
from tests.signin.person import Somebody

SHUT_DB = RoutePlan("shut-db", kind="tcp", allowed=frozenset())
KEPT_BACK_DB = RoutePlan("kept-back-db", kind="tcp", listed=False)
TOKENS = RoutePlan("tokens", "Reads ID tokens", bearer=BearerFormat.IDENTITY_TOKEN)


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    plans = (*PLANS, RoutePlan("gone", kind="missing"), TOKENS, SHUT_DB, KEPT_BACK_DB)
    async with Demo(plans=plans) as demo, Web() as web, PageFollower() as browser:
        ground = Playground(demo, web, Somebody(browser), Listeners())
        yield ground
        await ground.listeners.close()


async def heard_of(web: Web, session: Session, asked: Sequence[Route]) -> Heard:
    listing = asyncio.ensure_future(listed_places(web, session.vouching_host, session.credential))
    return await access.heard_of(web, session, asked, listing)


async def heard(ground: Playground, session: Session, *names: str) -> dict[str, str]:
    """By the route's name why it is closed, "" where it is open; and nothing where nobody could tell."""
    asked = [ground.route(name) for name in names]
    found = await heard_of(ground.web, session, asked)
    told = {route.name: found[route.origin] for route in asked if route.origin in found}
    return {name: str(refusal.why) if refusal else "" for name, refusal in told.items()}


def asked_itself(ground: Playground) -> set[str]:
    return {seen.part for seen in ground.demo.log if seen.path == "/"}


async def test_what_the_list_names_is_open_and_not_asked(ground: Playground) -> None:
    session = await ground.sign_in()
    ground.demo.log.clear()
    assert await heard(ground, session, "app", "wiki") == {"app": "", "wiki": ""}
    assert [seen.path for seen in ground.demo.log] == ["/.pomerium/api/v1/routes"]


async def test_what_the_list_does_not_name_is_asked(ground: Playground) -> None:
    session = await ground.sign_in()
    ground.demo.log.clear()
    assert await heard(ground, session, "app", "denied", "gone", "tcp") == {
        "app": "",
        "denied": Closed.NOT_ALLOWED,
        "gone": Closed.TCP_ROUTE,  # the demo's hosts are one
        "tcp": Closed.TCP_ROUTE,
    }
    assert asked_itself(ground) == {"denied", "gone", "tcp"}


async def test_what_refused_before_is_asked_again_though_it_is_listed(ground: Playground) -> None:
    """The list names routes with another identity provider too (§4)."""
    session = (await ground.sign_in()).heard(
        {ground.route(name).origin: Refusal(Closed.OTHER_PROVIDER) for name in ("app", "other-idp")}
    )
    assert await heard(ground, session, "app", "other-idp") == {"app": "", "other-idp": Closed.OTHER_PROVIDER}


async def test_without_a_list_only_what_refused_before_is_asked(ground: Playground) -> None:
    session = await ground.sign_in()
    ground.demo.options.routes_api = False
    session = session.heard({ground.route("denied").origin: Refusal(Closed.NO_SUCH_ROUTE)})
    ground.demo.log.clear()
    assert await heard(ground, session, "app", "denied") == {"denied": Closed.NOT_ALLOWED}
    assert asked_itself(ground) == {"denied"}


async def test_what_is_down_says_nothing(ground: Playground) -> None:
    session = await ground.sign_in()
    await ground.demo.stop_part("denied")
    assert await heard(ground, session, "denied") == {}
    bearer = replace(ground.route("denied"), header=HeaderForm.BEARER)
    assert await heard_of(ground.web, session, [bearer]) == {}


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


LISTED = {
    "a TCP route": ("tcp", "tcp+https://127.0.0.1:5432", Closed.TCP_ROUTE),
    "a UDP route": ("udp", "udp+https://127.0.0.1:53", Closed.TCP_ROUTE),
    "a TCP route elsewhere": ("tcp", "tcp+https://db.pom.test:5432", Closed.NO_SUCH_ROUTE),
    "another route": ("http", "https://127.0.0.1", Closed.NO_SUCH_ROUTE),
    "nonsense": ("tcp", "tcp+https://*.pom.test:5432", Closed.NO_SUCH_ROUTE),
}


@pytest.mark.parametrize(("kind", "address", "why"), LISTED.values(), ids=LISTED.keys())
async def test_the_list_tells_a_tcp_route_from_none(web: Web, kind: str, address: str, why: Closed) -> None:
    entries = {"routes": [{"name": "x", "type": kind, "from": address}]}
    async with Answering({"/": NO_ROUTE, "/.pomerium/api/v1/routes": as_json(200, entries)}) as server:
        route = Route("x", str(server.origin))
        assert await heard_at(web, Credential("secret"), route) == {route.origin: Refusal(why, "request-7")}


async def test_a_route_is_asked_about_a_tunnel_only_where_there_is_none(web: Web) -> None:
    async with Answering({"/": FORBIDDEN}) as server:
        await heard_at(web, Credential("secret"), Route("x", str(server.origin)))
        assert server.paths == ["/"]
    async with Answering({"/": reply(503)}) as server:
        assert await heard_at(web, Credential("secret"), Route("x", str(server.origin))) == {}


async def test_at_a_sign_in_it_is_said_that_there_is_no_route(ground: Playground) -> None:
    ground.demo.options.routes_api = False
    session = await ground.sign_in("gone")
    assert session.person.user == "alice"
    closed = session.closed(ground.route("gone"))
    assert closed
    assert closed.title == "No such route"
    page = success(ground.route("gone"), session)
    assert (page.ok, page.title) == (False, "Signed in as alice@example.com: no such route")
    assert closed.text() in page.lines
    assert success(ground.route("app"), session).ok


def tunnels_asked_for(ground: Playground) -> list[str]:
    return [seen.path for seen in ground.demo.log if seen.method == "CONNECT"]


async def test_what_is_behind_a_listed_tcp_route_is_left_alone(ground: Playground) -> None:
    session, route = await ground.sign_in(), ground.tunnel()
    ground.demo.log.clear()
    assert await heard_of(ground.web, session, [route]) == {route.place: None}
    assert [seen.path for seen in ground.demo.log] == ["/.pomerium/api/v1/routes"], "what is listed is not asked itself"
    assert await heard_at(ground.web, session.credential, route) == {route.place: None}
    assert (asked_itself(ground), tunnels_asked_for(ground)) == (set(), [])


async def test_a_tcp_route_that_is_denied_is_found_out_at_the_sign_in(ground: Playground) -> None:
    session, route = await ground.sign_in(), ground.tunnel("shut-db")
    heard = await heard_at(ground.web, session.credential, route)
    assert [said and said.why for said in heard.values()] == [Closed.NOT_ALLOWED]
    assert tunnels_asked_for(ground) == ["shut-db.localhost:5432"]
    closed = session.heard(heard).closed(route)
    assert closed
    assert closed.sentence == "shut-db.localhost:5432 does not let this person in."
    assert closed.request_id


async def test_a_tcp_route_is_looked_at_where_it_refused_before_and_nowhere_else(ground: Playground) -> None:
    session, shut, route = await ground.sign_in(), ground.tunnel("shut-db"), ground.tunnel()
    ground.demo.options.routes_api = False
    assert await heard_of(ground.web, session, [shut, route]) == {}
    assert tunnels_asked_for(ground) == []
    session = session.heard(dict.fromkeys((shut.place, route.place), Refusal(Closed.NOT_ALLOWED)))
    heard = await heard_of(ground.web, session, [shut, route])
    assert {place: said and said.why for place, said in heard.items()} == {
        shut.place: Closed.NOT_ALLOWED,
        route.place: None,
    }


async def test_a_tcp_route_that_the_list_does_not_name_is_asked_once(ground: Playground) -> None:
    """Its host's session may be one that another TCP route brought; and a list leaves out what a policy of several
    conditions allows."""
    session, shut, route = await ground.sign_in(), ground.tunnel("shut-db"), ground.tunnel("kept-back-db")
    heard = await heard_of(ground.web, session, [route, shut])
    assert {place: said and said.why for place, said in heard.items()} == {
        shut.place: Closed.NOT_ALLOWED,
        route.place: None,
    }
    ground.demo.log.clear()
    assert await heard_of(ground.web, session.heard(heard), [route]) == {}
    assert tunnels_asked_for(ground) == [], "what is behind it has seen a connection already"


async def test_a_tunnel_that_no_route_has_is_said_to_be_none(ground: Playground) -> None:
    session, route = await ground.sign_in(), ground.tunnel()
    other = replace(route, url=route.url.replace(":5432", ":5433"))
    closed = session.heard(await heard_at(ground.web, session.credential, other)).closed(other)
    assert closed
    assert (closed.title, closed.sentence) == ("No such route", "The Pomerium has no TCP route db.localhost:5433.")
    assert session.closed(route) is None, "another one of the same host"


def as_bearer(route: Route) -> Route:
    return replace(route, header=HeaderForm.BEARER)


def times(ground: Playground, part: str) -> int:
    """How often the route itself was asked."""
    return [(seen.part, seen.path) for seen in ground.demo.log].count((part, "/"))


async def test_a_bearer_is_asked_as_it_is_handed_out_though_the_list_names_the_route(ground: Playground) -> None:
    session = await ground.sign_in()
    tokens, app = as_bearer(ground.route("tokens")), as_bearer(ground.route("app"))
    ground.demo.log.clear()
    found = dict(await heard_of(ground.web, session, [tokens, app, ground.route("wiki")]))
    why = found.pop(tokens.origin)
    assert why
    assert (why.why, bool(why.request_id)) == (Closed.FORM, True)
    assert found == {app.origin: None, ground.route("wiki").origin: None}
    asked = {part: times(ground, part) for part in ("tokens", "app", "wiki")}
    assert asked == {"tokens": 2, "app": 1, "wiki": 0}, "a second time only where it was refused, never in Pomerium's"


async def test_the_bearer_speaks_for_all_forms_of_a_route_that_is_configured_twice(ground: Playground) -> None:
    session = await ground.sign_in()
    route = ground.route("tokens")
    ground.demo.log.clear()
    found = await heard_of(ground.web, session, [route, as_bearer(route)])
    heard = session.heard(found, [route.origin])
    assert heard.closed(route) is None
    closed = heard.closed(as_bearer(route))
    assert closed
    assert closed.title == "Bearer form not taken"
    assert times(ground, "tokens") == 2
    ground.demo.log.clear()
    assert await heard_of(ground.web, heard, [route]) == {route.origin: None}
    assert times(ground, "tokens") == 0, "to Pomerium's own form nothing was refused"


async def test_a_bearer_of_whom_the_route_knows_nothing_is_not_allowed_in_any_form(ground: Playground) -> None:
    session = await ground.sign_in()
    found = await heard_at(ground.web, session.credential, as_bearer(ground.route("denied")))
    assert [refusal and refusal.why for refusal in found.values()] == [Closed.NOT_ALLOWED]


async def test_a_bearer_whose_other_form_nobody_could_ask_about_is_refused_as_it_was(
    ground: Playground, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = await ground.sign_in()
    asked = answer.ask

    async def once(web: Web, route: Route, credential: Credential | None) -> Answer:
        if not route.shows_token:
            raise Unreachable(Problem("No answer", "It broke."))
        return await asked(web, route, credential)

    monkeypatch.setattr(access, "ask", once)
    found = await heard_at(ground.web, session.credential, as_bearer(ground.route("tokens")))
    assert [refusal and refusal.why for refusal in found.values()] != [Closed.FORM]
    assert all(found.values())


async def test_at_a_sign_in_it_is_said_that_the_bearer_is_not_taken(ground: Playground) -> None:
    session = await ground.sign_in("tokens", header=HeaderForm.BEARER)
    page = success(as_bearer(ground.route("tokens")), session)
    assert (page.ok, page.title) == (False, "Signed in as alice@example.com: bearer form not taken")
