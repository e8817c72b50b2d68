"""Testing a route: what came back is told apart, and what it tells of the session counts."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from pomtray.core.domain.access import Closed, Refusal
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.report import About
from pomtray.demo.browser import PageFollower
from pomtray.demo.options import PLANS, BearerFormat, RoutePlan
from pomtray.demo.world import Demo
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.routes.trying import Trial, try_route, try_signed_out
from pomtray.signin.web.http import Web
from tests.session_ids import jti
from tests.signin.answering import FORBIDDEN, NO_ROUTE, UNAUTHENTICATED, Answering, reply
from tests.signin.conftest import Playground
from tests.signin.person import Somebody

PLANS_HERE = (
    *PLANS,
    RoutePlan("gone", kind="missing"),
    RoutePlan("tokens", "Reads ID tokens", bearer=BearerFormat.IDENTITY_TOKEN),
    RoutePlan("shut-db", kind="tcp", allowed=frozenset()),
    RoutePlan("shut", "Reads ID tokens, allows nobody", bearer=BearerFormat.IDENTITY_TOKEN, allowed=frozenset()),
)
UPSTREAM = ("x-envoy-upstream-service-time", "3")


@dataclass
class Ground(Playground):
    async def tries(self, session: Session, name: str = "app", form: HeaderForm = HeaderForm.POMERIUM) -> Trial:
        route = replace(self.route(name), header=form)
        return await try_route(self.web, may(session, route), route)


def may(session: Session, route: Route) -> Session:
    return replace(session, may_go_to=session.may_go_to | {route.origin})


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with Demo(plans=PLANS_HERE) as demo, Web() as web, PageFollower() as browser:
        made = Ground(demo, web, Somebody(browser), Listeners())
        yield made
        await made.listeners.close()


def learned(trial: Trial) -> tuple[Verdict | None, list[Closed | None]]:
    """The verdict on the session, and why its route is closed."""
    if trial.checked is None:
        return None, []
    return trial.checked.verdict, [refusal and refusal.why for refusal in trial.checked.heard.values()]


@pytest.mark.parametrize(
    ("answer", "about", "title", "ok"),
    [
        (reply(200, headers=[UPSTREAM]), About.SERVICE, "app answers", True),
        (reply(404), About.FRONT, "app answers 404", False),
        (reply(500, headers=[UPSTREAM]), About.SERVICE, "app has trouble", False),
        (UNAUTHENTICATED, About.ROUTE, "app is there", True),
        (FORBIDDEN, About.POLICY, "app: not allowed", False),
        (NO_ROUTE, About.ROUTE, "app: not allowed", False),
        (reply(503), About.SERVICE, "app is down", False),
        (b"", About.CONNECTION, "app cannot be reached", False),
    ],
)
async def test_what_a_route_says_to_nobody_tells_nothing_of_a_session(
    answer: bytes, about: About, title: str, *, ok: bool
) -> None:
    async with Answering({"/": answer}) as server, Web() as web:
        trial = await try_signed_out(web, Route("app", str(server.origin)))
    assert (trial.about, trial.title, trial.ok, trial.checked) == (about, title, ok, None)


async def test_a_route_that_answers(ground: Ground) -> None:
    session = await ground.sign_in()
    for form in (HeaderForm.POMERIUM, HeaderForm.X_POMERIUM, HeaderForm.BEARER):
        trial = await ground.tries(session, form=form)
        assert (trial.title, trial.text, trial.ok) == ("app answers", "app answered 200.", True)
        assert learned(trial) == (Verdict.LIVE, [None])
        assert trial.checked is not None
        assert (trial.checked.person, trial.checked.skew) == (session.person, timedelta())


@pytest.mark.parametrize(
    ("status", "title"), [(401, "app answers 401"), (404, "app answers 404"), (500, "app has trouble")]
)
async def test_what_the_service_itself_says_is_no_refusal(ground: Ground, status: int, title: str) -> None:
    session = await ground.sign_in()
    ground.demo.options.upstream_status = status
    trial = await ground.tries(session)
    assert (trial.title, trial.ok) == (title, False)
    assert "Pomerium lets you in" in trial.text
    assert learned(trial) == (Verdict.LIVE, [None])


async def test_a_dead_session_is_told_as_ended(ground: Ground) -> None:
    session = await ground.sign_in()
    ground.demo.revoke(jti(session))
    for name in ("app", "gone"):
        trial = await ground.tries(session, name)
        assert trial.title == f"{name}: the session has ended"
        assert "does not know this session any more. Sign in again." in trial.text
        assert learned(trial) == (Verdict.ENDED, [])


@pytest.mark.parametrize(
    ("name", "why", "words"),
    [
        ("denied", Closed.NOT_ALLOWED, "does not let this person in"),
        ("other-idp", Closed.OTHER_PROVIDER, "may use another identity provider"),
        ("tcp", Closed.TCP_ROUTE, "is opened by a tunnel, not by a browser"),
    ],
)
async def test_a_closed_route_says_why(ground: Ground, name: str, why: Closed, words: str) -> None:
    trial = await ground.tries(await ground.sign_in(), name)
    assert (trial.title, trial.ok) == (f"{name}: not allowed", False)
    assert words in trial.text
    assert "Request id" in trial.text
    assert learned(trial) == (Verdict.LIVE, [why])


async def test_a_route_that_is_not_there(ground: Ground) -> None:
    session = await ground.sign_in()
    ground.demo.options.routes_api = False
    trial = await ground.tries(session, "gone")
    assert trial.title == "gone: not allowed"
    assert learned(trial) == (Verdict.LIVE, [Closed.NO_SUCH_ROUTE])


async def test_a_bearer_that_the_route_reads_as_a_provider_s_is_told_as_that(ground: Ground) -> None:
    session = await ground.sign_in()
    trial = await ground.tries(session, "tokens", HeaderForm.BEARER)
    assert (trial.title, trial.ok) == ("tokens does not take the bearer form", False)
    assert "Copy another header" in trial.text
    assert learned(trial) == (Verdict.LIVE, [Closed.FORM]), "in its other forms the session opens the route"
    assert (await ground.tries(session, "tokens")).ok
    shut = await ground.tries(session, "shut", HeaderForm.BEARER)
    assert learned(shut) == (Verdict.LIVE, [Closed.NOT_ALLOWED]), "its policy says no to every form"


async def test_a_tcp_route_is_asked_for_its_tunnel(ground: Ground) -> None:
    session, route = await ground.sign_in(), ground.tunnel()
    trial = await try_route(ground.web, may(session, route), route)
    assert (trial.title, trial.ok) == ("tcp answers", True)
    assert trial.text == f"{route.origin.authority} opens the tunnel to db.localhost:5432. Use it with `pomtray tcp`."
    assert learned(trial) == (Verdict.LIVE, [None])


@pytest.mark.parametrize(
    ("name", "port", "why", "words"),
    [
        ("shut-db", 5432, Closed.NOT_ALLOWED, "shut-db.localhost:5432 does not let this person in."),
        ("tcp", 5433, Closed.NO_SUCH_ROUTE, "The Pomerium has no TCP route db.localhost:5433."),
    ],
)
async def test_a_tcp_route_that_is_closed_says_why(
    ground: Ground, name: str, port: int, why: Closed, words: str
) -> None:
    route = replace(ground.tunnel(name), url=ground.tunnel(name).url.replace(":5432", f":{port}"))
    trial = await try_route(ground.web, may(await ground.sign_in(), route), route)
    assert (trial.title, trial.ok) == (f"{name}: not allowed", False)
    assert trial.text.startswith(words)
    assert "Request id" in trial.text
    assert learned(trial) == (Verdict.LIVE, [why])


async def test_nothing_behind_a_tcp_route(ground: Ground) -> None:
    session, route = await ground.sign_in(), ground.tunnel()
    ground.demo.options.tcp_upstream_down = True
    trial = await try_route(ground.web, may(session, route), route)
    assert (trial.title, trial.ok, trial.about) == ("tcp is down", False, About.SERVICE)
    assert "answered 503" in trial.text
    assert learned(trial) == (Verdict.LIVE, [])


async def test_what_answers_a_tunnel_with_a_page_opens_none(ground: Ground) -> None:
    async with Answering({"db.localhost:5432": reply(404)}) as server:
        route = Route("db", f"tcp+{server.origin}/db.localhost:5432")
        trial = await try_route(ground.web, may(await ground.sign_in(), route), route)
    assert (trial.title, trial.ok) == ("db answers 404", False)


async def test_a_server_that_is_down(ground: Ground) -> None:
    session = await ground.sign_in()
    await ground.demo.stop_part("app")
    trial = await ground.tries(session)
    assert trial.title == "app cannot be reached"
    assert "Nothing answers at" in trial.text
    assert learned(trial) == (Verdict.LIVE, [])


@pytest.mark.parametrize("status", [429, 502, 503])
async def test_a_service_that_is_down(ground: Ground, status: int) -> None:
    session = await ground.sign_in()
    async with Answering({"/": reply(status)}) as server:
        route = Route("app", str(server.origin))
        trial = await try_route(ground.web, may(session, route), route)
    assert trial.title == "app is down"
    assert f"answered {status}" in trial.text
    assert "Request id request-7." in trial.text
    assert learned(trial) == (Verdict.LIVE, [])


async def test_what_stands_in_front_is_not_called_pomerium(ground: Ground) -> None:
    session = await ground.sign_in()
    async with Answering({"/": reply(403, "error code: 1010", content_type="text/plain")}) as server:
        route = Route("app", str(server.origin))
        trial = await try_route(ground.web, may(session, route), route)
    assert trial.title == "app: Something stands in front of the server"
    assert "refused this program (error code 1010)" in trial.text
    assert learned(trial) == (Verdict.LIVE, []), "whether the route would let in is not known"


async def test_an_error_of_something_else_is_not_called_the_service_s(ground: Ground) -> None:
    session = await ground.sign_in()
    async with Answering({"/": reply(404, "Not Found", content_type="text/plain")}) as server:
        route = Route("app", str(server.origin))
        trial = await try_route(ground.web, may(session, route), route)
    assert trial.title == "app answers 404"
    assert "not as a Pomerium does" in trial.text


async def test_a_dead_session_or_another_provider_is_not_guessed(ground: Ground) -> None:
    session = await ground.sign_in()
    await ground.demo.stop_part("authenticate")
    assert (await ground.tries(session)).ok
    trial = await ground.tries(session, "other-idp")
    assert trial.title == "other-idp does not let you in"
    assert "Whether it has ended is not known" in trial.text
    assert learned(trial) == (Verdict.UNREACHABLE, [])


async def test_a_route_that_may_not_have_it_is_not_asked(ground: Ground) -> None:
    session = await ground.sign_in()
    ground.demo.log.clear()
    trial = await try_route(ground.web, session, ground.route("wiki"))
    assert (trial.title, trial.checked) == ("wiki was not asked", None)
    assert "does not go to" in trial.text
    assert ground.demo.log == []


async def test_a_refusal_is_forgotten_once_the_route_lets_in(ground: Ground) -> None:
    session = (await ground.sign_in()).heard({ground.route().origin: Refusal(Closed.NOT_ALLOWED)})
    trial = await ground.tries(session)
    assert trial.checked
    assert session.heard(trial.checked.heard).refusals == {}


async def test_a_bearer_is_asked_for_once_more_only_where_it_was_refused(ground: Ground) -> None:
    session = await ground.sign_in()
    async with Answering({"/": FORBIDDEN}) as server:
        route = Route("app", str(server.origin))
        await try_route(ground.web, may(session, route), route)
        assert server.paths == ["/"]
    async with Answering({"/": reply(200, headers=[UPSTREAM])}) as server:
        route = Route("app", str(server.origin), header=HeaderForm.BEARER)
        await try_route(ground.web, may(session, route), route)
        assert server.paths == ["/"]


async def test_a_tcp_route_of_a_dead_session(ground: Ground) -> None:
    session, route = await ground.sign_in(), ground.tunnel()
    ground.demo.revoke(jti(session))
    assert (await try_route(ground.web, may(session, route), route)).title == "tcp: the session has ended"
