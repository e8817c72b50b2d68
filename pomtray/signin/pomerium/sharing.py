"""What else a session opens: the routes API says which routes may be tried, the routes say whether it works."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import replace

from pomtray.core.domain.access import Refusal
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.domain.sharing import may_join
from pomtray.core.errors import Problem
from pomtray.core.light_dataclass import dataclass
from pomtray.signin.pomerium.pomerium import listed_origins, who
from pomtray.signin.routes.access import each, heard_at
from pomtray.signin.web.http import Web


@dataclass(frozen=True, slots=True)
class OpenedRoutes:
    """`origins`: of the routes that the session opens too. `listed`: what its authenticate host lists; None unasked."""

    origins: frozenset[Origin]
    listed: frozenset[Origin] | None = None
    problem: Problem | None = None
    """Why one of the routes could not be asked."""


Opens = bool | Problem
"""Whether a session opens a route, or why that could not be asked."""


async def opened(web: Web, session: Session, candidates: Sequence[Route], groups: Collection[str]) -> OpenedRoutes:
    """Which of `candidates` the session opens, asked of those only that may receive it (§9 rule 1b and 1c).

    NOTE: a list that the route's own host gives counts for nothing: that host is who would profit.
    """
    knows = session.vouched_by is None
    listed = await listed_origins(web.of_session(session), session.issuer, session.credential) if knows else None
    tried = [route for route in candidates if may_join(session, route, listed=listed or (), groups=groups)]
    named = listed or frozenset()
    found = await that_open(tried, lambda route: _opens(web, session, route, is_named=route.origin in named))
    return replace(found, listed=listed)


async def that_open(routes: Sequence[Route], opens: Callable[[Route], Awaitable[Opens]]) -> OpenedRoutes:
    """Those of `routes` of which `opens` says so."""
    answers = await each(routes, opens)
    yes = frozenset(route.origin for route, answer in zip(routes, answers, strict=True) if answer is True)
    return OpenedRoutes(yes, problem=next((answer for answer in answers if isinstance(answer, Problem)), None))


async def _opens(web: Web, session: Session, route: Route, *, is_named: bool) -> Opens:
    """Routes with another identity provider are listed too and answer 401 to this session (§4).

    What the list names, not only by `*.DOMAIN`, is let in: such a route's own pages are left alone.
    """
    user = await who(web.of(route), route.origin, session.credential)
    if user.verdict is not Verdict.LIVE or is_named:
        return answered(user.verdict, user.problem)
    heard = await heard_at(web, session.credential, route)
    return heard.get(route.origin) is None


def answered(verdict: Verdict, problem: Problem | None, refusal: Refusal | None = None) -> Opens:
    if verdict is Verdict.UNREACHABLE and problem is not None:
        return problem
    return verdict is Verdict.LIVE and refusal is None
