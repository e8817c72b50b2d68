"""What else a provider's session opens: only routes that are known to read bearer tokens are tried with it."""

from __future__ import annotations

from collections.abc import Sequence

from pomtray.core.domain.login import Question
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.domain.sharing import may_travel
from pomtray.core.errors import PomtrayError, Unreachable
from pomtray.signin.pomerium.sharing import OpenedRoutes, Opens, answered, that_open
from pomtray.signin.provider.guard import guard, on_route
from pomtray.signin.provider.providers import Providers


class _NobodyAsked:
    """A route that needs the person's word is left for a sign-in of its own: without it `guard` lets none pass."""

    async def ask(self, question: Question) -> bool:
        del question
        return False


async def opened(providers: Providers, session: Session, candidates: Sequence[Route]) -> OpenedRoutes:
    """Those of `candidates`, which the person configured for the same provider, that take the session's token."""
    tried = [route for route in candidates if may_travel(session, route.origin)]
    return await that_open(tried, lambda route: _opens(providers, session, route))


async def _opens(providers: Providers, session: Session, route: Route) -> Opens:
    try:
        await guard(providers.web, route, session.issuer, _NobodyAsked(), ())
    except Unreachable as error:
        return error.problem
    except PomtrayError:
        return False
    checked = await on_route(providers.web, route, session.credential, providers.now())
    return answered(checked.verdict, checked.problem, checked.heard.get(route.origin))
