"""Signing in at the demo's provider with a real browser's steps, renewing, checking, signing out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from pomtray.core.domain.login import Doubt, Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Deliver, InVault, TokenAuth
from pomtray.core.domain.route import CallbackAnswer, Preferences, Route
from pomtray.core.domain.session import EndSource, Person, RevocationResult, Session, Verdict
from pomtray.core.errors import Cancelled, GrantEnded, GrantRefused, PomtrayError, Refused, SignInError, Unreachable
from pomtray.core.protocol.oauth import challenge_of
from pomtray.core.secret import Secret
from pomtray.demo.options import Exchange
from pomtray.signin.callback.listener import Listener
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.provider import granted_session, oidc
from pomtray.signin.provider.attempt import Binding
from pomtray.signin.provider.oidc import provider_of
from pomtray.signin.routes.checking import CheckResult
from tests.ports import held_port
from tests.signin.answering import nobody
from tests.signin.issuing import NOW
from tests.signin.person import Known
from tests.signin.provider_ground import Ground, playing

FORMS = ["exchange", "identity-token", "access-token"]


@pytest.fixture
async def ground() -> AsyncIterator[Ground]:
    async with playing() as made:
        yield made


def posts(ground: Ground) -> list[str]:
    return [path for method, path, _ in ground.seen("idp") if method == "POST" and path != "/login"]


@pytest.mark.parametrize(
    ("name", "source"),
    [("exchange", EndSource.SERVER), ("identity-token", EndSource.TOKEN), ("access-token", EndSource.SERVER)],
)
async def test_each_form_opens_its_route(ground: Ground, name: str, source: EndSource) -> None:
    route = ground.route(name)
    session = await ground.sign_in(route)
    assert session.check.verdict is Verdict.LIVE
    assert (session.person.user, session.person.email) == ("alice", "alice@example.com")
    assert (session.end.at, session.end.source) == (ground.clock() + timedelta(minutes=5), source)
    assert session.may_go_to == {route.origin}
    assert (session.idp_id, session.issuer) == ("demo", Origin.parse(ground.demo.provider))
    assert re.fullmatch("[0-9a-f]{32}", session.id)
    assert session.grant
    assert session.grant.refresh == ground.person.refreshes[-1]
    assert not ground.person.questions
    assert await ground.person.pages[0] == 200


async def test_a_browser_that_stays_in_the_foreground_delays_nothing(ground: Ground) -> None:
    ground.person.launcher_stays = True
    assert (await ground.sign_in()).person.user == "alice"


async def test_the_stages_name_the_hosts(ground: Ground) -> None:
    await ground.sign_in()
    provider = Origin.parse(ground.demo.provider).authority
    steps = list(zip(ground.person.stages, ground.person.hosts, strict=True))
    assert steps == [
        (Stage.ASKING, ""),
        (Stage.BROWSER, provider),
        (Stage.CHECKING, provider),
        (Stage.CHECKING, ground.route().origin.authority),
    ]


async def test_what_the_browser_is_asked_with(ground: Ground) -> None:
    await ground.sign_in(ground.route(authorization_params=(("prompt", "login"), ("state", "mine"))))
    asked = await ground.person.parameters()
    assert asked["code_challenge_method"] == "S256"
    assert asked["response_type"] == "code"
    assert asked["prompt"] == "login"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 43
    assert asked["state"] not in {"mine", asked["nonce"]}
    start_url, url = await ground.person.opened
    assert url not in start_url
    assert asked["state"] not in start_url


def test_nothing_of_an_attempt_is_used_twice_or_shown() -> None:
    one, other = Binding(), Binding()
    assert len({one.state, one.nonce, other.state, other.nonce, one.verifier, other.verifier}) == 6
    assert [len(one.state), len(one.nonce), len(one.verifier.reveal())] == [43, 43, 64]
    assert challenge_of(one.verifier.reveal())
    assert one.state not in repr(one)


@pytest.mark.parametrize(
    ("client", "auth"),
    [
        ("pomtray-demo-secret", TokenAuth.BASIC),
        ("pomtray-demo-secret", TokenAuth.POST),
        ("pomtray-demo-key", TokenAuth.PRIVATE_KEY_JWT),
    ],
)
async def test_a_client_with_a_secret(ground: Ground, client: str, auth: TokenAuth) -> None:
    route = ground.route(client_id=client, client_secret=InVault(), token_auth=auth)
    ground.person.secrets["demo"] = ground.demo.client_secret(client)
    session = await ground.sign_in(route)
    assert (await ground.renew(session, route)).check.verdict is Verdict.LIVE


async def test_a_secret_that_is_not_taken(ground: Ground) -> None:
    route = ground.route(client_id="pomtray-demo-secret", client_secret=InVault(), token_auth=TokenAuth.BASIC)
    ground.person.secrets["demo"] = "not-the-secret"
    with pytest.raises(Refused, match="invalid_client"):
        await ground.sign_in(route)
    assert ground.person.refused_secrets == ["demo"]


async def test_a_secret_that_is_not_taken_ends_it_whoever_brought_the_code(ground: Ground) -> None:
    """Another answer would find the same secret: there is nothing to wait for."""
    route = ground.route(client_id="pomtray-demo-secret", client_secret=InVault(), token_auth=TokenAuth.BASIC)
    ground.person.secrets["demo"] = "not-the-secret"
    ground.person.opens = "nothing"
    ground.preferences = replace(ground.preferences, sign_in_for=20)
    signing = asyncio.create_task(ground.sign_in(route))
    await ground.person.opened
    ground.person.pastes.put_nowait("a-code")
    with pytest.raises(Refused, match="invalid_client"):
        await signing
    assert ground.person.refused_secrets == ["demo"]


async def test_the_audience_by_a_scope_needs_no_second_request(ground: Ground) -> None:
    """Dex (`pomerium.md` §8)."""
    scopes = ("openid", "email", "profile", "offline_access", "audience:server:client_id:pomerium")
    session = await ground.sign_in(ground.route(scopes=scopes))
    assert session.check.verdict is Verdict.LIVE
    assert posts(ground) == ["/token"]


async def test_a_provider_that_passes_over_the_audience(ground: Ground) -> None:
    ground.demo.options.audience_parameter = False
    with pytest.raises(Refused, match="for another client"):
        await ground.sign_in()


async def test_without_a_refresh_token_there_is_no_audience(ground: Ground) -> None:
    with pytest.raises(SignInError) as caught:
        await ground.sign_in(ground.route(scopes=("openid",)))
    assert "offline_access" in caught.value.problem.action


async def test_without_openid_nobody_knows_who_it_is(ground: Ground) -> None:
    with pytest.raises(Refused, match="did not say who signed in: it has no id_token"):
        await ground.sign_in(ground.route("access-token", scopes=("offline_access",)))


async def test_a_route_that_wants_another_token_says_both_possibilities(ground: Ground) -> None:
    route = replace(ground.route("access-token"), deliver=Deliver.IDENTITY_TOKEN)
    session = await ground.sign_in(route)
    assert session.check.verdict is Verdict.LIVE
    closed = session.closed(route)
    assert closed
    assert "may not accept this kind of token, or its policy does not allow you" in closed.sentence
    assert closed.request_id
    assert closed.step == "route"


@pytest.mark.parametrize("exchange", [Exchange.GONE, Exchange.CSRF])
async def test_a_pomerium_without_the_exchange(ground: Ground, exchange: Exchange) -> None:
    ground.demo.options.exchange = exchange
    with pytest.raises(Refused) as caught:
        await ground.sign_in(ground.route("exchange"))
    assert caught.value.problem.step == "exchange"
    assert await ground.person.pages[0] == 200


async def test_the_refresh_token_is_kept_before_the_exchange(ground: Ground) -> None:
    """Both of them: the first, and the one that the refresh grant for the audience put in its place."""
    seen: list[tuple[int, int]] = []
    keep = ground.person.keep

    async def kept(refresh: Secret) -> None:
        await keep(refresh)
        exchanged = [method for method, _, _ in ground.seen("authenticate")].count("POST")
        seen.append((posts(ground).count("/token"), exchanged))

    ground.person.keep = kept  # type: ignore[method-assign]  # watched
    session = await ground.sign_in(ground.route("exchange"))
    assert seen == [(1, 0), (2, 0)]
    await ground.renew(session, ground.route("exchange"))
    assert seen[2:] == [(3, 1)]


# Who it is, and by which way the answer comes


@pytest.mark.parametrize("says_yes", [True, False])
async def test_somebody_else_than_last_time(ground: Ground, says_yes: bool) -> None:  # noqa: FBT001 a case
    ground.person.says_yes = says_yes
    known = Known(last_person=Person("bob"))
    if says_yes:
        assert (await ground.sign_in(known=known)).person.user == "alice"
    else:
        with pytest.raises(Cancelled):
            await ground.sign_in(known=known)
        assert not ground.person.refreshes
    assert [question.doubt for question in ground.person.questions] == [Doubt.OTHER_PERSON]


async def test_the_same_person_is_not_asked(ground: Ground) -> None:
    await ground.sign_in(known=Known(last_person=Person("alice")))
    assert not ground.person.questions


async def test_another_browser_has_to_be_confirmed(ground: Ground) -> None:
    ground.person.opens = "link"
    assert await ground.sign_in()
    assert [question.doubt for question in ground.person.questions] == [Doubt.OTHER_BROWSER]


async def test_after_one_that_was_turned_down_another_browsers_answer_is_taken(ground: Ground) -> None:
    ground.person.opens, ground.person.says_yes = "link", False
    signing = asyncio.create_task(ground.sign_in())
    await ground.person.visit_after_a_no()
    assert (await signing).person.user == "alice"
    assert len(ground.person.questions) == 2


async def answer_of(ground: Ground) -> httpx.URL:
    """Where the provider sends a browser that is not on this computer."""
    _, url = await ground.person.opened
    async with httpx.AsyncClient(trust_env=False) as browser:
        page = await browser.get(url)
        action = re.search(r'action="([^"]+)"', page.text)
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page.text))
        assert action
        reply = await browser.post(page.url.join(action[1]), data={**hidden, "person": "alice"})
        while not reply.headers["location"].startswith(await ground.person.redirect_uri()):
            reply = await browser.get(page.url.join(reply.headers["location"]))
    return httpx.URL(reply.headers["location"])


@pytest.mark.parametrize("form", ["address", "code"])
async def test_a_paste(ground: Ground, form: str) -> None:
    ground.person.opens = "nothing"
    signing = asyncio.create_task(ground.sign_in())
    answer = await answer_of(ground)
    ground.person.pastes.put_nowait("http://127.0.0.1:1/callback?code=x")
    ground.person.pastes.put_nowait(str(answer) if form == "address" else answer.params["code"])
    session = await signing
    assert session.check.verdict is Verdict.LIVE
    assert [question.doubt for question in ground.person.questions] == [Doubt.OTHER_BROWSER]
    assert [problem.step for problem in ground.person.refusals] == ["authorization"]


async def test_a_wrong_code_pasted_ends_nothing(ground: Ground) -> None:
    ground.person.opens = "nothing"
    signing = asyncio.create_task(ground.sign_in())
    start_url, _ = await ground.person.opened
    ground.person.pastes.put_nowait("not-a-code-of-ours")
    await ground.person.told.wait()
    assert "invalid_grant" in ground.person.refusals[0].sentence
    ground.person.visit(start_url)
    assert (await signing).check.verdict is Verdict.LIVE
    waited = Stage.BROWSER, Origin.parse(ground.demo.provider).authority
    steps = list(zip(ground.person.stages, ground.person.hosts, strict=True))
    assert (steps[1], steps[3]) == (waited, waited), "it waits for the browser again"


async def test_a_code_of_another_sign_in_is_worth_nothing(ground: Ground) -> None:
    """PKCE: whoever slips us a code of theirs does not sign us in as them."""
    ground.person.opens = "nothing"
    first = asyncio.create_task(ground.sign_in())
    theirs = await answer_of(ground)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    ground.again("nothing")
    second = asyncio.create_task(ground.sign_in())
    await ground.person.opened
    ground.person.pastes.put_nowait(theirs.params["code"])
    await ground.person.told.wait()
    assert "invalid_grant" in ground.person.refusals[0].sentence
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nonce", "it belongs to another sign-in"), ("code_challenge", "invalid_grant")],
)
async def test_a_sign_in_that_somebody_meddled_with(ground: Ground, name: str, reason: str) -> None:
    """What the browser was sent with is not what we asked; the address without that still works."""
    ground.person.opens = "nothing"
    signing = asyncio.create_task(ground.sign_in())
    start_url, url = await ground.person.opened
    theirs = httpx.URL(url).copy_set_param(name, "x" * 43)
    ground.person.visit(str(theirs))
    await ground.person.told.wait()
    assert reason in ground.person.refusals[0].sentence
    assert not ground.person.refreshes
    ground.person.visit(start_url)
    assert (await signing).check.verdict is Verdict.LIVE


async def test_the_provider_says_no(ground: Ground) -> None:
    ground.person.browser.person = "cancel"
    with pytest.raises(Cancelled) as caught:
        await ground.sign_in()
    problem = caught.value.problem
    assert problem.step == "authorization"
    assert "demo answered access_denied" in problem.sentence
    assert problem.action


@pytest.mark.parametrize(
    ("iss", "reason"),
    [("", "it does not say which provider it comes from"), ("https://evil.test", "it comes from another provider")],
)
async def test_an_answer_that_is_not_from_the_provider_that_was_asked_is_none(
    ground: Ground, iss: str, reason: str
) -> None:
    """RFC 9207 §2.4, of a provider that names itself in its answers: it could be the code of another one."""
    ground.person.opens = "nothing"
    signing = asyncio.create_task(ground.sign_in())
    start_url, _ = await ground.person.opened
    asked = await ground.person.parameters()
    answer = {"state": asked["state"], "code": "theirs"} | ({"iss": iss} if iss else {})
    async with httpx.AsyncClient(trust_env=False) as browser:
        refused = await browser.get(asked["redirect_uri"], params=answer)
    assert refused.status_code == 400
    assert reason in refused.text
    ground.person.visit(start_url)
    assert (await signing).check.verdict is Verdict.LIVE
    assert ground.person.refusals == []


async def test_a_no_from_elsewhere_ends_nothing(ground: Ground) -> None:
    ground.person.opens = "nothing"
    signing = asyncio.create_task(ground.sign_in())
    start_url, _ = await ground.person.opened
    asked = await ground.person.parameters()
    iss = {"iss": ground.demo.provider, "state": asked["state"], "error": "access_denied", "error_description": "<b>"}
    async with httpx.AsyncClient(trust_env=False) as stranger:
        await stranger.get(asked["redirect_uri"], params=iss)
    await ground.person.told.wait()
    assert 'access_denied: "<b>"' in ground.person.refusals[0].sentence
    ground.person.visit(start_url)
    assert await signing


# Ends of an attempt


async def test_nobody_signs_in(ground: Ground) -> None:
    ground.person.opens = "nothing"
    ground.preferences = replace(ground.preferences, sign_in_for=1)
    with pytest.raises(SignInError) as caught:
        await ground.sign_in()
    assert caught.value.problem.title == "Nobody signed in"


async def test_afterwards_the_port_answers_gone(ground: Ground) -> None:
    await ground.sign_in()
    asked = await ground.person.parameters()
    async with httpx.AsyncClient(trust_env=False) as stranger:
        late = await stranger.get(asked["redirect_uri"], params={"code": "x", "state": asked["state"]})
    assert late.status_code == 410


async def test_given_up(ground: Ground) -> None:
    ground.person.opens = "nothing"
    signing = asyncio.create_task(ground.sign_in())
    asked = await ground.person.parameters()
    signing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await signing
    async with httpx.AsyncClient(trust_env=False) as browser:
        assert (await browser.get(asked["redirect_uri"])).status_code == 410


async def test_the_answer_may_leave_the_browser_where_it_is(ground: Ground) -> None:
    ground.preferences = Preferences(callback_answer=CallbackAnswer.NONE)
    await ground.sign_in()
    assert await ground.person.pages[0] == 204


async def test_a_fixed_port_can_be_used_again_at_once(ground: Ground) -> None:
    with held_port() as port:
        uri = f"http://127.0.0.1:{port}/callback"
        ground.demo.options.redirect_uris = (uri,)
        for _ in range(3):
            ground.again()
            session = await ground.sign_in(ground.route(redirect_uris=(uri,)))
            assert session.check.verdict is Verdict.LIVE
            await ground.person.pages[0]


class Noting(Listeners):
    """Notes for how long each port is kept."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def keep(self, listener: Listener[Any], owner: AsyncExitStack, seconds: float, *, gets_token: bool = False) -> None:
        assert not gets_token, "a code is of no use to others"
        self.seconds.append(seconds)
        super().keep(listener, owner, seconds)


@pytest.mark.parametrize(("is_fixed", "seconds"), [(False, 600), (True, 60)])
async def test_a_port_is_kept_as_long_as_a_code_lives_but_one_that_others_may_want_a_minute(
    ground: Ground, *, is_fixed: bool, seconds: float
) -> None:
    ground.listeners = noting = Noting()
    route = ground.route()
    with held_port() as port:
        if is_fixed:
            uris = (f"http://127.0.0.1:{port}/callback",)
            route = ground.route(redirect_uris=uris)
            ground.demo.options.redirect_uris = uris
        await ground.sign_in(route)
    assert noting.seconds == [seconds]


async def test_a_provider_that_has_answered_is_not_asked_once_more_whether_it_is_there(ground: Ground) -> None:
    await ground.sign_in()
    assert "/" not in {path for _, path, _ in ground.seen("idp")}


@pytest.mark.parametrize(
    ("down", "step"),
    [("idp", "discovery"), ("identity-token", "route")],
)
async def test_what_is_down_is_named(ground: Ground, down: str, step: str) -> None:
    await ground.demo.stop_part(down)
    with pytest.raises(Unreachable) as caught:
        await ground.sign_in()
    assert caught.value.problem.step == step
    assert not ground.person.pages


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"authorization_endpoint": ""}, "No sign-in with a browser.*it has no authorization_endpoint"),
        ({"jwks_uri": ""}, "No keys to check with.*it has no jwks_uri"),
        ({"jwks_uri": "", "left_aside": (("jwks_uri", "its jwks_uri is no text"),)}, "its jwks_uri is no text"),
    ],
)
async def test_what_a_sign_in_needs_is_known_before_a_page_opens(
    ground: Ground, changed: dict[str, object], reason: str
) -> None:
    metadata = await ground.providers.metadata(provider_of(ground.route()))
    ground.forget_endpoint(replace(metadata, **changed))  # type: ignore[arg-type]  # by name
    with pytest.raises(Refused, match=reason) as caught:
        await ground.sign_in()
    assert caught.value.problem.step == "discovery"
    assert not ground.person.opened.done()


@pytest.mark.parametrize("name", ["jwks_uri", "token_endpoint", "exchange_url"])
async def test_another_host_that_is_needed_later_is_reached_before_a_page_opens(ground: Ground, name: str) -> None:
    """Else a certificate that is not trusted would be told after the person has signed in."""
    route, metadata = ground.route("exchange"), await ground.providers.metadata(provider_of(ground.route()))
    with nobody() as elsewhere:
        if name == "exchange_url":
            route = replace(route, exchange_url=f"{elsewhere}/exchange")
        else:
            ground.forget_endpoint(replace(metadata, **{name: f"{elsewhere}/there"}))  # type: ignore[arg-type]  # by name
        with pytest.raises(Unreachable) as caught:
            await ground.sign_in(route)
    assert caught.value.problem.step == "discovery"
    assert elsewhere.authority in caught.value.problem.sentence
    assert not ground.person.opened.done()


async def test_a_machine_does_without_what_people_need(ground: Ground) -> None:
    route = ground.route("machine")
    metadata = await ground.providers.metadata(provider_of(route))
    ground.forget_endpoint(replace(metadata, authorization_endpoint="", jwks_uri="", revocation_endpoint=""))
    assert (await ground.machine(route)).check.verdict is Verdict.LIVE


async def make_it_https(ground: Ground) -> None:
    metadata = await ground.providers.metadata(provider_of(ground.route()))
    ground.forget_endpoint(replace(metadata, issuer="https://id.pom.test"))


@pytest.mark.parametrize("name", ["identity-token", "machine"])
async def test_what_comes_over_https_is_not_even_asked_for_an_http_route(ground: Ground, name: str) -> None:
    await make_it_https(ground)
    with pytest.raises(SignInError, match="not encrypted"):
        await (ground.machine() if name == "machine" else ground.sign_in())
    assert not ground.seen(name)
    assert not posts(ground)


# Renewal


@pytest.mark.parametrize("name", FORMS)
async def test_a_renewal(ground: Ground, name: str) -> None:
    route = ground.route(name)
    session = await ground.sign_in(route)
    ground.clock.forward(timedelta(minutes=4))
    renewed = await ground.renew(session, route)
    assert renewed.id == session.id
    assert renewed.credential != session.credential
    assert renewed.person == session.person
    assert renewed.signed_in_at == session.signed_in_at
    assert renewed.end.at == ground.clock() + timedelta(minutes=5)
    assert renewed.check.verdict is Verdict.LIVE
    assert renewed.grant
    assert session.grant
    assert renewed.grant.renewed_at == ground.clock()
    assert renewed.grant.refresh == ground.person.refreshes[-1] != session.grant.refresh
    assert len(ground.person.pages) == 1, "no browser"


async def test_a_renewal_gives_life_to_what_was_said_to_have_ended(ground: Ground) -> None:
    session, route = await ground.sign_in(), ground.route()
    assert (await ground.renew(session.ended(ground.clock()), route)).ended_at is None


@pytest.mark.parametrize(("told", "skew"), [(None, 5), (timedelta(minutes=1), 1), (timedelta(), 0)])
def test_the_routes_clock_goes_before_the_providers(told: timedelta | None, skew: int) -> None:
    before, now = NOW - timedelta(hours=1), NOW
    checked = granted_session._check(CheckResult(Verdict.LIVE, skew=told), now, before, timedelta(minutes=5))
    assert (checked.skew, checked.answered_at) == (timedelta(minutes=skew), now)
    unreached = granted_session._check(CheckResult(Verdict.UNREACHABLE), now, before, timedelta())
    assert unreached.answered_at == before


async def test_what_a_session_was_got_for_and_with_stays_as_it_was(ground: Ground) -> None:
    route = replace(ground.route(), browser=("firefox", "-P", "work"))
    session = await ground.sign_in(route)
    ground.clock.forward(timedelta(minutes=4))
    for held in (session, await ground.renew(session, route)):
        assert (held.got_for, held.browser, held.ended_at) == (route.origin, route.browser, None)
        assert held.grant is not None
        assert held.grant.client == provider_of(route).client_id


async def test_a_day_of_five_minute_tokens(ground: Ground) -> None:
    route = ground.route("exchange")
    session = await ground.sign_in(route)
    for _ in range(40):
        ground.clock.forward(timedelta(minutes=4))
        session = await ground.renew(session, route)
        assert session.check.verdict is Verdict.LIVE
    assert len({secret.reveal() for secret in ground.person.refreshes}) == 42
    assert [path for _, path, _ in ground.seen("idp") if "well-known" in path or path == "/jwks"] == [
        "/.well-known/openid-configuration",
        "/jwks",
    ], "what does not change is kept"


@pytest.mark.parametrize(("later", "asked"), [(3500, 1), (3601, 2)])
async def test_what_the_provider_says_of_itself_is_asked_for_again_after_an_hour(
    ground: Ground, later: int, asked: int
) -> None:
    for _ in range(2):
        await ground.providers.metadata(provider_of(ground.route()))
        known = ground.providers._known
        known.update({key: (at - later, metadata) for key, (at, metadata) in known.items()})
    assert [path for _, path, _ in ground.seen("idp")] == ["/.well-known/openid-configuration"] * asked


async def test_a_provider_that_does_not_rotate(ground: Ground) -> None:
    ground.demo.options.rotate_refresh = False
    session = await ground.sign_in()
    renewed = await ground.renew(session)
    assert renewed.grant
    assert renewed.grant.refresh == ground.person.refreshes[0]
    assert len(ground.person.refreshes) == 1


async def test_without_a_refresh_token_it_is_over(ground: Ground) -> None:
    session = await ground.sign_in()
    assert session.grant
    with pytest.raises(GrantEnded, match="no refresh token"):
        await ground.renew(replace(session, grant=replace(session.grant, refresh=None)))


async def test_a_grant_that_has_ended(ground: Ground) -> None:
    session = await ground.sign_in()
    ground.demo.end_grants()
    with pytest.raises(GrantRefused) as caught:
        await ground.renew(session)
    assert caught.value.problem.step == "token"
    assert "invalid_grant" in caught.value.problem.sentence


async def test_trouble_is_transient_and_drops_nothing(ground: Ground) -> None:
    session = await ground.sign_in()
    ground.demo.options.provider_down = True
    for _ in range(3):
        with pytest.raises(Unreachable):
            await ground.renew(session)
    ground.demo.options.provider_down = False
    assert (await ground.renew(session)).check.verdict is Verdict.LIVE


async def test_a_lost_answer_where_the_provider_allows_for_it(ground: Ground) -> None:
    ground.demo.options.reuse_for = timedelta(minutes=1)
    session = await ground.sign_in()
    ground.demo.options.lose_token_answers = 1
    with pytest.raises(Unreachable):
        await ground.renew(session)
    assert (await ground.renew(session)).check.verdict is Verdict.LIVE


async def test_a_lost_answer_where_it_does_not(ground: Ground) -> None:
    session = await ground.sign_in()
    ground.demo.options.lose_token_answers = 1
    with pytest.raises(Unreachable):
        await ground.renew(session)
    with pytest.raises(GrantRefused):
        await ground.renew(session)


async def test_a_renewal_whose_exchange_fails_has_kept_its_refresh_token(ground: Ground) -> None:
    route = ground.route("exchange")
    session = await ground.sign_in(route)
    ground.demo.options.exchange = Exchange.GONE
    with pytest.raises(Refused) as caught:
        await ground.renew(session, route)
    assert caught.value.problem.step == "exchange"
    ground.demo.options.exchange = Exchange.SERVED
    assert session.grant
    later = replace(session, grant=replace(session.grant, refresh=ground.person.refreshes[-1]))
    assert (await ground.renew(later, route)).check.verdict is Verdict.LIVE


async def test_a_renewal_while_the_route_is_down_gives_the_new_credential(ground: Ground) -> None:
    session = await ground.sign_in()
    before = session.check.answered_at
    await ground.demo.stop_part("identity-token")
    ground.clock.forward(timedelta(minutes=4))
    renewed = await ground.renew(session)
    assert renewed.credential != session.credential
    assert renewed.check.verdict is Verdict.UNREACHABLE
    assert renewed.check.answered_at == before


async def test_another_persons_renewal_is_refused(ground: Ground) -> None:
    session = await ground.sign_in()
    with pytest.raises(Refused, match="another person's"):
        await ground.renew(replace(session, person=Person("bob")))


async def test_a_provider_that_moved_gets_no_refresh_token(ground: Ground) -> None:
    session = await ground.sign_in()
    tokens = posts(ground)
    with pytest.raises(GrantEnded, match="Another provider now"):
        await ground.renew(replace(session, issuer=Origin.parse("http://127.0.0.1:9")))
    assert posts(ground) == tokens


async def test_a_renewal_does_not_go_from_https_to_http(ground: Ground) -> None:
    session = await ground.sign_in()
    await make_it_https(ground)
    tokens = posts(ground)
    with pytest.raises(GrantEnded, match="not encrypted"):
        await ground.renew(replace(session, issuer=Origin.parse("https://id.pom.test")))
    assert posts(ground) == tokens


async def test_a_renewal_for_a_route_that_it_must_not_go_to(ground: Ground) -> None:
    session = await ground.sign_in()
    other = ground.route("access-token")
    with pytest.raises(ValueError, match=rf"does not go to {other.origin}$"):
        await ground.renew(session, other)


def test_a_route_of_pomeriums_own_sign_in_has_no_provider() -> None:
    with pytest.raises(ValueError, match=r"^wiki has no provider$"):
        provider_of(Route("wiki", "https://wiki.test"))


# Asking the route, and signing out


async def checked(ground: Ground, session: Session, route: Route | None = None) -> Verdict:
    return (await oidc.check(session, route or ground.route(), providers=ground.providers)).verdict


async def test_the_route_is_asked(ground: Ground) -> None:
    session = await ground.sign_in()
    assert await checked(ground, session) is Verdict.LIVE
    ground.clock.forward(timedelta(minutes=6))
    assert await checked(ground, session) is Verdict.LIVE, "only time ends it, not what the route says"
    await ground.demo.stop_part("identity-token")
    assert await checked(ground, session) is Verdict.UNREACHABLE
    with pytest.raises(ValueError, match="does not go to"):
        await checked(ground, session, ground.route("access-token"))


@pytest.mark.parametrize("name", FORMS)
async def test_signing_out(ground: Ground, name: str) -> None:
    route = ground.route(name)
    session = await ground.sign_in(route)
    assert (
        await oidc.sign_out(session, route, providers=ground.providers, hooks=ground.person)
    ).verdict is Verdict.ENDED
    with pytest.raises(GrantRefused):
        await ground.renew(session, route)


@pytest.mark.parametrize(("name", "revoked"), [("exchange", 1), ("identity-token", 1), ("access-token", 2)])
async def test_what_the_route_got_is_taken_back_too_where_a_provider_takes_that(
    ground: Ground, name: str, revoked: int
) -> None:
    """An access token; an ID token counts until its end, and what was exchanged is Pomerium's."""
    route = ground.route(name)
    session = await ground.sign_in(route)
    ground.demo.log.clear()
    await ground.sign_out(session, route)
    assert posts(ground).count("/revoke") == revoked
    assert session.grant
    ground.demo.log.clear()
    bare = replace(session, grant=replace(session.grant, refresh=None))
    assert (await ground.sign_out(bare, route)).taken is (name == "access-token")
    assert posts(ground).count("/revoke") == revoked - 1


async def test_another_client_takes_nothing_back_and_renews_nothing(ground: Ground) -> None:
    """RFC 7009 answers it with 200 all the same."""
    session, route = await ground.sign_in(), ground.route(client_id="pomtray-demo-2")
    ground.demo.log.clear()
    undone = await ground.sign_out(session, route)
    assert undone.problem
    assert (undone.verdict, undone.problem.title) == (Verdict.LIVE, "Another client now")
    with pytest.raises(GrantEnded, match="Another client now"):
        await ground.renew(session, route)
    assert not posts(ground)
    assert (await ground.sign_out(session, ground.route())).verdict is Verdict.ENDED


async def test_a_session_whose_client_is_not_known_is_revoked_without_proof(ground: Ground) -> None:
    route = ground.route("access-token")
    session = await ground.sign_in(route)
    assert session.grant
    for grant in (None, replace(session.grant, client="")):
        earlier = replace(session, grant=grant)
        assert await ground.sign_out(earlier, route) == RevocationResult(Verdict.LIVE, taken=True)


async def test_a_refusal_is_final_and_trouble_is_not(ground: Ground) -> None:
    session = await ground.sign_in()
    metadata = await ground.providers.metadata(provider_of(ground.route()))
    ground.forget_endpoint(replace(metadata, revocation_endpoint=f"{metadata.issuer}/nowhere"))
    undone = await ground.sign_out(session, ground.route())
    assert undone.problem
    assert (undone.verdict, undone.problem.short()) == (Verdict.LIVE, "The provider refused: 404")


async def test_signing_out_while_the_provider_is_down(ground: Ground) -> None:
    session, route = await ground.sign_in(), ground.route()
    ground.demo.options.provider_down = True
    undone = await oidc.sign_out(session, route, providers=ground.providers, hooks=ground.person)
    assert undone.verdict is Verdict.UNREACHABLE
    assert undone.problem
    assert undone.problem.step


async def test_signing_out_where_there_is_no_way_to(ground: Ground) -> None:
    session, route = await ground.sign_in(), ground.route()
    metadata = await ground.providers.metadata(provider_of(ground.route()))
    ground.forget_endpoint(replace(metadata, revocation_endpoint=""))
    assert (
        await oidc.sign_out(session, route, providers=ground.providers, hooks=ground.person)
    ).verdict is Verdict.LIVE
    assert session.grant
    bare = replace(session, grant=replace(session.grant, refresh=None))
    assert (await ground.sign_out(bare, route)).verdict is Verdict.LIVE


async def test_every_error_names_its_step_and_what_to_do(ground: Ground) -> None:
    problems = []
    for change in (
        {"redirect_uris": ("http://127.0.0.1:0/not-registered",)},
        {"scopes": ("openid", "audience:server:client_id:nobody")},
        {"issuer": "http://127.0.0.1:9"},
    ):
        ground.again("start")
        ground.preferences = replace(ground.preferences, sign_in_for=1)
        with pytest.raises(PomtrayError) as caught:
            await ground.sign_in(ground.route(**change))
        problems.append(caught.value.problem)
    assert [problem.step for problem in problems] == ["authorization", "authorization", "discovery"]
    assert all(problem.action for problem in problems)
    assert "invalid_scope" in problems[1].sentence
