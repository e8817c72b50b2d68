"""All that the program asks of Pomeriums and providers, in one object: what the controller's port needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Method
from pomtray.core.domain.route import Preferences, Route, Settings
from pomtray.core.domain.session import Session, Undone, Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.core.report import Report, Step
from pomtray.core.settings.offers import Offer
from pomtray.core.settings.recognised import Recognised
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.pomerium import hooks as pomerium_hooks
from pomtray.signin.pomerium import revocation, sharing
from pomtray.signin.pomerium.attempt import SignIn
from pomtray.signin.pomerium.domains import Domains, in_one_domain
from pomtray.signin.pomerium.hooks import Known
from pomtray.signin.pomerium.pomerium import routes
from pomtray.signin.pomerium.renewing import renew
from pomtray.signin.pomerium.sharing import Opened
from pomtray.signin.provider import hooks as provider_hooks
from pomtray.signin.provider import machine, oidc
from pomtray.signin.provider import sharing as granted_sharing
from pomtray.signin.provider import words as provider_words
from pomtray.signin.provider.endpoints.refusals import definite
from pomtray.signin.provider.providers import Providers
from pomtray.signin.routes import trying
from pomtray.signin.routes.checking import Checked, check
from pomtray.signin.routes.examining import examine
from pomtray.signin.routes.recognising import recognise
from pomtray.signin.routes.trying import Trial
from pomtray.signin.unlocking import unlock
from pomtray.signin.web.http import Web


class Hooks(pomerium_hooks.Hooks, pomerium_hooks.Unlocks, provider_hooks.Hooks, Protocol):
    """What any sign-in needs of whoever runs it."""


@dataclass(slots=True)
class Client:
    """`settings` says what holds now; `web` is the way to the network."""

    settings: Callable[[], Settings]
    domains: Domains = in_one_domain
    web: Web = field(default_factory=Web)
    listeners: Listeners = field(default_factory=Listeners)
    providers: Providers = field(init=False)

    def __post_init__(self) -> None:
        self.providers = Providers(self.web)

    async def sign_in(self, wish: BeginSignIn, preferences: Preferences, hooks: Hooks, known: Known) -> Session:
        """Sign in as the route says. Raises `PomtrayError`; cancelling gives the sign-in up."""
        route = wish.route
        for asker in (route, route.provider):
            await unlock(self.web.of(asker), hooks)
        match route.method:
            case Method.OIDC:
                return await oidc.sign_in(
                    providers=self.providers,
                    route=route,
                    preferences=preferences,
                    hooks=hooks,
                    known=known,
                    listeners=self.listeners,
                    device=wish.device,
                )
            case Method.CLIENT_CREDENTIALS:
                return await machine.sign_in(providers=self.providers, route=route, hooks=hooks, known=known)
            case _:
                plan = SignIn(self.web.of(route), route, preferences, hooks, known, self.listeners, self.domains)
                return await (renew(plan, wish.ends, warned=wish.warned) if wish.ends else plan.run())

    async def renew(self, session: Session, route: Route, keeper: provider_hooks.Keeper) -> Session:
        """The session with a new credential.

        Raises `GrantEnded` where there will be none any more, `GrantRefused` for a definite no.
        """
        with definite():
            if route.method is Method.CLIENT_CREDENTIALS:
                return await machine.renew(session, route, providers=self.providers, hooks=keeper)
            return await oidc.renew(session, route, providers=self.providers, hooks=keeper)

    async def verify(
        self, session: Session, routes: Sequence[Route], lives: Callable[[Checked], None] = lambda _: None
    ) -> Checked:
        """Ask who knows the session, and what its `routes` say; of a provider's session the first route.

        `lives` is told at once where it does.
        """
        if session.grant is not None:
            return await oidc.check(session, routes[0], providers=self.providers)
        session_for = self.settings().preferences.session_for
        return await check(self.web, session, routes, session_for=session_for, lives=lives)

    async def share(self, session: Session, routes: Sequence[Route], groups: Collection[str]) -> Opened:
        """Which of `routes` the session opens too."""
        if session.grant is not None:
            return await granted_sharing.opened(self.providers, session, routes)
        return await sharing.opened(self.web, session, routes, groups)

    async def try_route(self, session: Session, route: Route) -> Trial:
        """What the route answered, in words, and what that tells of the session."""
        return await trying.try_route(self.web, session, route)

    async def revoke(self, session: Session, route: Route, secrets: provider_hooks.Secrets) -> Undone:
        """ENDED once it is known that whoever gave the session no longer knows it."""
        if session.grant is None:
            return await revocation.revoke(self.web.of(route), session, route.origin)
        if route.provider is None:  # the settings do not know the provider any more
            return Undone(Verdict.LIVE, problem=provider_words.provider_gone(session.idp_id))
        return await oidc.sign_out(session, route, providers=self.providers, hooks=secrets)

    async def recognise(self, origin: Origin) -> Recognised:
        """Whether it is behind a Pomerium; no credential is sent."""
        return await recognise(self.web, Route("", str(origin)))

    async def examine(
        self,
        route: Route,
        session: Session | None,
        tell: Callable[[Step], None],
        heard: Callable[[Checked], None] = lambda _: None,
    ) -> Report:
        """Why it is blocked, each step told as it is done; `heard` gets what that tells of the session."""
        return await examine(self.web, route, session, tell, heard)

    async def listed(self, session: Session) -> tuple[Offer, ...] | None:
        """What the Pomerium that issued it lists for the person and a browser opens; None where it tells nothing."""
        found = await routes(self.web.of_session(session), session.issuer, session.credential)
        if found is None:
            return None
        return tuple(Offer(str(one.origin), one.name) for one in found if one.origin and one.type == "http")

    async def close(self) -> None:
        await self.listeners.close()
        await self.web.close()
