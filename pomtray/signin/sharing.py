"""What else a session opens: the routes API says which routes may be tried, the routes say whether it works."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Final

from pomtray.core.origin import Origin
from pomtray.core.route import Route
from pomtray.core.session import Session, Verdict
from pomtray.core.sharing import may_join
from pomtray.signin.http import Web
from pomtray.signin.pomerium import allowed, listed_origins, who

_AT_ONCE: Final = 6


@dataclass(frozen=True, slots=True)
class Opened:
    """`origins`: of the routes that the session opens too. `listed`: what its authenticate host lists; None unasked."""

    origins: frozenset[Origin]
    listed: frozenset[Origin] | None = None


async def opened(web: Web, session: Session, candidates: Sequence[Route], groups: Collection[str]) -> Opened:
    """Which of `candidates` the session opens, asked of those only that may receive it (§9 rule 1b and 1c).

    NOTE: a list that the route's own host gives counts for nothing: that host is who would profit.
    """
    knows = session.vouched_by is None
    listed = await listed_origins(web, session.issuer, session.credential) if knows else None
    tried = [route for route in candidates if may_join(session, route, listed=listed or (), groups=groups)]
    return Opened(await that_open(tried, lambda route: _opens(web, session, route)), listed)


async def that_open(routes: Sequence[Route], opens: Callable[[Route], Awaitable[bool]]) -> frozenset[Origin]:
    """Origins of those `routes` of which `opens` says so, a few asked at a time."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def asked(route: Route) -> bool:
        async with places:
            return await opens(route)

    answers = await asyncio.gather(*(asked(route) for route in routes))
    return frozenset(route.origin for route, yes in zip(routes, answers, strict=True) if yes)


async def _opens(web: Web, session: Session, route: Route) -> bool:
    """Routes with another identity provider are listed too and answer 401 to this session (§4)."""
    if (await who(web, route.origin, session.credential)).verdict is not Verdict.LIVE:
        return False
    return (await allowed(web, route, session.credential)).verdict is Verdict.LIVE
