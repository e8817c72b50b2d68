"""All that the program asks of Pomeriums and providers, in one object: what the controller's port needs.

Each method loads what it performs, so that a command which hands out a live session waits for nothing else.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol

from pomtray.core.begin_sign_in import BeginSignIn
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import RevocationResult, Session, Verdict
from pomtray.core.report import Report, Step
from pomtray.core.settings.offer import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.signin.pomerium import hooks as pomerium_hooks
from pomtray.signin.pomerium.domains import Domains, in_one_domain
from pomtray.signin.pomerium.hooks import SignInContext
from pomtray.signin.pomerium.pomerium import routes
from pomtray.signin.provider import hooks as provider_hooks
from pomtray.signin.routes.checking import CheckResult, check
from pomtray.signin.unlocking import unlock
from pomtray.signin.web.http import Web

if TYPE_CHECKING:
    from pomtray.signin.callback.listeners import Heir, Listeners
    from pomtray.signin.pomerium.attempt import SignIn
    from pomtray.signin.pomerium.sharing import OpenedRoutes
    from pomtray.signin.provider.providers import Providers
    from pomtray.signin.routes.trying import Trial


_BY_POMERIUM: Final = "pomtray.signin.pomerium.attempt"
_NEEDED: Final = {
    Method.OIDC: "pomtray.signin.provider.oidc",
    Method.CLIENT_CREDENTIALS: "pomtray.signin.provider.machine",
}


class Hooks(pomerium_hooks.Hooks, pomerium_hooks.Unlocks, provider_hooks.Hooks, Protocol):
    """What any sign-in needs of whoever runs it."""


def _nobody(*_: object) -> None:
    """Keeps no port."""


@dataclass(slots=True)
class Client:
    """`settings` says what holds now; `web` is the way to the network."""

    settings: Callable[[], Settings]
    domains: Domains = in_one_domain
    web: Web = field(default_factory=Web)
    listeners: Listeners | None = None
    """Made by the first sign-in where none are given."""
    heir: Heir = _nobody
    """Of the ports that those keep, where this process ends before their time."""
    _providers: Providers | None = field(default=None, init=False)

    @property
    def providers(self) -> Providers:
        if self._providers is None:
            from pomtray.signin.provider.providers import Providers  # noqa: PLC0415 see above

            self._providers = Providers(self.web)
        return self._providers

    async def ready(self, route: Route) -> None:
        """Have what asks its host made before the first question."""
        await self.web.of(route).ready(route.origin)

    async def sign_in(self, wish: BeginSignIn, preferences: Preferences, hooks: Hooks, known: SignInContext) -> Session:
        """Sign in as the route says. Raises `PomtrayError`; cancelling gives the sign-in up."""
        route = wish.route
        for asker in (route, route.provider):
            await unlock(self.web.of(asker), hooks)
        match route.method:
            case Method.OIDC:
                from pomtray.signin.provider import oidc  # noqa: PLC0415 see above

                return await oidc.sign_in(
                    providers=self.providers,
                    route=route,
                    preferences=preferences,
                    hooks=hooks,
                    known=known,
                    listeners=self._ports(),
                    device=wish.device,
                )
            case Method.CLIENT_CREDENTIALS:
                from pomtray.signin.provider import machine  # noqa: PLC0415 see above

                return await machine.sign_in(providers=self.providers, route=route, hooks=hooks, known=known)
            case _:
                from pomtray.signin.pomerium.attempt import SignIn  # noqa: PLC0415 see above

                plan = SignIn(self.web.of(route), route, preferences, hooks, known, self._ports(), self.domains)
                return await (_renewed(plan, wish.ends, warned=wish.warned) if wish.ends else plan.run())

    async def renew(self, session: Session, route: Route, keeper: provider_hooks.RefreshTokenKeeper) -> Session:
        """The session with a new credential.

        Raises `GrantEnded` where there will be none any more, `GrantRefused` for a definite no.
        """
        from pomtray.signin.provider import machine, oidc  # noqa: PLC0415 see above
        from pomtray.signin.provider.endpoints.refusals import definite  # noqa: PLC0415 see above

        with definite():
            if route.method is Method.CLIENT_CREDENTIALS:
                return await machine.renew(session, route, providers=self.providers, hooks=keeper)
            return await oidc.renew(session, route, providers=self.providers, hooks=keeper)

    async def verify(
        self, session: Session, routes: Sequence[Route], lives: Callable[[CheckResult], None] = lambda _: None
    ) -> CheckResult:
        """Ask who knows the session, and what its `routes` say; of a provider's session the first route.

        `lives` is told at once where it does.
        """
        if session.grant is not None:
            from pomtray.signin.provider import oidc  # noqa: PLC0415 see above

            return await oidc.check(session, routes[0], providers=self.providers)
        session_for = self.settings().preferences.session_for
        return await check(self.web, session, routes, session_for=session_for, lives=lives, domains=self.domains)

    async def share(self, session: Session, routes: Sequence[Route], groups: Collection[str]) -> OpenedRoutes:
        """Which of `routes` the session opens too."""
        if session.grant is not None:
            from pomtray.signin.provider import sharing as granted_sharing  # noqa: PLC0415 see above

            return await granted_sharing.opened(self.providers, session, routes)
        from pomtray.signin.pomerium import sharing  # noqa: PLC0415 see above

        return await sharing.opened(self.web, session, routes, groups, self.domains)

    async def try_route(self, session: Session, route: Route) -> Trial:
        """What the route answered, in words, and what that tells of the session."""
        from pomtray.signin.routes import trying  # noqa: PLC0415 see above

        return await trying.try_route(self.web, session, route)

    async def revoke(self, session: Session, route: Route, secrets: provider_hooks.Secrets) -> RevocationResult:
        """ENDED once it is known that whoever gave the session no longer knows it."""
        if session.grant is None:
            from pomtray.signin.pomerium import revocation  # noqa: PLC0415 see above

            return await revocation.revoke(self.web.of(route), session, route.origin)
        from pomtray.signin.provider import oidc, words  # noqa: PLC0415 see above

        if route.provider is None:  # the settings do not know the provider any more
            return RevocationResult(Verdict.LIVE, problem=words.provider_gone(session.idp_id))
        return await oidc.sign_out(session, route, providers=self.providers, hooks=secrets)

    async def recognise(self, origin: Origin) -> Recognised:
        """Whether it is behind a Pomerium; no credential is sent."""
        from pomtray.signin.routes.recognising import recognise  # noqa: PLC0415 see above

        return await recognise(self.web, Route("", str(origin)))

    async def examine(
        self,
        route: Route,
        session: Session | None,
        tell: Callable[[Step], None],
        heard: Callable[[CheckResult], None] = lambda _: None,
    ) -> Report:
        """Why it is blocked, each step told as it is done; `heard` gets what that tells of the session."""
        from pomtray.signin.routes.examining import examine  # noqa: PLC0415 see above

        return await examine(self.web, route, session, tell, heard)

    async def listed(self, session: Session) -> tuple[Offer, ...] | None:
        """What the Pomerium that issued it lists for the person and could be a route; None where it tells nothing."""
        found = await routes(self.web.of_session(session), session.issuer, session.credential)
        if found is None:
            return None
        return tuple(Offer(one.address, one.name) for one in found if one.address)

    async def close(self) -> None:
        if self.listeners is not None:
            await self.listeners.close()
        await self.web.close()

    def _ports(self) -> Listeners:
        if self.listeners is None:
            from pomtray.signin.callback.listeners import Listeners  # noqa: PLC0415 see above

            self.listeners = Listeners(heir=self.heir)
        return self.listeners


async def _renewed(plan: SignIn, before: Session, *, warned: bool) -> Session:
    from pomtray.signin.pomerium.renewing import renew  # noqa: PLC0415 see above

    return await renew(plan, before, warned=warned)


def load_sign_ins(methods: Collection[Method]) -> None:
    """Import what sign-ins by `methods` need. It blocks for some 50 ms: for a thread, before there is one."""
    names = {_NEEDED.get(method, _BY_POMERIUM) for method in methods}
    for name in sorted(names):
        importlib.import_module(name)
