"""One check of a session: its own Pomerium first, then the route (`pomerium.md` §9 rules 1 and 9)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from pomtray.core.claims import Claims, read_claims
from pomtray.core.errors import Problem, SignInError
from pomtray.core.lifetime import end_of
from pomtray.core.origin import Origin
from pomtray.core.route import Route
from pomtray.core.session import Credential, End, Person, Session, Verdict
from pomtray.signin.http import Web
from pomtray.signin.pomerium import UserAnswer, allowed, end_on_user_page, who


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found out: the fields of `events.Verified`."""

    verdict: Verdict
    person: Person | None = None
    end: End | None = None
    problem: Problem | None = None
    date: datetime | None = None
    """The server's clock."""


async def check(web: Web, session: Session, route: Route, *, session_for: int) -> Checked:
    """Ask about `session`, which must be one that may go to `route`; `session_for` in seconds, for an estimate.

    Raises `ValueError` where the credential must not go to that route.
    """
    if route.origin not in session.may_go_to:
        raise ValueError(f"this session does not go to {route.origin}")
    answer = await who(web, session.issuer, session.credential)
    if answer.verdict is not Verdict.LIVE:
        return Checked(answer.verdict, problem=answer.problem, date=answer.date)
    return await check_on_route(web, session.credential, answer, route, session_for=session_for)


async def check_on_route(
    web: Web, credential: Credential, answer: UserAnswer, route: Route, *, session_for: int
) -> Checked:
    """What the route says to a session that its own Pomerium has just called live (`answer`)."""
    on_route, page_end, access = await asyncio.gather(
        who(web, route.origin, credential),
        _end(web, route.origin, credential),
        allowed(web, route, credential),
    )
    claims = _claims(credential)
    end = end_of(claims, expires_at=page_end, session_for=session_for) if claims else None
    if on_route.verdict is Verdict.UNREACHABLE:
        return Checked(Verdict.UNREACHABLE, answer.person, end, on_route.problem, answer.date)
    if on_route.verdict is Verdict.ENDED:
        return Checked(Verdict.DENIED, answer.person, end, _another_provider(route.origin), answer.date)
    return Checked(access.verdict, answer.person, end, access.problem, answer.date)


async def _end(web: Web, origin: Origin, credential: Credential) -> datetime | None:
    """The end on the user page, if the page is about this very session."""
    page, claims = await end_on_user_page(web, origin, credential), _claims(credential)
    return page.expires_at if page and claims and page.sid == claims.jti else None


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
