"""One check of a session: the host that vouches for it first (`pomerium.md` §4, and §9 rules 1 and 9)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import field
from datetime import timedelta

from pomtray.core.domain.known_pomerium import is_listed
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Credential, End, Person, Session, Verdict
from pomtray.core.errors import Problem, SignInError
from pomtray.core.light_dataclass import dataclass
from pomtray.core.protocol.claims import Claims, read_claims
from pomtray.core.protocol.lifetime import end_of
from pomtray.core.protocol.skew import in_our_time
from pomtray.core.text import phrase
from pomtray.signin.pomerium.domains import Domains, in_one_domain
from pomtray.signin.pomerium.pomerium import UserAnswer, UserPage, end_on_user_page, listed_places, who
from pomtray.signin.routes.access import Heard, heard_at, heard_of
from pomtray.signin.web.door import Door


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found out: the fields of `events.Verified`."""

    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    """By this computer's clock."""
    problem: Problem | None = None
    skew: timedelta | None = None
    heard: Heard = field(default_factory=dict)
    request_id: str = field(default="", compare=False)
    """Of what the vouching host answered."""


async def check(
    web: Door,
    session: Session,
    asked: Sequence[Route],
    *,
    session_for: int,
    lives: Callable[[CheckResult], None] = lambda _: None,
    domains: Domains = in_one_domain,
) -> CheckResult:
    """Ask about `session`, which must be one that may go to all routes `asked`; at least one.

    Its vouching host says whether it lives and what it opens, the user page of a route's host until when: of the first
    whose word counts. A person's yes lets a host have the session, and not say when it ends.
    `session_for` in seconds, for an estimate. `lives` is told at once where it does: a route may be slow to answer.
    Raises `ValueError` where the credential must not go to a route.
    """
    for route in asked:
        if route.origin not in session.may_go_to:
            raise ValueError(phrase("this session does not go to {origin}", origin=route.origin))
    own = web.of(_got_for(session, asked))
    answer = await who(own, session.vouching_host, session.credential)
    if answer.verdict is not Verdict.LIVE:
        return CheckResult(answer.verdict, problem=answer.problem, skew=answer.skew, request_id=answer.request_id)
    lives(CheckResult(Verdict.LIVE, answer.person, skew=answer.skew, request_id=answer.request_id))
    listing = asyncio.ensure_future(listed_places(own, session.vouching_host, session.credential))
    page, heard = await asyncio.gather(
        _page(web, session, asked, listing, domains), heard_of(web, session, asked, listing)
    )
    end = _end(page, session.credential, answer, session_for=session_for)
    return CheckResult(Verdict.LIVE, answer.person, end, skew=answer.skew, heard=heard, request_id=answer.request_id)


async def check_on_route(
    web: Door, credential: Credential, answer: UserAnswer, route: Route, *, session_for: int, believed: bool = True
) -> CheckResult:
    """What the route says to a session that its vouching host has just called live (`answer`).

    believed: whether its word counts for the end.
    """
    page, heard = await asyncio.gather(
        end_on_user_page(web, route.origin, credential), heard_at(web, credential, route)
    )
    end = _end(page if believed else None, credential, answer, session_for=session_for)
    return CheckResult(Verdict.LIVE, answer.person, end, skew=answer.skew, heard=heard, request_id=answer.request_id)


def _got_for(session: Session, asked: Sequence[Route]) -> Route:
    """Whose trust counts for what the session's own host is asked (§9 rule 11): not that of a route which joined it."""
    return next((route for route in asked if route.origin == session.got_for), asked[0])


async def _page(
    web: Door,
    session: Session,
    asked: Sequence[Route],
    listing: Awaitable[frozenset[Origin] | None],
    domains: Domains,
) -> UserPage | None:
    """Of a host whose word about the end counts: a stranger's would end, or prolong, what other routes have too."""
    first = _got_for(session, asked) if session.vouched_by else asked[0]
    host = session.vouched_by or first.origin
    page, listed = await asyncio.gather(end_on_user_page(web.of(first), host, session.credential), listing)
    if session.vouched_by or await testifies(host, session.issuer, listed, domains):
        return page
    for route in asked[1:]:
        if await testifies(route.origin, session.issuer, listed, domains):
            return await end_on_user_page(web.of(route), route.origin, session.credential)
    return None


async def testifies(host: Origin, issuer: Origin, listed: frozenset[Origin] | None, domains: Domains) -> bool:
    """Whether its word about a session's end counts: it is surely of that Pomerium (§9 rules 2a and 2b).

    Where a Pomerium lists nothing (its portal is switched off) none can be told from a stranger, and all are believed.
    """
    return listed is None or is_listed(host, listed) or await domains(host, issuer)


def _end(page: UserPage | None, credential: Credential, answer: UserAnswer, *, session_for: int) -> End | None:
    """The best there is to say: the end on the user page, if the page is about this very session, comes first."""
    claims = _claims(credential)
    if claims is None:
        return None
    expires_at = page.expires_at if page and page.sid == claims.jti else None
    return in_our_time(end_of(claims, expires_at=expires_at, session_for=session_for), answer.skew)


def _claims(credential: Credential) -> Claims | None:
    try:
        return read_claims(credential)
    except SignInError:
        return None
