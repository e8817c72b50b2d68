"""One identity provider, ready to be asked: its metadata, its keys, and we as its client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.errors import Refused
from pomtray.core.network.tls import Tls
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.oauth import Tokens
from pomtray.core.secret import Secret
from pomtray.signin.provider.endpoints.answers import utc_now
from pomtray.signin.provider.endpoints.discovery import discover
from pomtray.signin.provider.endpoints.jwks import Keys
from pomtray.signin.provider.endpoints.token_endpoint import TokenEndpoint
from pomtray.signin.provider.hooks import Secrets
from pomtray.signin.web.http import Web

INVALID_CLIENT: Final = "invalid_client"
"""The provider does not take our secret (RFC 6749 §5.2)."""
_KEPT_FOR: Final = 3600.0
"""Seconds after which the metadata is asked for again."""


@dataclass(slots=True)
class Providers:
    """What is known of the providers, kept between sign-ins and renewals."""

    web: Web
    now: Callable[[], datetime] = utc_now
    _known: dict[tuple[str, Tls], tuple[float, Metadata]] = field(default_factory=dict)
    _keys: dict[Tls, Keys] = field(default_factory=dict)

    def keys(self, provider: Provider) -> Keys:
        """Keys of one trust are not believed by another's (`pomerium.md` §9 rule 11)."""
        return self._keys.setdefault(provider.tls, Keys(self.web.of(provider), clock=self.now))

    async def metadata(self, provider: Provider) -> Metadata:
        """As the settings name it, or as the provider does. Raises `PomtrayError`, step "discovery"."""
        if provider.metadata is not None:
            return provider.metadata
        key, now = (provider.issuer, provider.tls), asyncio.get_running_loop().time()
        kept = self._known.get(key)
        if kept is not None and now - kept[0] < _KEPT_FOR:
            return kept[1]
        metadata = await discover(self.web.of(provider), provider)
        self._known[key] = (now, metadata)
        return metadata

    async def client(self, provider: Provider, secrets: Secrets) -> Client:
        """Us at `provider`. Raises `PomtrayError`."""
        metadata = await self.metadata(provider)
        secret = await secrets.secret(provider) if provider.client_secret is not None else None
        return Client(self, provider, metadata, secret)


@dataclass(frozen=True, slots=True)
class Client:
    """We, at one provider."""

    providers: Providers = field(repr=False)
    provider: Provider
    metadata: Metadata
    secret: Secret | None

    @property
    def issuer(self) -> Origin:
        return self.metadata.origin

    @property
    def web(self) -> Web:
        return self.providers.web.of(self.provider)

    @property
    def keys(self) -> Keys:
        return self.providers.keys(self.provider)

    @property
    def tokens(self) -> TokenEndpoint:
        providers = self.providers
        return TokenEndpoint(self.web, self.provider, self.metadata, self.secret, providers.now)

    @asynccontextmanager
    async def told(self, secrets: Secrets) -> AsyncIterator[TokenEndpoint]:
        """The token endpoint; `secrets` learns of it where the provider does not take our secret."""
        try:
            yield self.tokens
        except Refused as error:
            if self.secret is not None and error.code == INVALID_CLIENT:
                secrets.secret_refused(self.provider)
            raise


async def kept(tokens: Tokens, keep: Callable[[Secret], Awaitable[None]]) -> Secret | None:
    """A new refresh token, once it is in the vault; None where there is none, and the one before goes on."""
    if tokens.refresh is not None:
        await keep(tokens.refresh)
    return tokens.refresh
