"""One check of a session: the host that vouches for it first (`pomerium.md` §4, and §9 rules 1 and 9)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

from pomtray.core.claims import Claims, read_claims
from pomtray.core.errors import Problem, SignInError
from pomtray.core.lifetime import end_of
from pomtray.core.origin import Origin
from pomtray.core.route import Route
from pomtray.core.session import Credential, End, Person, Session, Verdict
from pomtray.core.skew import in_our_time
from pomtray.signin.http import Web
from pomtray.signin.pomerium import UserAnswer, allowed, end_on_user_page, who


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found out: the fields of `events.Verified`."""

    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    """By this computer's clock."""
    problem: Problem | None = None
    skew: timedelta | None = None


async def check(web: Web, session: Session, route: Route, *, session_for: int) -> Checked:
    """Ask about `session`, which must be one that may go to `route`; `session_for` in seconds, for an estimate.

    Its vouching host says whether it lives, the user page of the route's host until when; the route itself is asked
    only where it said no the last time. Raises `ValueError` where the credential must not go to that route.
    """
    if route.origin not in session.may_go_to:
        raise ValueError(f"this session does not go to {route.origin}")
    answer = await who(web, session.vouching_host, session.credential)
    if answer.verdict is not Verdict.LIVE:
        return Checked(answer.verdict, problem=answer.problem, skew=answer.skew)
    if session.check.verdict is Verdict.DENIED:
        return await check_on_route(web, session.credential, answer, route, session_for=session_for)
    asked_at = session.vouched_by or route.origin
    end = await _end(web, asked_at, session.credential, answer, session_for=session_for)
    return Checked(Verdict.LIVE, answer.person, end, skew=answer.skew)


async def check_on_route(
    web: Web, credential: Credential, answer: UserAnswer, route: Route, *, session_for: int
) -> Checked:
    """What the route says to a session that its vouching host has just called live (`answer`)."""
    on_route, end, access = await asyncio.gather(
        who(web, route.origin, credential),
        _end(web, route.origin, credential, answer, session_for=session_for),
        allowed(web, route, credential),
    )
    if on_route.verdict is Verdict.UNREACHABLE:
        return Checked(Verdict.UNREACHABLE, answer.person, end, on_route.problem, answer.skew)
    if on_route.verdict is Verdict.ENDED:
        return Checked(Verdict.DENIED, answer.person, end, _another_provider(route.origin), answer.skew)
    return Checked(access.verdict, answer.person, end, access.problem, answer.skew)


async def _end(web: Web, origin: Origin, credential: Credential, answer: UserAnswer, *, session_for: int) -> End | None:
    """The best there is to say: the end on the user page, if the page is about this very session, comes first."""
    page, claims = await end_on_user_page(web, origin, credential), _claims(credential)
    if claims is None:
        return None
    expires_at = page.expires_at if page and page.sid == claims.jti else None
    return in_our_time(end_of(claims, expires_at=expires_at, session_for=session_for), answer.skew)


def _claims(credential: Credential) -> Claims | None:
    try:
        return read_claims(credential)
    except SignInError:
        return None


def _another_provider(origin: Origin) -> Problem:
    return Problem(
        "Not valid here",
        f"{origin.authority} does not take this session: it may use another identity provider.",
        "Sign in to this route itself.",
        "check",
    )
