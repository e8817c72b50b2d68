"""All that the program asks of Pomeriums, in one object: what the controller's port needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from pomtray.core.origin import Origin
from pomtray.core.route import Preferences, Route, Settings
from pomtray.core.session import Session, Verdict
from pomtray.signin.attempt import Hooks, Known, Listeners, sign_in
from pomtray.signin.checking import Checked, check
from pomtray.signin.http import Web
from pomtray.signin.pomerium import allowed
from pomtray.signin.revocation import revoke
from pomtray.signin.sharing import opened


@dataclass(slots=True)
class Client:
    """`settings` says what holds now: the routes' CA files and the configured lifetime."""

    settings: Callable[[], Settings]
    web: Web = field(default_factory=Web)
    listeners: Listeners = field(default_factory=Listeners)

    async def sign_in(self, route: Route, preferences: Preferences, hooks: Hooks, known: Known) -> Session:
        """Raises `PomtrayError`; cancelling gives the sign-in up."""
        return await sign_in(
            web=self._web(), route=route, preferences=preferences, hooks=hooks, known=known, listeners=self.listeners
        )

    async def verify(self, session: Session, route: Route) -> Checked:
        return await check(self._web(), session, route, session_for=self.settings().preferences.session_for)

    async def share(self, session: Session, routes: Sequence[Route], groups: Collection[str]) -> frozenset[Origin]:
        """Which of `routes` the session opens too."""
        return await opened(self._web(), session, routes, groups)

    async def try_route(self, session: Session, route: Route) -> tuple[str, bool]:
        """What the route answered, in words, and whether that was a 2xx."""
        if route.origin not in session.may_go_to:
            return f"{route.name}: this session does not go to {route.origin}.", False
        answer = await allowed(self._web(), route, session.credential, route.header)
        if answer.problem is not None:
            return f"{route.name}: {answer.problem.text()}", False
        return f"{route.name} answered {answer.status}.", answer.verdict is Verdict.LIVE and answer.is_success

    async def revoke(self, session: Session, route: Route) -> Verdict:
        """ENDED once the session's Pomerium no longer knows it."""
        return await revoke(self._web(), session, route.origin)

    async def close(self) -> None:
        await self.listeners.close()
        await self.web.close()

    def _web(self) -> Web:
        self.web.trust(self.settings().routes)
        return self.web
