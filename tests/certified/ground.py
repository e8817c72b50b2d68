"""The certified provider, a route that takes its tokens, somebody who signs in, and the program's own client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Final

from pomtray.core.domain.login import LoginId
from pomtray.core.domain.provider import Deliver, InVault, Method, Provider, TokenAuth
from pomtray.core.domain.route import HeaderForm, Preferences, Route, Settings
from pomtray.core.domain.session import Session, Verdict
from pomtray.core.effects import BeginSignIn
from pomtray.serve.server import Server
from pomtray.signin.client import Client
from tests.certified.bearer_route import BearerRoute
from tests.certified.clients import RESOURCE, Clients
from tests.certified.following import Follower
from tests.certified.provider import CertifiedProvider
from tests.signin.person import Known
from tests.signin.provider_ground import Customer

CONSENT: Final = (("prompt", "consent"),)
"""Without it the provider passes over `offline_access` (OpenID Connect Core §11)."""
_NAME: Final = "certified"


@dataclass
class Ground:
    certified: CertifiedProvider
    clients: Clients
    client: Client
    person: Customer
    browser: Follower
    remember: Callable[[str], str]
    _owner: AsyncExitStack
    preferences: Preferences = field(default_factory=lambda: Preferences(sign_in_for=60))

    def provider(self, client_id: str = "public", auth: TokenAuth = TokenAuth.NONE, **changes: object) -> Provider:
        secret = "" if auth is TokenAuth.NONE else self.clients.secret_of(client_id)
        if secret:
            self.person.secrets[_NAME] = secret
        made = Provider(
            _NAME,
            self.certified.issuer,
            client_id,
            client_secret=InVault() if secret else None,
            authorization_params=CONSENT,
            token_auth=auth,
        )
        return replace(made, **changes)  # type: ignore[arg-type]  # by name

    async def route(
        self, provider: Provider | None = None, deliver: Deliver = Deliver.IDENTITY_TOKEN
    ) -> tuple[Route, BearerRoute]:
        """A route of a person's, and what answers there."""
        provider = provider or self.provider()
        audience = provider.client_id if deliver is Deliver.IDENTITY_TOKEN else ""
        behind, url = await self._serving(audience)
        return Route(
            "reports", url, method=Method.OIDC, provider=provider, deliver=deliver, header=HeaderForm.PLAIN_BEARER
        ), behind

    async def machine_route(self, provider: Provider, resource: str = RESOURCE) -> tuple[Route, BearerRoute]:
        behind, url = await self._serving(RESOURCE)
        method = Method.CLIENT_CREDENTIALS
        return Route(
            "reports",
            url,
            method=method,
            provider=provider,
            scope="read",
            resource=resource,
            header=HeaderForm.PLAIN_BEARER,
        ), behind

    async def _serving(self, audience: str) -> tuple[BearerRoute, str]:
        behind = BearerRoute(self.certified.issuer, audience)
        server = await self._owner.enter_async_context(Server(behind))
        return behind, f"http://127.0.0.1:{server.port}"

    async def sign_in(self, route: Route, *, device: bool = False) -> Session:
        if self.person.opened.done():
            self.person = replace(self.person, opened=asyncio.get_running_loop().create_future())
        wish = BeginSignIn(LoginId("login"), 1, route, device=device)
        session = await self.client.sign_in(wish, self.preferences, self.person, Known())
        return self._remembered(session)

    async def renew(self, session: Session, route: Route) -> Session:
        return self._remembered(await self.client.renew(session, route, self.person))

    async def sign_out(self, session: Session, route: Route) -> Verdict:
        return (await self.client.revoke(session, route, self.person)).verdict

    def _remembered(self, session: Session) -> Session:
        """Nothing of it may stand in any log."""
        self.remember(session.credential.reveal())
        if session.grant and session.grant.refresh:
            self.remember(session.grant.refresh.reveal())
        return session


@asynccontextmanager
async def playing(
    certified: CertifiedProvider, clients: Clients, remember: Callable[[str], str]
) -> AsyncIterator[Ground]:
    client = Client(Settings)
    async with AsyncExitStack() as owner, Follower() as browser:
        ground = Ground(certified, clients, client, Customer(browser), browser, remember, owner)
        owner.push_async_callback(client.close)
        yield ground
        await asyncio.gather(*ground.person.pages, return_exceptions=True)
