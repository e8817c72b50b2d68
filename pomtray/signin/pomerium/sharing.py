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
from pomtray.signin.pomerium.domains import Domains
from pomtray.signin.pomerium.pomerium import ListedRoute, browsed, routes, who
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


async def opened(
    web: Web, session: Session, candidates: Sequence[Route], groups: Collection[str], domains: Domains
) -> OpenedRoutes:
    """Which of `candidates` the session opens, asked of those only that may receive it (§9 rule 1b and 1c).

    NOTE: a list that the route's own host gives counts for nothing: that host is who would profit.
    """
    knows = session.vouched_by is None
    entries = await routes(web.of_session(session), session.issuer, session.credential) if knows else None
    listed = await _receivers(session.issuer, entries, candidates, domains) if entries is not None else None
    tried = [route for route in candidates if may_join(session, route, listed=listed or (), groups=groups)]
    named = {entry.place for entry in entries or ()}
    found = await that_open(tried, lambda route: _opens(web, session, route, is_named=route.place in named))
    return replace(found, listed=listed)


async def _receivers(
    issuer: Origin, entries: Collection[ListedRoute], candidates: Sequence[Route], domains: Domains
) -> frozenset[Origin]:
    """Origins that may have the session because the list names them.

    It names a TCP route by what is behind the tunnel. Who opens that (§10) may have the session where a sign-in would
    take it there unasked: in the domain of the Pomerium itself (rule 2a).
    """
    tunnels = {entry.tunnel for entry in entries}
    through = {route.origin for route in candidates if route.tunnel is not None and route.tunnel in tunnels}
    own = [origin for origin in sorted(through) if await domains(origin, issuer)]
    return browsed(entries).union(own)


async def that_open(tried: Sequence[Route], opens: Callable[[Route], Awaitable[Opens]]) -> OpenedRoutes:
    """Those of `tried` of which `opens` says so."""
    answers = await each(tried, opens)
    yes = frozenset(route.origin for route, answer in zip(tried, answers, strict=True) if answer is True)
    return OpenedRoutes(yes, problem=next((answer for answer in answers if isinstance(answer, Problem)), None))


async def _opens(web: Web, session: Session, route: Route, *, is_named: bool) -> Opens:
    """Routes with another identity provider are listed too and answer 401 to this session (§4).

    What the list names, not only by `*.DOMAIN`, is let in: such a route's own pages are left alone.
    """
    user = await who(web.of(route), route.origin, session.credential)
    if user.verdict is not Verdict.LIVE or is_named:
        return answered(user.verdict, user.problem)
    heard = await heard_at(web, session.credential, route)
    return heard.get(route.place) is None


def answered(verdict: Verdict, problem: Problem | None, refusal: Refusal | None = None) -> Opens:
    """A route that does not know the session has said no: nothing is wrong with it."""
    if problem is not None and verdict is not Verdict.ENDED:
        return problem
    return verdict is Verdict.LIVE and refusal is None
