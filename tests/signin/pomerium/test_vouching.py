"""What a host can say of a session that it alone calls live: the person let it receive one, and no more than that."""

from __future__ import annotations

import asyncio

import pytest

from pomtray.core.domain.known_pomerium import UNKNOWN
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Preferences, Route
from pomtray.core.domain.session import Session, session_id
from pomtray.signin.pomerium.attempt import SignIn
from pomtray.signin.pomerium.domains import Domains, in_one_domain, in_one_domain_or_on_loopback
from tests.core.protocol.test_claims import REAL
from tests.core.protocol.test_claims import token as made
from tests.signin.answering import UNAUTHENTICATED, Answering, Login
from tests.signin.conftest import Playground
from tests.signin.person import Known, Somebody

JTI = str(REAL["jti"])


async def vouched_by_its_route(
    playground: Playground, domains: Domains, *, listed: bool = False
) -> tuple[Session, Origin]:
    """A session of which the authenticate host says that it is none, and the route that it lives; and the issuer."""
    async with Answering() as app, Answering({"/.pomerium/user": UNAUTHENTICATED}) as authenticate:
        app.answers = Login(app, authenticate.origin)
        person, issuer = Somebody(playground.person.browser, "nothing"), authenticate.origin
        pomeriums = {issuer: UNKNOWN.with_listed([app.origin] if listed else [])}
        plan = SignIn(
            playground.web, Route("app", str(app.origin)), Preferences(), person, Known(pomeriums=pomeriums),
            playground.listeners, domains,
        )  # fmt: skip
        signing_in = asyncio.create_task(plan.run())
        redirect_uri = await person.redirect_uri()
        hosts = issuer.authority, app.origin.authority
        answer = made(REAL, iss=hosts[0], aud=[*hosts, redirect_uri.split("/")[2]], idp_id="")
        person.pastes.put_nowait(f"{redirect_uri}?pomerium_jwt={answer}")
        session = await signing_in
        assert session.vouched_by == app.origin
        return session, issuer


async def test_what_a_stranger_alone_calls_live_is_no_other_session_whatever_it_says(playground: Playground) -> None:
    """It was given one by a yes, so it knows the `jti` of that: its word must not be about the real one."""
    session, issuer = await vouched_by_its_route(playground, in_one_domain)
    assert session.issuer == issuer
    assert session.id != session_id(issuer, JTI)
    again, issuer = await vouched_by_its_route(playground, in_one_domain)
    assert again.id != session.id


@pytest.mark.parametrize("listed", [True, False])
async def test_routes_of_the_pomerium_itself_give_one_session(playground: Playground, *, listed: bool) -> None:
    domains = in_one_domain if listed else in_one_domain_or_on_loopback
    session, issuer = await vouched_by_its_route(playground, domains, listed=listed)
    assert session.id == session_id(issuer, JTI)
