"""Whole sign-ins at the demo: the right ones, and everything that must not become a session."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from pomtray.core.domain.known_pomerium import KnownPomerium
from pomtray.core.domain.login import Doubt, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Preferences, Route
from pomtray.core.domain.session import EndSource, Person, Session, Verdict
from pomtray.core.errors import Cancelled, PomtrayError, Problem, Refused, SignInError, Unreachable
from pomtray.demo.world import Demo
from pomtray.signin.callback.listener import Listener
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.pomerium.attempt import SignIn
from pomtray.signin.pomerium.domains import in_one_domain, in_one_domain_or_on_loopback
from tests.core.protocol.test_claims import REAL
from tests.core.protocol.test_claims import token as made
from tests.session_ids import session_ids
from tests.signin.answering import UNAUTHENTICATED, USER, Answering, Login, reply
from tests.signin.conftest import Playground
from tests.signin.person import Known, Somebody


async def last_status(playground: Playground) -> int:
    return await playground.person.pages[-1]


async def test_a_sign_in_from_the_click_to_the_session(playground: Playground) -> None:
    session = await playground.sign_in()
    demo = playground.demo
    authenticate = Origin.parse(demo.authenticate)
    assert session.person == Person("alice", "alice@example.com", "Alice Example")
    assert [session.id] == session_ids(demo)
    assert session.issuer == authenticate
    assert session.check.verdict is Verdict.LIVE
    assert session.end.source is EndSource.SERVER
    assert session.end.at == demo.sessions[0].expires_at
    assert session.may_go_to == {playground.route().origin, authenticate}
    assert playground.person.stages == [Stage.ASKING, Stage.BROWSER, Stage.CHECKING]
    assert playground.person.hosts[1] == authenticate.authority
    assert playground.person.questions == []
    assert await last_status(playground) == 200


async def test_the_browser_gets_our_start_address_and_the_link_apart(playground: Playground) -> None:
    await playground.sign_in()
    start, link = await playground.person.opened
    assert start.startswith("http://127.0.0.1:")
    assert "pomerium" not in start
    assert link.startswith(playground.demo.authenticate)


async def test_the_issuing_pomerium_is_asked_before_the_route_sees_the_token(playground: Playground) -> None:
    await playground.sign_in()
    carried = [seen.part for seen in playground.demo.log if seen.has_credential and seen.path == "/.pomerium/user"]
    assert carried[0] == "authenticate"


async def test_afterwards_the_port_answers_410_until_the_program_ends(playground: Playground) -> None:
    await playground.sign_in()
    await last_status(playground)
    redirect_uri = await playground.person.redirect_uri()
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{redirect_uri}?pomerium_jwt=late")).status_code == 410
        await playground.listeners.close()
        with pytest.raises(httpx.TransportError):
            await client.get(redirect_uri)


class Noting(Listeners):
    """Notes for how long each port is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def keep(self, listener: Listener[Any], owner: AsyncExitStack, seconds: float, *, gets_token: bool = False) -> None:
        assert gets_token
        self.seconds.append(seconds)
        super().keep(listener, owner, seconds, gets_token=gets_token)


@pytest.mark.parametrize(
    ("slow_by", "least", "most"),
    [(timedelta(), 301, 360), (timedelta(days=1), 900, 900), (timedelta(days=-1), 60, 60)],
    ids=["usual", "a URL that lives for long", "one that is dead"],
)
async def test_a_port_is_kept_a_minute_longer_than_its_url_lives(
    playground: Playground, slow_by: timedelta, least: float, most: float
) -> None:
    """Rule 6; `slow_by`: of the program's clock. No server makes it keep a port for more than a quarter of an hour."""
    listeners = Noting()
    ground = playground
    plan = SignIn(
        ground.web, ground.route(), ground.preferences, ground.person, Known(), listeners, ground.domains,
        now=lambda: datetime.now(UTC) - slow_by,
    )  # fmt: skip
    await plan.run()
    (kept_for,) = listeners.seconds
    assert least <= kept_for <= most
    await listeners.close()


async def test_somebody_who_may_not_open_the_route(playground: Playground) -> None:
    session = await playground.sign_in("denied")
    assert session.check.verdict is Verdict.LIVE
    closed = session.closed(playground.route("denied"))
    assert closed is not None
    assert closed.title == "Not allowed"
    assert closed.request_id
    assert session.person.user == "alice"


async def test_signing_in_again_gives_the_same_session_since_the_same_time(playground: Playground) -> None:
    first = await playground.sign_in()
    playground.again()
    second = await playground.sign_in(known=Known(first.person, (first,)))
    assert (second.id, second.signed_in_at, second.end) == (first.id, first.signed_in_at, first.end)


async def test_without_a_user_page_the_end_is_an_estimate(playground: Playground) -> None:
    playground.demo.options.user_page = False
    session = await playground.sign_in()
    assert session.end.source is EndSource.ESTIMATE


@pytest.mark.parametrize(("databroker", "source"), [(False, EndSource.TOKEN), (True, EndSource.ESTIMATE)])
async def test_an_exp_counts_where_it_can_be_trusted(
    playground: Playground,
    databroker: bool,  # noqa: FBT001
    source: EndSource,
) -> None:
    playground.demo.options.user_page = False
    playground.demo.options.exp_in_jwt = True
    playground.demo.options.databroker_claims = databroker
    assert (await playground.sign_in()).end.source is source


async def test_an_answer_from_another_browser_is_asked_about(playground: Playground) -> None:
    playground.again("link")
    session = await playground.sign_in()
    assert [question.doubt for question in playground.person.questions] == [Doubt.OTHER_BROWSER]
    assert "alice@example.com" in playground.person.questions[0].title
    assert session.person.user == "alice"


async def test_somebody_elses_answer_is_turned_down_and_the_wait_goes_on(playground: Playground) -> None:
    playground.again("nothing", says_yes=False)
    signing_in = asyncio.create_task(playground.sign_in())
    playground.person.pastes.put_nowait(await playground.callback("bob"))
    await playground.person.asked.wait()
    start, _ = await playground.person.opened
    playground.person.visit(start)
    assert (await signing_in).person.user == "alice"
    assert "bob@example.com" in playground.person.questions[0].text
    assert playground.person.refusals == []
    waited = Stage.BROWSER, Origin.parse(playground.demo.authenticate).authority
    steps = list(zip(playground.person.stages, playground.person.hosts, strict=True))
    assert (steps[1], steps[3]) == (waited, waited), "it waits for the browser again"


async def test_after_one_that_was_turned_down_another_browsers_answer_is_taken(playground: Playground) -> None:
    playground.again("link", says_yes=False)
    signing_in = asyncio.create_task(playground.sign_in())
    await playground.person.visit_after_a_no()
    assert (await signing_in).person.user == "alice"
    assert len(playground.person.questions) == 2


async def test_what_was_turned_down_never_reached_the_route(playground: Playground) -> None:
    playground.again("nothing", says_yes=False)
    signing_in = asyncio.create_task(playground.sign_in())
    playground.person.pastes.put_nowait(await playground.callback("bob"))
    await playground.person.asked.wait()
    await give_up(signing_in)
    assert {seen.part for seen in playground.demo.log if seen.has_credential} == {"authenticate"}


async def test_a_pasted_address_signs_in(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    playground.person.pastes.put_nowait(await playground.callback("carol"))
    assert (await signing_in).person.user == "carol"
    assert playground.person.questions[0].doubt is Doubt.OTHER_BROWSER


async def test_a_wrong_paste_is_explained_and_ends_nothing(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    playground.person.pastes.put_nowait("https://example.com/")
    playground.person.pastes.put_nowait(await playground.callback())
    assert (await signing_in).person.user == "alice"
    assert [problem.title for problem in playground.person.refusals] == ["That is not the address"]


async def test_a_token_that_is_none_is_explained_and_ends_nothing(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    playground.person.pastes.put_nowait(f"{await playground.person.redirect_uri()}?pomerium_jwt=opaque")
    await playground.person.told.wait()
    playground.person.pastes.put_nowait(await playground.callback())
    assert (await signing_in).person.user == "alice"
    assert [problem.step for problem in playground.person.refusals] == ["callback"]


async def test_a_dead_session_is_explained_and_ends_nothing(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    address = await playground.callback("bob")
    playground.demo.revoke(playground.demo.sessions[-1].jti)
    playground.person.pastes.put_nowait(address)
    await playground.person.told.wait()
    playground.person.pastes.put_nowait(await playground.callback())
    assert (await signing_in).person.user == "alice"
    assert playground.person.questions[0].title == "Are you alice@example.com?"


@pytest.mark.parametrize(
    ("name", "loopback", "doubt"),
    [("wiki", None, Doubt.OTHER_ROUTE), ("app", "127.0.0.1:9", Doubt.OTHER_SIGN_IN)],
)
async def test_a_token_for_another_sign_in_is_asked_about_before_the_route_sees_it(
    playground: Playground, name: str, loopback: str | None, doubt: Doubt
) -> None:
    playground.again("nothing", says_yes=False)
    signing_in = asyncio.create_task(playground.sign_in())
    playground.person.pastes.put_nowait(await playground.callback("bob", name, loopback))
    await playground.person.asked.wait()
    await give_up(signing_in)
    question = playground.person.questions[0]
    assert question.doubt is doubt
    assert question.about == (Origin.parse(playground.demo.authenticate), playground.route().origin)
    assert playground.route().origin.authority in question.text
    assert Origin.parse(playground.demo.authenticate).authority in question.text
    assert "bob@example.com" in question.text
    assert {seen.part for seen in playground.demo.log if seen.has_credential} == {"authenticate"}


@pytest.mark.parametrize("says_yes", [True, False])
async def test_somebody_else_than_last_time(playground: Playground, says_yes: bool) -> None:  # noqa: FBT001
    playground.again(says_yes=says_yes)
    known = Known(Person("bob", "bob@example.com"))
    if says_yes:
        assert (await playground.sign_in(known=known)).person.user == "alice"
    else:
        with pytest.raises(Cancelled):
            await playground.sign_in(known=known)
    question = playground.person.questions[0]
    assert question.doubt is Doubt.OTHER_PERSON
    assert "alice@example.com" in question.text
    assert "bob@example.com" in question.text


async def test_the_same_name_with_another_id_is_told_by_its_id(playground: Playground) -> None:
    await playground.sign_in(known=Known(Person("alice-of-before", "alice@example.com")))
    (question,) = playground.person.questions
    assert question.doubt is Doubt.OTHER_PERSON
    assert "its id was alice-of-before, now it is alice." in question.text


async def test_an_administrator_who_does_not_allow_loopback(playground: Playground) -> None:
    playground.demo.options.loopback_redirects = False
    with pytest.raises(Refused) as refused:
        await playground.sign_in()
    problem = refused.value.problem
    assert problem.step == "login API"
    assert "programmatic_redirect_domain_whitelist" in problem.action
    assert problem.request_id
    assert not playground.person.opened.done()


async def test_a_route_that_is_down(playground: Playground) -> None:
    await playground.demo.stop_part("app")
    with pytest.raises(Unreachable) as broken:
        await playground.sign_in()
    assert broken.value.problem.step == "login API"


async def test_a_pomerium_that_goes_away_during_the_sign_in(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    address = await playground.callback()
    for part in ("authenticate", "app"):
        await playground.demo.stop_part(part)
    playground.person.pastes.put_nowait(address)
    await playground.person.told.wait()
    await give_up(signing_in)
    assert playground.person.refusals[0].title == "The connection was refused"
    assert not any(seen.has_credential for seen in playground.demo.log)


async def test_nobody_comes(playground: Playground) -> None:
    for patience in (1, 8, 32):  # seconds: on a busy machine the browser is opened later than the first
        playground.preferences = Preferences(sign_in_for=patience)
        playground.again("nothing")
        with pytest.raises(SignInError) as late:
            await playground.sign_in()
        if playground.person.opened.done():
            break
    assert late.value.problem.step == "browser"
    assert await status_of_a_late_answer(playground) == 410


async def test_giving_up_keeps_the_port_and_answers_410(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    await playground.person.opened
    await give_up(signing_in)
    assert await status_of_a_late_answer(playground) == 410


async def give_up(signing_in: asyncio.Task[object]) -> None:
    signing_in.cancel()
    with pytest.raises(asyncio.CancelledError):
        await signing_in


async def status_of_a_late_answer(playground: Playground) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.get(await playground.callback())).status_code


class NoBrowser(Somebody):
    async def open_browser(self, start_url: str, sign_in_url: str) -> None:
        raise PomtrayError(Problem("No browser", "There is none."))


async def test_a_browser_that_does_not_start_ends_the_attempt(playground: Playground) -> None:
    playground.person = NoBrowser(playground.person.browser)
    with pytest.raises(PomtrayError, match="No browser"):
        await playground.sign_in()


async def test_a_browser_that_stays_in_the_foreground_delays_nothing(playground: Playground) -> None:
    playground.person.launcher_stays = True
    assert (await playground.sign_in()).person.user == "alice"
    assert await last_status(playground) == 200


async def test_a_session_that_the_authenticate_host_does_not_know_is_vouched_for_by_its_route(
    playground: Playground,
) -> None:
    """Routes with identity provider settings of their own (`pomerium.md` §4)."""
    session = await playground.sign_in("other-idp")
    assert session.person == Person("alice", "alice@example.com", "Alice Example")
    assert session.vouched_by == playground.route("other-idp").origin
    assert session.issuer == Origin.parse(playground.demo.authenticate)
    assert (session.check.verdict, session.end.source) == (Verdict.LIVE, EndSource.SERVER)


async def test_the_browser_that_a_session_was_got_with_is_kept(playground: Playground) -> None:
    route = replace(playground.route(), browser=("firefox", "-P", "work"))
    person, listeners = playground.person, playground.listeners
    plan = SignIn(playground.web, route, Preferences(), person, Known(), listeners, playground.domains)
    session = await plan.run()
    assert session.browser == route.browser
    assert session.check.request_id
    assert session.check.skew == timedelta()


async def test_what_the_session_was_got_for_and_with_is_kept(playground: Playground) -> None:
    session = await playground.sign_in()
    assert (session.got_for, session.browser, session.vouched_by) == (playground.route().origin, (), None)


async def test_a_session_that_neither_host_knows_is_dead(playground: Playground) -> None:
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in("other-idp"))
    address = await playground.callback("bob", "other-idp")
    playground.demo.revoke(playground.demo.sessions[-1].jti)
    playground.person.pastes.put_nowait(address)
    await playground.person.told.wait()
    await give_up(signing_in)
    assert playground.person.refusals[0].title == "The new session is over already"
    assert playground.person.questions == []


async def with_pasted_answer(
    playground: Playground, app: Answering, authenticate: Answering, idp_id: str = ""
) -> tuple[Somebody, asyncio.Task[Session]]:
    """A sign-in under way whose person has pasted an answer of `authenticate` for the route at `app`."""
    person = Somebody(playground.person.browser, "nothing")
    plan = SignIn(
        playground.web, Route("app", str(app.origin)), Preferences(), person, Known(), playground.listeners,
        playground.domains,
    )  # fmt: skip
    signing_in = asyncio.create_task(plan.run())
    redirect_uri = await person.redirect_uri()
    ours, hosts = redirect_uri.split("/")[2], (authenticate.origin.authority, app.origin.authority)
    answer = made(REAL, iss=hosts[0], aud=[*hosts, ours], idp_id=idp_id)
    person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={answer}")
    return person, signing_in


@pytest.mark.parametrize(
    ("issuer", "route", "told"),
    [
        (UNAUTHENTICATED, reply(503), "{route} answered 503 when asked who is signed in"),
        (reply(502), reply(503), "{issuer} answered 502 when asked who is signed in"),
        (reply(502), UNAUTHENTICATED, "{issuer} gave a session that it does not know any more"),
    ],
    ids=["it may be the route's alone", "neither answered", "the route says no"],
)
async def test_where_nobody_vouches_who_could_have_is_told_of(
    playground: Playground, issuer: bytes, route: bytes, told: str
) -> None:
    """To a session of a route with a provider of its own the authenticate host says no all the time (§4)."""
    async with Answering() as app, Answering() as authenticate:
        app.answers = Login(app, authenticate.origin)
        app.answers["/.pomerium/user"], authenticate.answers["/.pomerium/user"] = route, issuer
        person, signing_in = await with_pasted_answer(playground, app, authenticate)
        await person.told.wait()
        await give_up(signing_in)
        hosts = authenticate.origin.authority, app.origin.authority
        assert told.format(issuer=hosts[0], route=hosts[1]) in person.refusals[0].sentence


@pytest.mark.parametrize("one_domain", [True, False])
async def test_a_stranger_does_not_vouch_in_place_of_an_authenticate_host_that_failed(
    playground: Playground, *, one_domain: bool
) -> None:
    """The person let it have the session. Whether that lives is another question, and the same one for other routes."""
    playground.domains = in_one_domain_or_on_loopback if one_domain else in_one_domain
    none = reply(200, '{"routes": []}', content_type="application/json")
    async with Answering() as app, Answering() as authenticate:
        app.answers = Login(app, authenticate.origin)
        authenticate.answers |= {"/.pomerium/user": reply(502), "/.pomerium/api/v1/routes": none}
        person, signing_in = await with_pasted_answer(playground, app, authenticate)
        if one_domain:
            assert (await signing_in).vouched_by == app.origin
        else:
            await person.told.wait()
            await give_up(signing_in)
            assert "answered 502 when asked who is signed in" in person.refusals[0].sentence


@pytest.mark.parametrize("told", [True, False])
async def test_a_server_that_does_not_tell_its_time_has_that_of_this_computer(
    playground: Playground, *, told: bool
) -> None:
    user = USER if told else USER.replace(b"Date: Sat, 21 Nov 2026 09:00:00 GMT\r\n", b"")
    async with Answering() as app, Answering({"/.pomerium/user": user}) as authenticate:
        app.answers = Login(app, authenticate.origin)
        _, signing_in = await with_pasted_answer(playground, app, authenticate)
        session = await signing_in
    assert isinstance(session.check.skew, timedelta)
    assert bool(session.check.skew) is told


@pytest.mark.parametrize("says_yes", [True, False])
async def test_a_session_of_another_pomerium_is_asked_about_by_its_own_name(
    playground: Playground,
    says_yes: bool,  # noqa: FBT001
) -> None:
    """A made-up Pomerium whose page leads on to the real one: what comes back is the real one's."""
    async with Demo() as real:
        playground.again("nothing", says_yes=says_yes)
        held = Known(pomeriums={Origin.parse(real.authenticate): KnownPomerium()})
        signing_in = asyncio.create_task(playground.sign_in(known=held))
        redirect_uri = await playground.person.redirect_uri()
        token = real.issue("bob", loopback=redirect_uri.split("/")[2])
        playground.person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={token}")
        await playground.person.asked.wait()
        question = playground.person.questions[0]
        assert question.doubt is Doubt.OTHER_ISSUER
        assert question.about == (Origin.parse(real.authenticate), playground.route().origin)
        assert Origin.parse(real.authenticate).authority in question.title
        assert "bob@example.com" in question.text
        if says_yes:
            assert (await signing_in).issuer == Origin.parse(real.authenticate)
            assert [seen.path for seen in real.log if seen.has_credential].count("/.pomerium/user") == 1
        else:
            await give_up(signing_in)
            assert not any(seen.has_credential for seen in playground.demo.log)
        assert {seen.part for seen in real.log if seen.has_credential} == {"authenticate"}


async def test_what_was_got_over_https_is_not_taken_for_a_route_without(playground: Playground) -> None:
    """Rule 1: nobody is asked, since no yes would make it safe."""
    playground.again("nothing")
    signing_in = asyncio.create_task(playground.sign_in())
    redirect_uri = await playground.person.redirect_uri()
    answer = made(REAL, iss="https://authenticate.pom.test")
    playground.person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={answer}")
    await playground.person.told.wait()
    await give_up(signing_in)
    assert [problem.title for problem in playground.person.refusals] == ["The route is not encrypted"]
    assert playground.person.questions == []


async def test_a_token_of_nobody_is_shown_to_nobody_before_a_yes(playground: Playground) -> None:
    """What it says of its issuer is no host: the Pomerium that we know is not its issuer."""
    playground.again("nothing", says_yes=False)
    held = Known(pomeriums={Origin.parse(playground.demo.authenticate): KnownPomerium()})
    signing_in = asyncio.create_task(playground.sign_in(known=held))
    redirect_uri = await playground.person.redirect_uri()
    playground.person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={made(REAL, iss='no%2Dhost')}")
    await playground.person.asked.wait()
    await give_up(signing_in)
    assert playground.person.questions[0].doubt is Doubt.OTHER_ISSUER
    assert not any(seen.has_credential for seen in playground.demo.log)


async def test_a_pomerium_that_gave_a_session_before_is_asked_whose_another_is(playground: Playground) -> None:
    async with Demo() as real:
        held = Known(sessions=(replace(await playground.sign_in(), issuer=Origin.parse(real.authenticate)),))
        playground.again("nothing", says_yes=False)
        signing_in = asyncio.create_task(playground.sign_in(known=held))
        redirect_uri = await playground.person.redirect_uri()
        answer = real.issue("bob", loopback=redirect_uri.split("/")[2])
        playground.person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={answer}")
        await playground.person.asked.wait()
        await give_up(signing_in)
        assert "bob@example.com" in playground.person.questions[0].text
        assert [seen.path for seen in real.log if seen.has_credential] == ["/.pomerium/user"]


async def test_a_token_is_shown_to_nobody_to_find_a_name_for_the_question(playground: Playground) -> None:
    async with Demo() as real:
        session = await playground.sign_in()
        playground.demo.log.clear()
        others = (Origin.parse("http://127.0.0.1:1"), Origin.parse("https://zzz.test"))
        held = Known(sessions=tuple(replace(session, issuer=other) for other in others))
        playground.again("nothing", says_yes=False)
        signing_in = asyncio.create_task(playground.sign_in(known=held))
        redirect_uri = await playground.person.redirect_uri()
        token = real.issue("bob", loopback=redirect_uri.split("/")[2])
        playground.person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={token}")
        await playground.person.asked.wait()
        await give_up(signing_in)
        assert "“bob”" in playground.person.questions[0].text
        assert [seen for seen in (*real.log, *playground.demo.log) if seen.has_credential] == []


async def test_after_a_yes_a_pomerium_that_was_never_met_is_asked_whose_it_is(playground: Playground) -> None:
    async with Demo() as real:
        playground.again("nothing")
        signing_in = asyncio.create_task(playground.sign_in())
        redirect_uri = await playground.person.redirect_uri()
        token = real.issue("bob", loopback=redirect_uri.split("/")[2])
        playground.person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={token}")
        session = await signing_in
        assert (session.issuer, session.person.user) == (Origin.parse(real.authenticate), "bob")


@pytest.mark.parametrize(("named", "got", "asked"), [("a", "b", True), ("a", "a", False), ("", "b", False)])
async def test_a_session_of_another_provider_than_the_sign_in_page_named_is_asked_about(
    playground: Playground, named: str, got: str, *, asked: bool
) -> None:
    async with Answering() as app, Answering({"/.pomerium/user": USER}) as authenticate:
        app.answers = Login(app, authenticate.origin, named)
        person, signing_in = await with_pasted_answer(playground, app, authenticate, got)
        await signing_in
    doubts = [question.doubt for question in person.questions]
    assert doubts == [*([Doubt.OTHER_PROVIDER] if asked else []), Doubt.OTHER_BROWSER]


async def test_a_yes_to_a_token_counts_for_that_doubt_and_that_issuer(playground: Playground) -> None:
    allowed = KnownPomerium().with_allowed(playground.route().origin, Doubt.OTHER_SIGN_IN)
    playground.again("nothing")
    known = Known(pomeriums={Origin.parse(playground.demo.authenticate): allowed})
    signing_in = asyncio.create_task(playground.sign_in(known=known))
    playground.person.pastes.put_nowait(await playground.callback("alice", "app", "127.0.0.1:9"))
    await signing_in
    assert [question.doubt for question in playground.person.questions] == [Doubt.OTHER_BROWSER]


async def test_a_strangers_pomerium_cannot_give_its_session_the_id_of_another(playground: Playground) -> None:
    """Services see the id of who asks them; by it the program knows whose session ended, and whose is copied."""
    ids = []
    for _ in range(2):
        async with Answering() as app, Answering({"/.pomerium/user": USER}) as authenticate:
            app.answers = Login(app, authenticate.origin)
            _, signing_in = await with_pasted_answer(playground, app, authenticate)
            ids.append((await signing_in).id)
    assert ids[0] != ids[1]
