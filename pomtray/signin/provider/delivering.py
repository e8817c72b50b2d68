"""From a provider's tokens to what the route gets: the ID token, the access token, or an exchanged one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from pomtray.core.domain.provider import Deliver
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import End, EndSource
from pomtray.core.errors import Refused
from pomtray.core.light_dataclass import dataclass
from pomtray.core.protocol.claims import payload_of
from pomtray.core.protocol.id_token import IdToken
from pomtray.core.protocol.oauth import Tokens
from pomtray.core.protocol.sign_in_url import LATEST
from pomtray.core.protocol.skew import believed, in_our_time
from pomtray.core.secret import Credential, Secret
from pomtray.signin.provider import words
from pomtray.signin.provider.endpoints.exchange import exchange
from pomtray.signin.provider.hooks import RefreshTokenKeeper
from pomtray.signin.provider.id_token import validated
from pomtray.signin.provider.providers import Client, kept


@dataclass(frozen=True, slots=True)
class Delivered:
    """What goes to the route, until when, and what it is renewed with."""

    credential: Credential
    end: End
    refresh: Secret | None
    skew: timedelta = timedelta()
    """How far this computer's clock is ahead of the provider's."""


@dataclass(frozen=True, slots=True)
class Delivering:
    """For one route and one run; `hooks` keeps refresh tokens before what came with them is used."""

    client: Client
    route: Route
    hooks: RefreshTokenKeeper

    async def after_sign_in(self, tokens: Tokens, id_token: IdToken) -> Delivered:
        """After a sign-in; `id_token` is the validated one of `tokens`."""
        refresh = await kept(tokens, self.hooks.keep)
        if self.route.deliver is Deliver.ACCESS_TOKEN:
            return self._access(tokens, refresh)
        if (raw := await self._for_route(tokens)) is not None:
            return await self._delivered(raw, id_token, refresh)
        if refresh is None:
            raise words.no_audience(self.client.provider)
        return await self.renewed(refresh, id_token.sub)

    async def renewed(self, refresh: Secret, sub: str) -> Delivered:
        """By the refresh grant. Raises `GrantEnded` where the provider, or what it gives, makes that impossible."""
        by_access = self.route.deliver is Deliver.ACCESS_TOKEN
        async with self.client.told(self.hooks) as endpoint:
            tokens = await endpoint.refresh(refresh, audience="" if by_access else None)
        refresh = await kept(tokens, self.hooks.keep) or refresh
        if by_access:
            return self._access(tokens, refresh)
        if tokens.id_token is None:
            raise words.renewed_without_id_token(self.client.provider, tokens.lack("id_token"))
        id_token = await self.believed(tokens, {self.audience}, sub=sub)
        return await self._delivered(tokens.id_token, id_token, refresh)

    async def believed(
        self, tokens: Tokens, audiences: Collection[str], *, nonce: str | None = None, sub: str = ""
    ) -> IdToken:
        """What the ID token of `tokens` says, once everything about it is right. Raises `PomtrayError`."""
        if tokens.id_token is None:
            raise words.no_id_token(self.client.provider, tokens.lack("id_token"))
        return await validated(
            self.client.keys,
            tokens.id_token,
            metadata=self.client.metadata,
            audience=audiences,
            client_id=self.client.provider.client_id,
            now=self.client.providers.now(),
            nonce=nonce,
            access=tokens.access,
            sub=sub,
            skew=tokens.skew,
        )

    @property
    def audience(self) -> str:
        """Whom the ID token must be for: Pomerium, where it has a client of its own (`pomerium.md` §7, §8)."""
        return self.client.provider.pomerium_client_id or self.client.provider.client_id

    async def _for_route(self, tokens: Tokens) -> Credential | None:
        """The ID token, which is right in all else, where it has the route's audience already."""
        try:
            await self.believed(tokens, {self.audience})
        except Refused:
            return None
        return tokens.id_token

    async def _delivered(self, raw: Credential, id_token: IdToken, refresh: Secret | None) -> Delivered:
        if self.route.deliver is Deliver.EXCHANGE:
            providers = self.client.providers
            credential, end = await exchange(providers.web.of(self.route), self.route.exchange_url, raw, providers.now)
            return Delivered(credential, end, refresh, id_token.skew)
        end = in_our_time(End(id_token.expires_at, EndSource.TOKEN), id_token.skew)
        return Delivered(raw, end, refresh, id_token.skew)

    def _access(self, tokens: Tokens, refresh: Secret | None) -> Delivered:
        if tokens.access is None:
            raise words.no_access_token(self.route, self.client.provider, tokens.lack("access_token"))
        end = end_of_access(tokens, self.route, self.client.providers.now())
        return Delivered(tokens.access, end, refresh, believed(tokens.skew))


def end_of_access(tokens: Tokens, route: Route, now: datetime) -> End:
    """When an access token ends: `expires_in`, else its own `exp`, else what the route's settings say."""
    if tokens.lasts_for is not None:
        return End(now + tokens.lasts_for, EndSource.SERVER)
    stated = _stated_end(tokens.access) if tokens.access else None
    if stated is not None:
        return in_our_time(End(stated, EndSource.TOKEN), believed(tokens.skew))
    return End(now + timedelta(seconds=route.token_for), EndSource.ESTIMATE)


def _stated_end(token: Credential) -> datetime | None:
    """`exp` of a JWT, not verified: it is the route's to judge, we only show it. Most access tokens are none."""
    try:
        exp = payload_of(token).get("exp")
    except ValueError:
        return None
    if isinstance(exp, bool) or not isinstance(exp, int | float) or not 0 < exp <= LATEST:
        return None
    return datetime.fromtimestamp(exp, UTC)
