"""Why a route is blocked: each obstacle is found by its own step, told in order, and nothing is sent beyond it."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pomtray.core.domain.provider import Method, Provider, TokenAuth
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import Grant, Person, Session, Verdict
from pomtray.core.network.proxy import Proxies, Setting
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.report import About, Outcome, Report, Step
from pomtray.demo import tunnels
from pomtray.demo.browser import PageFollower
from pomtray.demo.options import DemoOptions
from pomtray.demo.world import Demo
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.routes.checking import CheckResult
from pomtray.signin.routes.examining import examine
from pomtray.signin.web.answer import LARGEST
from pomtray.signin.web.http import Watch, Web
from pomtray.signin.web.server_certificate import described
from tests.session_ids import jti
from tests.signin.answering import NO_ROUTE, Answering, as_json, nobody, reply
from tests.signin.authorities import Authority
from tests.signin.conftest import Playground
from tests.signin.person import Somebody
from tests.signin.routes.test_trying import PLANS_HERE, may
from tests.signin.web.test_client_certificate import refusing

WELL_KNOWN = "/.well-known/pomerium"
LOGIN = "/.pomerium/api/v1/login"
PUBLISHED = Metadata("https://idp.test", "https://idp.test/token")
POMERIUM = as_json(200, {"issuer": "https://app.pom.test/", "jwks_uri": "https://app.pom.test/jwks"})


@pytest.fixture
async def ground() -> AsyncIterator[Playground]:
    async with Demo(plans=PLANS_HERE) as demo, Web() as web, PageFollower() as browser:
        made = Playground(demo, web, Somebody(browser), Listeners())
        yield made
        await made.listeners.close()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


@pytest.fixture
def corp(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def examined(web: Web, route: Route, session: Session | None = None) -> Report:
    """Its steps, which were told one after the other."""
    heard: list[Step] = []
    report = await examine(web, route, session, heard.append)
    assert tuple(heard) == report.steps
    assert all(step.sentence.endswith(".") for step in report.steps)
    return report


def course(report: Report) -> list[About]:
    """What was looked at and is well, up to the obstacle, which comes last."""
    steps = [step for step in report.steps if step.about is not About.CLOCK]
    assert all(step.outcome is not Outcome.LOOK for step in steps[:-1])
    return [step.about for step in steps]


def obstacle(report: Report) -> Step:
    assert report.obstacle is not None
    return report.obstacle


def granted(session: Session) -> Session:
    """The same as a provider would have given it."""
    return replace(session, grant=Grant(Method.OIDC))


def sound(report: Report) -> list[About]:
    return [step.about for step in report.steps if step.outcome is Outcome.WELL]


@asynccontextmanager
async def a_pomerium(answers: dict[str, bytes | None], tls: ssl.SSLContext | None = None) -> AsyncIterator[Answering]:
    """One that signs in by itself."""
    async with Answering({WELL_KNOWN: POMERIUM, **answers}, tls) as server:
        url = f"{server.origin}/.pomerium/sign_in?pomerium_redirect_uri=http%3A%2F%2F127.0.0.1%3A9%2F"
        server.answers[LOGIN] = reply(200, url, content_type="text/plain")
        yield server


DEMO = [About.PROXY, About.CONNECTION, About.POMERIUM, About.SIGN_IN]
"""The demo is at an address, and speaks no TLS."""


async def test_nothing_is_in_the_way(ground: Playground) -> None:
    session = await ground.sign_in()
    report = await examined(ground.web, ground.route(), session)
    assert course(report) == [*DEMO, About.SESSION, About.POLICY, About.SERVICE]
    assert report.is_whole
    assert report.verdict == "Nothing is in the way."
    assert report.steps[-1].about is About.CLOCK
    host, signs_in = ground.route().origin.authority, session.issuer.authority
    assert [step.sentence for step in report.steps[:-1]] == [
        "None: it is asked directly.",
        f"{host} takes connections.",
        f"{host} is a Pomerium, which calls itself {session.issuer}/.",
        f"The login API answers, and one signs in at {signs_in}, which answers too.",
        f"{signs_in} says that alice@example.com is signed in.",
        "Pomerium lets alice@example.com in.",
        "app answered 200.",
    ]
    assert session.credential.reveal() not in report.text()


async def test_no_connection_of_its_own_stays(ground: Playground, monkeypatch: pytest.MonkeyPatch) -> None:
    doors: list[Web] = []
    watched = Web.watched

    def noted(self: Web, watch: Watch) -> Web:
        doors.append(watched(self, watch))
        return doors[-1]

    monkeypatch.setattr(Web, "watched", noted)
    await examined(ground.web, ground.route())
    assert len(doors) == 1
    assert not doors[0].connections._clients


async def test_nobody_is_signed_in(ground: Playground) -> None:
    report = await examined(ground.web, ground.route())
    step = obstacle(report)
    assert (step.about, step.text) == (About.SESSION, "Nobody is signed in to app. Sign in.")
    assert report.steps[-2].sentence.endswith("wants a sign-in, as it should.")


async def test_a_provider_that_does_not_answer(web: Web) -> None:
    async with a_pomerium({}) as server, Answering({}) as silent:
        provider = Provider("idp", str(silent.origin), "pomtray", token_auth=TokenAuth.NONE)
        route = Route("app", str(server.origin), method=Method.OIDC, provider=provider)
        report = await examined(web, route)
    step = next(step for step in report.steps if step.about is About.SIGN_IN)
    assert step.outcome is Outcome.LOOK
    assert provider.issuer.removeprefix("http://") in step.text


async def test_a_provider_that_is_not_asked(web: Web) -> None:
    told = "The provider's addresses stand in the settings, and were not asked."
    async with a_pomerium({}) as server:
        for provider in (None, Provider("idp", "https://idp.test", "pomtray", metadata=PUBLISHED)):
            report = await examined(web, Route("app", str(server.origin), method=Method.OIDC, provider=provider))
            assert [step.sentence for step in report.steps if step.about is About.SIGN_IN] == [told]


async def test_what_it_tells_of_a_session_is_handed_on(ground: Playground) -> None:
    session, heard = await ground.sign_in(), list[CheckResult]()
    await examine(ground.web, ground.route(), session, lambda _: None, heard.append)
    assert [(result.verdict, result.heard) for result in heard] == [(Verdict.LIVE, {ground.route().origin: None})]
    heard.clear()
    other = ground.route("api")
    await examine(ground.web, other, may(granted(session), other), lambda _: None, heard.append)
    await examine(ground.web, ground.route(), None, lambda _: None, heard.append)
    assert [result.verdict for result in heard] == [Verdict.LIVE]


async def test_who_signs_in_by_a_provider_that_answers_is_told_so(web: Web) -> None:
    async with a_pomerium({}) as server, Answering() as idp:
        issuer = str(idp.origin)
        idp.answers["/.well-known/openid-configuration"] = as_json(
            200, {"issuer": issuer, "token_endpoint": f"{issuer}/token"}
        )
        provider = Provider("idp", issuer, "pomtray", token_auth=TokenAuth.NONE)
        report = await examined(web, Route("app", str(server.origin), method=Method.OIDC, provider=provider))
    (step,) = [step for step in report.steps if step.about is About.SIGN_IN]
    assert step.sentence == f"The identity provider {issuer.removeprefix('http://')} answers."


async def test_what_says_too_much_of_itself_is_looked_at_as_a_pomerium(web: Web) -> None:
    async with a_pomerium({WELL_KNOWN: reply(200, b"x" * (LARGEST + 1))}) as server:
        report = await examined(web, Route("app", str(server.origin)))
    assert obstacle(report).about is About.POMERIUM


async def test_a_route_that_hangs_up_on_a_provider_s_token(ground: Playground) -> None:
    session = granted(await ground.sign_in())
    async with a_pomerium({"/": b""}) as server:
        route = Route("app", str(server.origin))
        report = await examined(ground.web, route, may(session, route))
    assert obstacle(report).about is About.CONNECTION
    assert About.POLICY not in [step.about for step in report.steps]


async def test_who_it_is_by_now_is_told(ground: Playground) -> None:
    session = replace(await ground.sign_in(), person=Person("somebody else"))
    report = await examined(ground.web, ground.route(), session)
    (step,) = [step for step in report.steps if step.about is About.SESSION]
    assert step.sentence.endswith("says that alice@example.com is signed in.")


async def test_a_provider_s_token_is_nobodys_to_ask_about(ground: Playground) -> None:
    session = granted(await ground.sign_in())
    report = await examined(ground.web, ground.route(), session)
    (step,) = [step for step in report.steps if step.about is About.SESSION]
    assert step.sentence == (f"alice@example.com has a token of {session.issuer.authority} that has not ended.")


async def test_a_session_that_nobody_could_be_asked_about(ground: Playground) -> None:
    session = await ground.sign_in()
    await ground.demo.stop_part("authenticate")
    report = await examined(ground.web, ground.route(), session)
    (step,) = [step for step in report.steps if step.about is About.SESSION]
    assert step.outcome is Outcome.LOOK
    assert f"Nothing answers at {session.issuer.authority}" in step.sentence
    assert report.steps[-2].sentence == "app answered 200.", "which the route says all the same"


async def test_a_session_that_the_server_has_ended(ground: Playground) -> None:
    session = await ground.sign_in()
    ground.demo.revoke(jti(session))
    report = await examined(ground.web, ground.route(), session)
    assert course(report) == [*DEMO, About.SESSION]
    assert "does not know this session any more. Sign in again. Request id" in obstacle(report).text


async def test_a_session_goes_nowhere_where_it_may_not(ground: Playground) -> None:
    session = await ground.sign_in()
    async with a_pomerium({}) as server:
        route = Route("strange", str(server.origin))
        report = await examined(ground.web, route, session)
        over = await examined(ground.web, route, may(session, route).ended(datetime.now(UTC)))
    assert obstacle(report).text == f"The session that is held does not go to {route.origin}. Sign in to this route."
    assert obstacle(over).text == "The session of alice@example.com has ended. Sign in again."
    assert all(session.credential.reveal().encode() not in head for head in server.heads)


@pytest.mark.parametrize(
    ("name", "about", "words"),
    [
        ("denied", About.POLICY, "does not let this person in."),
        ("other-idp", About.SESSION, "it may use another identity provider."),
        ("tcp", About.ROUTE, "is opened by a tunnel, not by a browser."),
        ("gone", About.ROUTE, "has no route of that name."),
    ],
)
async def test_pomerium_says_no(ground: Playground, name: str, about: About, words: str) -> None:
    route = ground.route(name)
    ground.demo.options.routes_api = name != "gone"  # hosts of the demo differ by their port only
    report = await examined(ground.web, route, may(await ground.sign_in(), route))
    step = obstacle(report)
    assert (step.about, course(report)[:-1]) == (about, [*DEMO, About.SESSION])
    assert step.sentence.endswith(words)
    assert step.action
    assert step.request_id


@pytest.mark.parametrize("status", [401, 500])
async def test_the_service_s_own_no_is_not_pomerium_s(ground: Playground, status: int) -> None:
    session = await ground.sign_in()
    ground.demo.options.upstream_status = status
    report = await examined(ground.web, ground.route(), session)
    assert course(report) == [*DEMO, About.SESSION, About.POLICY, About.SERVICE]
    assert f"itself answered {status}" in obstacle(report).sentence


async def test_no_such_route_is_told_to_who_is_signed_out(web: Web) -> None:
    async with a_pomerium({"/": NO_ROUTE}) as server:
        report = await examined(web, Route("app", str(server.origin)))
    wrong = [step.about for step in report.steps if step.outcome is Outcome.LOOK]
    assert wrong[:2] == [About.SESSION, About.ROUTE]


async def test_a_tcp_route_whose_tunnel_opens(ground: Playground) -> None:
    route = ground.tunnel()
    report = await examined(ground.web, route, may(await ground.sign_in(), route))
    assert course(report) == [*DEMO, About.SESSION, About.POLICY, About.SERVICE]
    assert report.steps[-2].sentence.endswith("opens the tunnel to db.localhost:5432.")


async def test_a_tcp_route_that_the_policy_denies(ground: Playground) -> None:
    route, session = ground.tunnel("shut-db"), await ground.sign_in()
    step = obstacle(await examined(ground.web, route, may(session, route)))
    assert (step.about, step.sentence) == (About.POLICY, "shut-db.localhost:5432 does not let this person in.")
    assert step.request_id
    ground.demo.revoke(jti(session))
    assert obstacle(await examined(ground.web, route, may(session, route))).about is About.SESSION


async def test_a_tcp_route_that_is_not_there_or_leads_nowhere(ground: Playground) -> None:
    route, session = ground.tunnel(), await ground.sign_in()
    other = replace(route, url=route.url.replace(":5432", ":5433"))
    step = obstacle(await examined(ground.web, other, may(session, other)))
    assert (step.about, step.sentence) == (About.ROUTE, "The Pomerium has no TCP route db.localhost:5433.")
    ground.demo.options.tcp_upstream_down = True
    report = await examined(ground.web, route, may(session, route))
    assert (obstacle(report).about, "answered 503" in obstacle(report).sentence) == (About.SERVICE, True)


async def test_a_tcp_route_without_a_session_says_what_is_known(ground: Playground) -> None:
    """Nothing behind it is bothered: who shows no credential gets no tunnel."""
    route = ground.tunnel()
    report = await examined(ground.web, route)
    assert obstacle(report).text == "Nobody is signed in to tcp. Sign in."
    assert report.steps[-2].sentence.endswith("wants a sign-in, as it should.")
    other = replace(route, url=route.url.replace(":5432", ":5433"))
    wrong = [step for step in (await examined(ground.web, other)).steps if step.outcome is Outcome.LOOK]
    assert [step.about for step in wrong] == [About.SESSION, About.ROUTE]
    assert wrong[1].sentence == "The Pomerium has no TCP route db.localhost:5433."


async def test_a_tcp_route_behind_tls(corp: Authority) -> None:
    """As "server down" is told of pages: the tunnel is asked for over the connection that was looked at."""
    async with Demo(DemoOptions(tls=corp.server()), plans=PLANS_HERE) as demo, Web() as web:
        url = tunnels.address(demo.route("shut-db"))
        report = await examined(web, Route("db", url, ca=corp.file))
        assert About.ENCRYPTION in sound(report)
        assert report.steps[-2].sentence.endswith("wants a sign-in, as it should.")
        assert obstacle(await examined(web, Route("db", url))).about is About.ENCRYPTION


async def test_a_name_that_nobody_knows(web: Web) -> None:
    report = await examined(web, Route("app", "https://no-such-name.invalid"))
    assert (obstacle(report).about, "(DNS)" in obstacle(report).text) == (About.NAME, True)


async def test_a_port_where_nobody_listens(web: Web) -> None:
    with nobody() as there:
        report = await examined(web, Route("app", f"https://{there.authority}"))
    assert course(report) == [About.PROXY, About.CONNECTION]
    assert "Nothing answers at" in obstacle(report).text


async def test_a_proxy_that_is_not_there() -> None:
    with nobody() as there:
        proxy = there.authority

        async def proxies() -> Proxies:
            return Proxies({"https": Setting(f"http://alice:canary@{proxy}", "HTTPS_PROXY")})

        async with Web(proxies=proxies) as web:
            report = await examined(web, Route("app", "https://app.pom.test"))
    assert report.steps[0].sentence == "app.pom.test is looked up by the proxy, not here."
    assert report.steps[1].sentence == f"Asked through {proxy} of HTTPS_PROXY."
    assert obstacle(report).about is About.PROXY
    assert "canary" not in report.text()


async def test_a_proxy_that_cannot_be_used() -> None:
    async def proxies() -> Proxies:
        return Proxies({"https": Setting("gopher://proxy", "HTTPS_PROXY")})

    async with Web(proxies=proxies) as web:
        report = await examined(web, Route("app", "https://app.pom.test"))
    assert course(report) == [About.PROXY]


async def test_which_authority_was_presented_and_which_trust_said_no(web: Web, corp: Authority) -> None:
    async with Answering({WELL_KNOWN: POMERIUM}, corp.server()) as server:
        report = await examined(web, Route("app", str(server.origin)))
        assert course(report) == [About.PROXY, About.CONNECTION, About.ENCRYPTION]
        step = obstacle(report)
        assert "It shows a certificate for 127.0.0.1, issued by trustme v" in step.sentence
        assert "Held against the system's authorities" in step.sentence
        assert "as `ca`" in step.action
        assert not server.heads, "nothing was sent to who is not trusted"


async def test_an_authority_of_the_route_counts_for_its_sign_in(web: Web, corp: Authority) -> None:
    async with a_pomerium({}, corp.server()) as server:
        report = await examined(web, replace(Route("app", str(server.origin)), ca=corp.file))
    assert sound(report)[:5] == [About.PROXY, About.CONNECTION, About.ENCRYPTION, About.POMERIUM, About.SIGN_IN]
    assert "it shows a certificate for 127.0.0.1, issued by trustme v" in report.steps[2].sentence


async def test_an_authority_of_the_route_that_said_no_is_named(web: Web, corp: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "other")
    async with Answering({WELL_KNOWN: POMERIUM}, corp.server()) as server:
        report = await examined(web, replace(Route("app", str(server.origin)), ca=other.file))
    assert f" and {other.file}." in obstacle(report).sentence


async def test_the_company_s_authority_counts_too(corp: Authority) -> None:
    settings = Settings(preferences=Preferences(ca=corp.file))
    async with Web(lambda: settings) as web, a_pomerium({}, corp.server()) as server:
        report = await examined(web, Route("app", str(server.origin)))
    assert sound(report)[:5] == [About.PROXY, About.CONNECTION, About.ENCRYPTION, About.POMERIUM, About.SIGN_IN]


async def test_a_host_that_speaks_no_tls(web: Web) -> None:
    def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    report = await examined(web, Route("app", f"https://127.0.0.1:{port}"))
    server.close()
    assert course(report) == [About.PROXY, About.CONNECTION, About.ENCRYPTION]


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_client_certificate_that_is_wanted_in_tls(web: Web, corp: Authority, version: ssl.TLSVersion) -> None:
    context = corp.server(wants_certificate=True)
    context.maximum_version = version
    with refusing(context) as origin:
        report = await examined(web, Route("app", str(origin), ca=corp.file))
    assert "`client_cert`" in obstacle(report).action
    if version is ssl.TLSVersion.TLSv1_3:  # before, it is told as any failure of the handshake
        assert course(report) == [About.PROXY, About.CONNECTION, About.ENCRYPTION, About.CERTIFICATE]


async def test_a_client_certificate_is_shown(web: Web, corp: Authority) -> None:
    certificate, key, _ = corp.person()
    async with a_pomerium({}, corp.server(wants_certificate=True)) as server:
        route = Route("app", str(server.origin), ca=corp.file, client_cert=certificate, client_key=key)
        report = await examined(web, route)
    assert {About.POMERIUM, About.SIGN_IN} <= set(sound(report))


async def test_a_client_certificate_that_pomerium_wants(web: Web) -> None:
    async with Answering({WELL_KNOWN: reply(495)}) as server:
        report = await examined(web, Route("app", str(server.origin)))
    assert course(report) == [About.PROXY, About.CONNECTION, About.CERTIFICATE]


async def test_a_client_certificate_that_is_not_there(web: Web, tmp_path: Path) -> None:
    route = Route("app", "https://127.0.0.1:9", client_cert=str(tmp_path / "none.pem"))
    assert course(await examined(web, route)) == [About.PROXY, About.CERTIFICATE]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reply(200, "<html>Welcome to the hotel</html>"), "a web page came in place of an answer"),
        (reply(511, "<html>"), "wants a sign-in of its own"),
        (reply(302, headers=[("Location", "https://portal.hotel.test/login?token=canary")]), "portal.hotel.test"),
        (reply(403, "error code: 1010", content_type="text/plain"), "refused this program"),
    ],
)
async def test_something_stands_in_front(web: Web, answer: bytes, words: str) -> None:
    async with Answering({WELL_KNOWN: answer}) as server:
        report = await examined(web, Route("app", str(server.origin)))
        assert server.paths == [WELL_KNOWN]
    assert course(report) == [About.PROXY, About.CONNECTION, About.FRONT]
    assert words in obstacle(report).sentence
    assert "canary" not in report.text()


@pytest.mark.parametrize("answer", [reply(404), as_json(404, {"issuer": "https://app.test"})], ids=["404", "its name"])
async def test_a_host_that_is_no_pomerium(web: Web, answer: bytes) -> None:
    async with Answering({WELL_KNOWN: answer}) as server:
        report = await examined(web, Route("app", str(server.origin)))
    assert course(report) == [About.PROXY, About.CONNECTION, About.POMERIUM, About.SIGN_IN]
    assert "does not say that it is a Pomerium: it answered 404." in report.text()
    assert obstacle(report).sentence.endswith("it does not know the login API.")


async def test_a_pomerium_that_does_not_say_so_is_known_by_its_login_api(web: Web) -> None:
    async with a_pomerium({WELL_KNOWN: reply(404)}) as server:
        report = await examined(web, Route("app", str(server.origin)))
    assert About.POMERIUM not in sound(report)
    assert obstacle(report).text == "Nobody is signed in to app. Sign in."


async def test_a_host_that_hangs_up(web: Web) -> None:
    async with Answering({WELL_KNOWN: b""}) as server:
        report = await examined(web, Route("app", str(server.origin)))
    assert course(report) == [About.PROXY, About.CONNECTION, About.POMERIUM]


async def test_an_authenticate_host_that_is_away(ground: Playground) -> None:
    await ground.demo.stop_part("authenticate")
    report = await examined(ground.web, ground.route())
    assert obstacle(report).about is About.SIGN_IN
    assert "Nothing answers at" in obstacle(report).sentence
    assert About.SESSION in [step.about for step in report.steps], "the route is there, and is asked all the same"


async def test_a_clock_that_is_wrong_is_told_last(web: Web) -> None:
    async with a_pomerium({}) as server:  # its answers are of 2026-11-21
        report = await examined(web, Route("app", str(server.origin)))
    assert report.steps[-1].about is About.CLOCK
    assert report.steps[-1].action == "Set this computer's clock."


def test_a_certificate_that_cannot_be_read_is_told_as_that() -> None:
    assert (described(b""), described(b"nonsense")) == ("", "a certificate that cannot be read")
