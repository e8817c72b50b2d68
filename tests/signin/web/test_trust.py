"""Whom a private authority counts for, and that one which is not trusted is told before the browser opens (rule 11)."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Deliver, Method, Provider, TokenAuth
from pomtray.core.domain.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import Check, Credential, End, EndSource, Person, Session, Verdict
from pomtray.core.errors import PomtrayError, Problem, Unreachable
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.secret import Secret
from pomtray.demo.browser import PageFollower
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.pomerium.attempt import SignIn
from pomtray.signin.pomerium.domains import Domains, in_one_domain_or_on_loopback
from pomtray.signin.pomerium.login_api import login_url
from pomtray.signin.pomerium.revocation import revoke
from pomtray.signin.pomerium.sharing import opened
from pomtray.signin.provider import oidc
from pomtray.signin.provider.endpoints.discovery import discover
from pomtray.signin.provider.providers import Providers
from pomtray.signin.routes.checking import check
from pomtray.signin.routes.trying import try_route
from pomtray.signin.web import connection
from pomtray.signin.web.http import Web
from tests.core.protocol.test_claims import REAL
from tests.core.protocol.test_claims import token as made
from tests.signin.answering import LOGIN, USER, Answering, Login, as_json, reply
from tests.signin.authorities import Authority
from tests.signin.person import Known, Somebody

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)


@pytest.fixture
def corp(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with Web() as made:
        yield made


async def refusal(asking: Any) -> Problem:
    with pytest.raises(Unreachable) as broken:
        await asking
    return broken.value.problem


def session(route: Route, issuer: Origin) -> Session:
    return Session(
        id="one",
        credential=Credential("canary-of-test-trust"),
        issuer=issuer,
        idp_id="",
        person=Person("alice"),
        signed_in_at=NOW,
        end=End(None, EndSource.UNKNOWN),
        check=Check(Verdict.LIVE, NOW),
        may_go_to=frozenset({route.origin}),
        got_for=route.origin,
    )


async def test_a_routes_authority_serves_its_own_questions_only(web: Web, corp: Authority) -> None:
    async with Answering({"/": USER}, tls=corp.server()) as server:
        app, other = Route("app", str(server.origin), ca=corp.file), Route("other", str(server.origin))
        assert (await web.of(app).get(server.origin, "/")).status == 200
        for door in (web, web.of(other), web.of(None), web.of(app).of(other)):
            problem = await refusal(door.get(server.origin, "/"))
            assert problem.title == "The certificate is not trusted"
        assert (
            "`ca` of the route other or under [preferences]"
            in (await refusal(web.of(other).get(server.origin, "/"))).action
        )
        assert "as `ca` under [preferences]" in (await refusal(web.get(server.origin, "/"))).action


@pytest.mark.parametrize(
    ("certificate", "advice"),
    [
        ({"host": "other.test"}, "Check the address in the settings"),
        ({"host": "127.0.0.2"}, "Check the address in the settings"),
        ({"begins_in": timedelta(days=-1)}, "Check this computer's clock"),
        ({"begins_in": timedelta(days=1)}, "Check this computer's clock"),
    ],
    ids=["another host's", "another address's", "expired", "not yet valid"],
)
async def test_what_no_authority_would_help_is_not_blamed_on_one(
    corp: Authority, certificate: dict[str, Any], advice: str
) -> None:
    settings = Settings(preferences=Preferences(ca=corp.file))
    async with Answering(tls=corp.server(**certificate)) as server, Web(lambda: settings) as web:
        problem = await refusal(web.get(server.origin, "/"))
    assert problem.title == "The certificate is not trusted"
    assert problem.action.startswith(advice)
    assert ".." not in problem.sentence


async def test_the_preferences_authority_serves_everything(corp: Authority) -> None:
    settings = Settings(preferences=Preferences(ca=corp.file))
    async with Answering(tls=corp.server()) as server, Web(lambda: settings) as web:
        for asker in (None, Route("app", str(server.origin)), Provider("idp", str(server.origin), "us")):
            assert (await web.of(asker).get(server.origin, "/")).status == 404
        settings = Settings()
        assert (await refusal(web.get(server.origin, "/"))).title == "The certificate is not trusted"


async def test_a_route_may_have_one_besides_that_of_the_preferences(corp: Authority, tmp_path: Path) -> None:
    lab = Authority(tmp_path, "lab")
    settings = Settings(preferences=Preferences(ca=corp.file))
    async with Answering(tls=corp.server()) as one, Answering(tls=lab.server()) as two, Web(lambda: settings) as web:
        door = web.of(Route("app", str(one.origin), ca=lab.file))
        assert [(await door.get(server.origin, "/")).status for server in (one, two)] == [404, 404]


async def test_a_providers_authority_serves_all_its_endpoints(web: Web, corp: Authority) -> None:
    async with Answering(tls=corp.server()) as sso, Answering(tls=corp.server()) as api:
        sso.answers["/.well-known/openid-configuration"] = as_json(
            200,
            {
                "issuer": str(sso.origin),
                "authorization_endpoint": f"{sso.origin}/authorize",
                "token_endpoint": f"{api.origin}/t",
                "jwks_uri": f"{api.origin}/keys",
            },
        )
        api.answers["/t"] = as_json(200, {"access_token": "at-1", "token_type": "Bearer", "expires_in": 60})
        api.answers["/keys"] = as_json(200, {"keys": []})
        provider = Provider("Corp", str(sso.origin), "pomtray", ca=corp.file, token_auth=TokenAuth.NONE)
        providers = Providers(web)

        class NoSecrets:
            async def secret(self, _: Provider) -> Secret:
                raise AssertionError

            def secret_refused(self, _: Provider) -> None: ...

        client = await providers.client(provider, NoSecrets())
        assert (await client.tokens.refresh(Secret("rt"))).access == Credential("at-1")
        await client.keys.fitting(client.metadata.jwks_uri, {"alg": "RS256"})
        strange = replace(provider, name="Strange", ca="")
        assert "of the provider Strange or" in (await refusal(discover(web.of(strange), strange))).action
        with pytest.raises(Unreachable):
            await providers.metadata(strange)
        with pytest.raises(Unreachable):
            await providers.keys(strange).fitting(client.metadata.jwks_uri, {"alg": "RS256"})


async def test_a_login_api_behind_a_private_authority(web: Web, corp: Authority) -> None:
    answers: dict[str, bytes | None] = {LOGIN: reply(200, "https://a.test/", content_type="text/plain")}
    async with Answering(answers, tls=corp.server()) as server:
        route = Route("wiki", str(server.origin), ca=corp.file)
        assert await login_url(web, route, "http://127.0.0.1:1/") == "https://a.test/"


@pytest.mark.parametrize("elsewhere", ["/t", "/keys", "/exchange"])
async def test_a_providers_other_hosts_are_tried_before_the_browser_opens(
    web: Web, corp: Authority, tmp_path: Path, elsewhere: str
) -> None:
    """One endpoint's certificate is of another authority: known before anybody has signed in.

    The exchange is Pomerium's own, so the route's settings are named for it.
    """
    lab = Authority(tmp_path, "lab")
    async with Answering(tls=corp.server()) as sso, Answering(tls=lab.server()) as api, PageFollower() as browser:
        exchanged = elsewhere == "/exchange"
        at = {path: str(api.origin if path == elsewhere else sso.origin) + path for path in ("/t", "/keys")}
        provider = Provider(
            "Corp", "", "us", token_auth=TokenAuth.NONE, ca=corp.file,
            metadata=Metadata(
                str(sso.origin), at["/t"], authorization_endpoint=f"{sso.origin}/a", jwks_uri=at["/keys"],
            ),
        )  # fmt: skip
        route = Route(
            "wiki", str(sso.origin), method=Method.OIDC, provider=provider, ca=corp.file,
            header=HeaderForm.PLAIN_BEARER,
            deliver=Deliver.EXCHANGE if exchanged else Deliver.IDENTITY_TOKEN,
            exchange_url=f"{api.origin}/exchange" if exchanged else "",
        )  # fmt: skip
        person = Somebody(browser, "nothing")
        problem = await refusal(
            oidc.sign_in(
                providers=Providers(web), route=route, preferences=Preferences(), hooks=person, known=Known(),
                listeners=Listeners(), device=False,
            )
        )  # fmt: skip
        assert api.origin.authority in problem.sentence
    assert (problem.title, problem.step) == ("The certificate is not trusted", "discovery")
    assert ("of the route wiki" if exchanged else "of the provider Corp") in problem.action
    assert person.steps == []


async def attempted(
    web: Web,
    route: Route,
    person: Somebody,
    known: Known | None = None,
    domains: Domains = in_one_domain_or_on_loopback,
) -> Problem | None:
    """What ends a sign-in; None where the browser was opened."""
    listeners = Listeners()
    plan = SignIn(web.of(route), route, Preferences(), person, known or Known(), listeners, domains)
    running = asyncio.create_task(plan.run())
    done, _ = await asyncio.wait({running, person.opened}, timeout=10, return_when=asyncio.FIRST_COMPLETED)
    assert done
    running.cancel()
    (ended,) = await asyncio.gather(running, return_exceptions=True)
    await listeners.close()
    return ended.problem if isinstance(ended, PomtrayError) else None


async def test_an_authority_that_is_not_trusted_is_told_before_the_browser_opens(
    web: Web, corp: Authority, tmp_path: Path
) -> None:
    lab = Authority(tmp_path, "lab")
    async with (
        Answering(tls=lab.server()) as wiki,
        Answering(tls=corp.server()) as authenticate,
        PageFollower() as browser,
    ):
        wiki.answers = Login(wiki, authenticate.origin)
        person = Somebody(browser, "nothing")
        problem = await attempted(web, Route("wiki", str(wiki.origin), ca=lab.file), person)
        assert problem is not None
        assert (problem.title, problem.step) == ("The certificate is not trusted", "login API")
        assert authenticate.origin.authority in problem.sentence
        assert "of the route wiki" in problem.action
        assert person.steps == []
        both = tmp_path / "both.pem"
        both.write_text(Path(lab.file).read_text() + Path(corp.file).read_text())
        assert await attempted(web, Route("wiki", str(wiki.origin), ca=str(both)), person) is None
        assert person.steps == ["the browser opens"]


async def test_a_pomerium_that_has_just_answered_is_not_asked_once_more_whether_it_is_there(web: Web) -> None:
    async with Answering() as app, Answering() as authenticate, PageFollower() as browser:
        for signs_in_at in (app.origin, authenticate.origin):
            app.answers = Login(app, signs_in_at)
            assert await attempted(web, Route("app", str(app.origin)), Somebody(browser, "nothing")) is None
        assert authenticate.paths == ["/.well-known/pomerium"]
        assert {path.partition("?")[0] for path in app.paths} == {LOGIN}


def listing(*origins: Origin) -> bytes:
    return as_json(200, {"routes": [{"name": "", "type": "http", "from": str(origin)} for origin in origins]})


async def nothing_in_common(route: Origin, authenticate: Origin) -> bool:
    del route, authenticate
    return False


async def test_a_list_is_asked_for_with_the_authority_of_the_session_that_asks(corp: Authority, tmp_path: Path) -> None:
    """Not with that of the route which is new: it may have none of that Pomerium."""
    lab = Authority(tmp_path, "lab")
    async with (
        Answering(tls=lab.server()) as mail,
        Answering(tls=corp.server()) as authenticate,
        PageFollower() as browser,
    ):
        mail.answers = Login(mail, authenticate.origin)
        authenticate.answers["/.pomerium/api/v1/routes"] = listing(mail.origin)
        wiki, new = Route("wiki", "https://127.0.0.2", ca=corp.file), Route("mail", str(mail.origin), ca=lab.file)
        held, person = session(wiki, authenticate.origin), Somebody(browser, "nothing")
        async with Web(lambda: Settings((wiki, new))) as web:
            problem = await attempted(web, new, person, Known(sessions=(held,)), nothing_in_common)
            assert (person.questions, person.lists) == ([], {authenticate.origin: frozenset({mail.origin})})
            assert problem is not None
            assert problem.step == "login API", "the page there is the new route's to reach"
            found = await opened(web, held, [new], set(), nothing_in_common)
            assert found.listed == {mail.origin}


async def test_a_check_asks_the_authenticate_host_with_the_routes_authority(web: Web, corp: Authority) -> None:
    async with Answering(tls=corp.server()) as wiki, Answering({"/.pomerium/user": USER}, corp.server()) as issuer:
        route = Route("wiki", str(wiki.origin), ca=corp.file)
        held = session(route, issuer.origin)
        assert (await check(web, held, [route], session_for=60)).verdict is Verdict.LIVE
        told = await check(web, held, [replace(route, ca="")], session_for=60)
        assert told.problem is not None
        assert (told.verdict, told.problem.step) == (Verdict.UNREACHABLE, "check")


@pytest.mark.parametrize("asking", ["check", "test", "sign-out"])
async def test_each_host_is_asked_with_the_authority_of_its_own_whichever_route_is_meant(
    corp: Authority, tmp_path: Path, asking: str
) -> None:
    """The session's own host as at the sign-in that gave it, the pages of each route as that route says."""
    lab = Authority(tmp_path, "lab")
    said = {"session": {"id": REAL["jti"], "expiresAt": "2026-11-21T22:41:35Z"}}
    page = reply(200, f"<script>\nwindow.POMERIUM_DATA = {json.dumps(said)};\n</script>")
    async with (
        Answering({"/.pomerium/user": USER}, tls=corp.server()) as wiki,
        Answering({"/.pomerium/": page, "/": reply(200)}, tls=lab.server()) as mail,
    ):
        wiki.answers["/.pomerium/api/v1/routes"] = listing(mail.origin)
        leads_out = f"{wiki.origin}/.pomerium/sign_out?pomerium_signature=x"
        mail.answers["/.pomerium/sign_out"] = reply(302, headers=[("Location", leads_out)])
        wiki.answers["/.pomerium/sign_out"] = reply(302)
        first, second = Route("wiki", str(wiki.origin), ca=corp.file), Route("mail", str(mail.origin), ca=lab.file)
        held = session(first, wiki.origin)
        held = replace(held, may_go_to=frozenset({wiki.origin, mail.origin}), credential=Credential(made(REAL)))
        async with Web(lambda: Settings((first, second))) as web:
            if asking == "check":
                found = await check(web, held, [second, first], session_for=60, domains=nothing_in_common)
                assert (found.verdict, found.end and found.end.source) == (Verdict.LIVE, EndSource.SERVER)
            elif asking == "test":
                assert (await try_route(web, held, second)).ok
            else:
                found_out = await revoke(web.of(second), held, mail.origin)
                assert found_out.verdict is Verdict.LIVE
        assert "/.pomerium/user" in wiki.paths


async def test_another_routes_authority_does_not_speak_for_the_sessions_host(corp: Authority, tmp_path: Path) -> None:
    """Whoever has the key of that one authority would get what opens all the other routes."""
    lab = Authority(tmp_path, "lab")
    async with Answering({"/.pomerium/user": USER}, tls=lab.server()) as forged, Answering(tls=lab.server()) as mail:
        first, second = Route("wiki", str(forged.origin), ca=corp.file), Route("mail", str(mail.origin), ca=lab.file)
        held = replace(session(first, forged.origin), may_go_to=frozenset({forged.origin, mail.origin}))
        async with Web(lambda: Settings((first, second))) as web:
            found = await check(web, held, [second, first], session_for=60, domains=nothing_in_common)
            assert found.verdict is Verdict.UNREACHABLE
            tried = (await try_route(web, held, second)).checked
            assert tried is not None
            assert tried.verdict is Verdict.UNREACHABLE
            mail.answers["/.pomerium/sign_out"] = reply(
                302, headers=[("Location", f"{forged.origin}/.pomerium/sign_out?a")]
            )
            assert (await revoke(web.of(second), held, mail.origin)).verdict is Verdict.UNREACHABLE
        assert forged.heads == []


async def test_what_a_session_opens_is_asked_with_each_routes_own(corp: Authority, tmp_path: Path) -> None:
    lab = Authority(tmp_path, "lab")
    async with (
        Answering({"/.pomerium/user": USER, "/": reply(200)}, tls=corp.server()) as wiki,
        Answering({"/.pomerium/user": USER, "/": reply(200)}, tls=lab.server()) as mail,
    ):
        first = Route("wiki", str(wiki.origin), ca=corp.file, group="all")
        second, third = (Route(name, str(mail.origin), ca=ca, group="all") for name, ca in (("a", lab.file), ("b", "")))
        async with Web(lambda: Settings((first, second))) as web:
            held = session(first, wiki.origin)
            assert (await opened(web, held, [second], {"all"}, nothing_in_common)).origins == {mail.origin}
            assert (await opened(web, held, [third], {"all"}, nothing_in_common)).origins == frozenset()


async def test_a_certificate_for_another_name(web: Web, corp: Authority) -> None:
    async with Answering(tls=corp.server(host="app.pom.test")) as server:
        asking = web.of(Route("app", str(server.origin), ca=corp.file)).get(server.origin, "/")
        assert (await refusal(asking)).title == "The certificate is not trusted"


@pytest.mark.parametrize("content", [None, "no PEM"])
async def test_a_file_that_cannot_be_read(web: Web, tmp_path: Path, content: str | None) -> None:
    ca = tmp_path / "ca.pem"
    if content is not None:
        ca.write_text(content)
    origin = Origin.parse("https://app.pom.test")
    problem = await refusal(web.of(Route("app", str(origin), ca=str(ca))).get(origin, "/"))
    assert problem.title == "The CA file cannot be used"


async def test_an_authority_that_is_replaced_counts_from_then_on(web: Web, corp: Authority, tmp_path: Path) -> None:
    async with Answering(tls=corp.server()) as server:
        ca = tmp_path / "ca.pem"
        trustme.CA().cert_pem.write_to_path(str(ca))
        door = web.of(Route("app", str(server.origin), ca=str(ca)))
        await refusal(door.get(server.origin, "/"))
        ca.write_bytes(Path(corp.file).read_bytes())
        os.utime(ca, (1, 1))
        assert (await door.get(server.origin, "/")).status == 404


_ASKING = """
import asyncio, sys
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.domain.origin import Origin
from pomtray.signin.web.http import Web

async def main():
    async with Web() as web:
        print((await web.get(Origin.parse(sys.argv[1]), "/")).status)

asyncio.run(main())
"""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the system's own store is used there")
async def test_whether_a_file_has_changed_is_looked_at_once_a_second_and_after_each_failure(
    web: Web, corp: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[object] = []
    written = connection._written
    monkeypatch.setattr(connection, "_written", lambda use: looks.append(use) or written(use))
    clock = asyncio.get_running_loop().time
    later = 0.0
    async with Answering({}, tls=corp.server()) as server:
        route = Route("app", str(server.origin), ca=corp.file)
        seen = []
        for later, origin in (
            (0.0, server.origin),
            (0.0, server.origin),
            (1.1, server.origin),
            (1.1, Origin.parse("https://127.0.0.1:1")),
            (1.1, server.origin),
            (1.1, server.origin),
        ):
            monkeypatch.setattr(asyncio.get_running_loop(), "time", lambda later=later: clock() + later)
            with suppress(Unreachable):
                await web.of(route).get(origin, "/")
            seen.append(len(looks))
    assert seen == [1, 1, 2, 2, 3, 3]


async def test_openssls_own_variable_counts(corp: Authority) -> None:
    async with Answering(tls=corp.server()) as server:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", _ASKING, str(server.origin),
            env=os.environ | {"SSL_CERT_FILE": corp.file}, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert (await process.communicate())[0].split() == [b"404"]
