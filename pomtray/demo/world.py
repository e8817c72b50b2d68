"""The demo as one thing: every part on its own port of 127.0.0.1, and the controls that tests use.

A name such as `app.localhost` does not resolve everywhere, so hosts differ by their port only, unless the options name
a domain.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from email.utils import formatdate
from types import TracebackType
from typing import Self

from pomtray.core.domain.origin import Origin
from pomtray.demo import routes
from pomtray.demo.authenticate import Authenticate
from pomtray.demo.bearers import Bearers
from pomtray.demo.credentials import carries_credential
from pomtray.demo.older_exchange import OlderExchange
from pomtray.demo.options import PLANS, DemoOptions, RoutePlan
from pomtray.demo.provider.grants import AnswerLost
from pomtray.demo.provider.provider import Provider
from pomtray.demo.provider.routes import ProviderSettings, provider_settings
from pomtray.demo.realm import AUTHENTICATE, PROVIDER, Ask, DemoRoute, Realm
from pomtray.demo.sessions import Session, Sessions
from pomtray.serve.http import Handler, Limits, Request, Response
from pomtray.serve.server import Server

_HOST = "127.0.0.1"
_LIMITS = Limits(body_bytes=64 * 1024)

Answer = Callable[[Ask], Response]


@dataclass(frozen=True, slots=True)
class Seen:
    """One request that arrived; the query, where credentials and nonces are, is left out."""

    part: str
    method: str
    path: str
    has_credential: bool


class Demo:
    """A Pomerium and an identity provider on loopback, alive inside `async with`.

    `options` may be changed at any time but for `tls` and `domain`, which are read when the parts start.
    """

    def __init__(self, options: DemoOptions | None = None, plans: tuple[RoutePlan, ...] = PLANS) -> None:
        self.options = options or DemoOptions()
        self.log: list[Seen] = []
        self._plans = plans
        self._realm = Realm(self.options, Sessions(self.options), secrets.token_bytes(32))
        self._provider = Provider(self._realm)
        self._exchange = OlderExchange(self._realm, self._provider.tokens)
        self._bearers = Bearers(self._provider.tokens, self._exchange)
        self._answers: dict[str, Answer] = {}
        self._origins: dict[str, Origin] = {}
        self._servers: dict[str, Server] = {}

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as undo:
            undo.push_async_callback(self.close)
            realm = self._realm
            realm.authenticate = await self._open(
                AUTHENTICATE, Authenticate(realm, self._provider, self._exchange).answer
            )
            realm.provider = await self._open(PROVIDER, self._provider.answer)
            realm.routes = tuple([await self._open_route(plan) for plan in self._plans])
            undo.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        for name in tuple(self._servers):
            await self.stop_part(name)

    @property
    def authenticate(self) -> str:
        return str(self._realm.authenticate)

    @property
    def provider(self) -> str:
        return str(self._realm.provider)

    @property
    def routes(self) -> tuple[DemoRoute, ...]:
        return self._realm.routes

    def route(self, name: str) -> DemoRoute:
        return next(route for route in self.routes if route.name == name)

    @property
    def sessions(self) -> tuple[Session, ...]:
        """Every session not revoked, expired ones too."""
        return self._realm.sessions.all()

    def revoke(self, jti: str) -> None:
        """End a session early, as a provider's refusal to refresh or an administrator does."""
        self._realm.sessions.revoke(jti)

    def drop_all_sessions(self) -> None:
        """As if Pomerium had lost its databroker; the provider still knows its people."""
        self._realm.sessions.drop_all()
        self._exchange.end_all()

    def forget_at_provider(self) -> None:
        """The next sign-in shows the login page again."""
        self._provider.forget_all()

    def end_grants(self) -> None:
        """As when a password changes: the provider's refresh and access tokens are worth nothing from now on."""
        self._provider.tokens.end_all()

    def rotate_keys(self, *, drop_old: bool = False) -> None:
        """The provider signs with new keys; with `drop_old` the earlier ones leave its JWKS at once."""
        self._provider.keys.rotate(drop_old=drop_old)

    def client_secret(self, client_id: str) -> str:
        """The secret of a client of the provider, for `pomtray-demo-key` its private key in PEM.

        Raises `KeyError` for a client that is not registered.
        """
        client = self._provider.clients.get(client_id)
        if client is None:
            raise KeyError(client_id)
        return client.secret

    def provider_settings(self, route: str) -> ProviderSettings | None:
        """What a client needs for a route that takes the provider's tokens; None for the other routes."""
        realm = self._realm
        return provider_settings(self.route(route), realm.provider, realm.authenticate, self._provider.clients)

    def issue(self, person: str = "alice", route: str = "app", *, loopback: str = "127.0.0.1:1") -> str:
        """A JWT of a new session without any browser, for tests of what comes after a sign-in."""
        found = self.route(route)
        now = self.options.clock()
        session = self._realm.sessions.start(person, found.plan.idp_id, now)
        audience = [self._realm.authenticate.authority, loopback, found.origin.authority]
        return self._realm.sessions.token(session, audience, now)

    async def stop_part(self, name: str) -> None:
        """Refuse connections to one part: a route's name, `authenticate` or `idp`."""
        await self._servers.pop(name).close()

    async def start_part(self, name: str) -> None:
        """Serve a stopped part again, on the port it had."""
        await self._open(name, self._answers[name])

    async def _open_route(self, plan: RoutePlan) -> DemoRoute:
        # The route is known to its answer only once it has its port.
        def answer(ask: Ask) -> Response:
            return routes.answer(self._realm, self._bearers, DemoRoute(plan, ask.origin), ask)

        return DemoRoute(plan, await self._open(plan.name, answer))

    async def _open(self, name: str, answer: Answer) -> Origin:
        before = self._origins.get(name)
        server = Server(
            self._handler(name), host=_HOST, port=before.port if before else 0, limits=_LIMITS, tls=self.options.tls
        )
        await server.start()
        self._servers[name] = server
        self._answers[name] = answer
        host = f"{name}.{self.options.domain}" if self.options.domain else _HOST
        self._origins[name] = Origin("https" if self.options.tls else "http", host, server.port)
        return self._origins[name]

    def _handler(self, name: str) -> Handler:
        async def handle(request: Request) -> Response:
            ask = Ask(request, self._origins[name], self.options.clock(), str(uuid.uuid4()))
            self.log.append(Seen(name, ask.method, ask.path, carries_credential(self._realm, ask)))
            try:
                answer = self._answers[name](ask)
            except AnswerLost:
                # The server cuts the connection of a cancelled request, and says nothing.
                raise asyncio.CancelledError from None
            date = formatdate(ask.now.timestamp(), usegmt=True).encode()
            headers = (*answer.headers, (b"x-request-id", ask.request_id.encode()), (b"date", date))
            return replace(answer, headers=headers)

        return handle
