"""What else a provider's session opens: only routes that are known to read bearer tokens are tried with it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from pomtray.core.errors import PomtrayError
from pomtray.core.login import Question
from pomtray.core.origin import Origin
from pomtray.core.route import Route
from pomtray.core.session import Session, Verdict
from pomtray.core.sharing import may_travel
from pomtray.signin.provider.guard import guard, on_route
from pomtray.signin.provider.providers import Providers

_AT_ONCE: Final = 6


class _NobodyAsked:
    """A route that needs the person's word is left for a sign-in of its own."""

    async def ask(self, question: Question) -> bool:
        del question
        return False


async def opened(providers: Providers, session: Session, candidates: Sequence[Route]) -> frozenset[Origin]:
    """Origins of `candidates`, which the person configured for the same provider, that take the session's token."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def opens(route: Route) -> bool:
        async with places:
            return await _opens(providers, session, route)

    tried = [route for route in candidates if may_travel(session, route.origin)]
    answers = await asyncio.gather(*(opens(route) for route in tried))
    return frozenset(route.origin for route, yes in zip(tried, answers, strict=True) if yes)


async def _opens(providers: Providers, session: Session, route: Route) -> bool:
    try:
        unread = await guard(providers.web, route, session.issuer, _NobodyAsked(), ())
    except PomtrayError:
        return False
    if unread:
        return False
    return (await on_route(providers.web, route, session.credential, providers.now())).verdict is Verdict.LIVE
