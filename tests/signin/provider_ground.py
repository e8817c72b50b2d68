"""The demo's provider, somebody who signs in there, and the program's network."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

from pomtray.core.domain.provider import Deliver, InVault, Method, Provider, TokenAuth
from pomtray.core.domain.route import HeaderForm, Preferences, Route
from pomtray.core.domain.session import RevocationResult, Session
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.secret import Secret
from pomtray.demo.browser import PageFollower
from pomtray.demo.options import PLANS, RoutePlan
from pomtray.demo.provider.routes import ProviderSettings
from pomtray.demo.world import Demo
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.provider import machine, oidc
from pomtray.signin.provider.providers import Providers
from pomtray.signin.web.http import Web
from tests.signin.person import Known, Somebody

MORE_PLANS = (
    RoutePlan("unread", "Hands bearers to its service", kind="provider"),
    RoutePlan("public", "Asks nobody", kind="provider", public=True),
)


@dataclass
class Clock:
    at: datetime = field(default_factory=lambda: datetime.now(UTC).replace(microsecond=0))

    def __call__(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Customer(Somebody):
    """Signs in at the provider, and keeps what it is given."""

    secrets: dict[str, str] = field(default_factory=dict)
    secrets_asked: int = 0
    refused_secrets: list[str] = field(default_factory=list)
    refreshes: list[Secret] = field(default_factory=list)
    codes: list[tuple[str, str, str, datetime]] = field(default_factory=list)

    async def secret(self, provider: Provider) -> Secret:
        self.secrets_asked += 1
        return Secret(self.secrets[provider.name])

    async def passphrase(self, file: str, *, again: bool) -> Secret:
        raise AssertionError(f"{file} has no passphrase")

    def secret_refused(self, provider: Provider) -> None:
        self.refused_secrets.append(provider.name)

    async def keep(self, refresh: Secret) -> None:
        await asyncio.sleep(0)
        self.refreshes.append(refresh)

    def device_code(self, user_code: str, verification_uri: str, complete: str, expires_at: datetime) -> None:
        self.codes.append((user_code, verification_uri, complete, expires_at))

    async def parameters(self) -> dict[str, str]:
        """What the sign-in URL asks for, once the sign-in is that far."""
        _, url = await self.opened
        return dict(parse_qsl(urlsplit(url).query))

    async def redirect_uri(self) -> str:
        return (await self.parameters())["redirect_uri"]


@dataclass
class Ground:
    demo: Demo
    web: Web
    clock: Clock
    providers: Providers
    person: Customer
    listeners: Listeners = field(default_factory=Listeners)
    preferences: Preferences = field(default_factory=Preferences)

    def route(self, name: str = "identity-token", **changes: object) -> Route:
        """The route, with the provider's client as the demo has it; `changes` are the provider's."""
        said = self._settings(name)
        if said.client_secret:
            self.person.secrets["demo"] = said.client_secret
        provider = Provider(
            "demo",
            said.issuer,
            said.client_id,
            client_secret=InVault() if said.client_secret else None,
            pomerium_client_id=said.pomerium_client_id,
            scopes=said.scopes,
            token_auth=TokenAuth(said.token_auth),
        )
        return Route(
            name,
            said.url,
            method=Method(said.method),
            header=HeaderForm.PLAIN_BEARER,
            provider=replace(provider, **changes),  # type: ignore[arg-type]  # by name
            deliver=Deliver(said.deliver or Deliver.IDENTITY_TOKEN),
            exchange_url=said.exchange_url,
            audience=said.audience,
        )

    def _settings(self, name: str) -> ProviderSettings:
        """Of routes that take no token, what they would need if they did."""
        said = self.demo.provider_settings(name)
        if said is None:
            said = replace(self._settings("identity-token"), route=name, url=self.demo.route(name).url)
        return said

    async def sign_in(self, route: Route | None = None, known: Known | None = None, *, device: bool = False) -> Session:
        return await oidc.sign_in(
            providers=self.providers,
            route=route or self.route(),
            preferences=self.preferences,
            hooks=self.person,
            known=known or Known(),
            listeners=self.listeners,
            device=device,
            pause=self.pause,
        )

    async def pause(self, seconds: float) -> None:
        """Time passes at once."""
        self.clock.forward(timedelta(seconds=seconds))
        await asyncio.sleep(0)

    async def renew(self, session: Session, route: Route | None = None) -> Session:
        return await oidc.renew(session, route or self.route(), providers=self.providers, hooks=self.person)

    async def sign_out(self, session: Session, route: Route) -> RevocationResult:
        return await oidc.sign_out(session, route, providers=self.providers, hooks=self.person)

    async def machine(self, route: Route | None = None, known: Known | None = None) -> Session:
        return await machine.sign_in(
            providers=self.providers, route=route or self.route("machine"), hooks=self.person, known=known or Known()
        )

    def again(self, opens: str = "start", *, says_yes: bool = True) -> None:
        """The same browser, another sign-in."""
        self.person = Customer(self.person.browser, opens, says_yes, secrets=self.person.secrets)

    def forget_endpoint(self, metadata: Metadata) -> None:
        """From now on the provider's metadata is this."""
        for key, (at, _) in self.providers._known.items():
            self.providers._known[key] = (at, metadata)

    def seen(self, part: str) -> list[tuple[str, str, bool]]:
        return [(seen.method, seen.path, seen.has_credential) for seen in self.demo.log if seen.part == part]


@asynccontextmanager
async def playing() -> AsyncIterator[Ground]:
    clock = Clock()
    async with Demo(plans=(*PLANS, *MORE_PLANS)) as demo, Web() as web, PageFollower() as browser:
        demo.options.clock = clock
        ground = Ground(demo, web, clock, Providers(web, clock), Customer(browser))
        yield ground
        await asyncio.gather(*ground.person.pages, return_exceptions=True)
        await ground.listeners.close()
