"""Signing in at an identity provider, renewing silently, asking the route, and signing out.

    discovery → guard → (browser | device) → who it is → refresh token kept → what the route gets → the route → session

`deliver` of the route says what it gets (`pomerium.md` §7, §8). A renewal runs from the refresh grant on.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Final

from pomtray.core.domain.login import Stage
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Deliver, Method, Provider
from pomtray.core.domain.route import Preferences, Route
from pomtray.core.domain.session import RevocationResult, Session, Verdict
from pomtray.core.errors import GrantEnded, PomtrayError, Refused, SignInError, Unreachable
from pomtray.core.light_dataclass import dataclass
from pomtray.core.secret import Credential
from pomtray.core.text import phrase
from pomtray.signin.callback.listeners import Listeners
from pomtray.signin.confirming import Confirming
from pomtray.signin.outcome import shown
from pomtray.signin.provider import words as provider_words
from pomtray.signin.provider.attempt import (
    Binding,
    BrowserAttempt,
    SignedIn,
    SignInContext,
    check_described,
    on_device,
)
from pomtray.signin.provider.callback.code_listener import CodeListener, open_code_listener
from pomtray.signin.provider.delivering import Delivering
from pomtray.signin.provider.device import Pause
from pomtray.signin.provider.endpoints.answers import target
from pomtray.signin.provider.endpoints.discovery import STEP as DISCOVERY
from pomtray.signin.provider.endpoints.revocation import Revoking
from pomtray.signin.provider.granted_session import new_session, renewed_session
from pomtray.signin.provider.guard import check_encrypted, guard, on_route
from pomtray.signin.provider.hooks import Hooks, RefreshTokenKeeper, Secrets
from pomtray.signin.provider.providers import Client, Providers
from pomtray.signin.routes.checking import CheckResult
from pomtray.signin.web.http import reach

_CODE_FOR: Final = 600.0
"""Seconds that a code lives (RFC 6749 §4.1.2): so long a listener keeps its port."""
_FIXED_PORT_FOR: Final = 60.0
"""Seconds that a port is kept which other programs may want: a code alone is worth nothing to them (PKCE)."""


async def sign_in(
    *,
    providers: Providers,
    route: Route,
    preferences: Preferences,
    hooks: Hooks,
    known: SignInContext,
    listeners: Listeners,
    device: bool,
    pause: Pause = asyncio.sleep,
) -> Session:
    """Sign in to `route`. Raises `PomtrayError` with the step that failed; cancelling the task gives it up.

    `device`: with a code on another device, where the provider has that.
    """
    deadline = asyncio.get_running_loop().time() + preferences.sign_in_for
    async with _in_time(deadline, preferences):
        hooks.stage(Stage.ASKING)
        client = await providers.client(provider_of(route), hooks)
        check_described(client, device=device)
        check_encrypted(route, client.issuer)
        await _reach_later(client, route)
        unread = await guard(providers.web, route, client.issuer, hooks, known.sessions)
        finishing = _Finishing(client, route, hooks, unread)
        confirming = Confirming(route, hooks, known.last_person)
        if device:
            return await finishing.session(await on_device(client, route, hooks, confirming, pause))
    return await _by_browser(finishing, confirming, preferences, listeners, deadline)


async def _reach_later(client: Client, route: Route) -> None:
    """What would fail after the person has signed in, such as a host's certificate, is told before.

    Raises `Unreachable`, step "discovery".
    """
    metadata = client.metadata
    hosts = {target(url)[0]: client.web for url in (metadata.jwks_uri, metadata.token_endpoint) if url}
    hosts |= {target(route.exchange_url)[0]: client.web.of(route)} if route.exchange_url else {}
    try:
        for origin in hosts.keys() - {client.issuer}:
            await reach(hosts[origin], origin)
    except Unreachable as error:
        raise Unreachable(replace(error.problem, step=DISCOVERY)) from None


async def _by_browser(
    finishing: _Finishing, confirming: Confirming, preferences: Preferences, listeners: Listeners, deadline: float
) -> Session:
    client, route, binding = finishing.client, finishing.route, Binding()
    async with AsyncExitStack() as owner:
        make = partial(CodeListener, expected=binding.expected(client), answer=preferences.callback_answer)
        listener = await open_code_listener(owner, client.provider.redirect_uris, make, listeners.free)
        attempt = BrowserAttempt(client, route, finishing.hooks, confirming, listener, binding)
        try:
            return await shown(listener, route, _finished(finishing, attempt, preferences, deadline), confirming)
        finally:
            if attempt.is_sent:
                listeners.keep(listener, owner.pop_all(), _FIXED_PORT_FOR if listener.is_fixed else _CODE_FOR)


async def _finished(
    finishing: _Finishing, attempt: BrowserAttempt, preferences: Preferences, deadline: float
) -> Session:
    async with _in_time(deadline, preferences):
        session = await finishing.session(await attempt.run())
        await attempt.confirm(session.person, with_cookie=True)
        return session


@asynccontextmanager
async def _in_time(deadline: float, preferences: Preferences) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout_at(deadline):
            yield
    except TimeoutError:
        raise SignInError(provider_words.nobody(preferences.sign_in_for)) from None


@dataclass(frozen=True, slots=True)
class _Finishing:
    """From who signed in to the session."""

    client: Client
    route: Route
    hooks: Hooks
    unread: frozenset[Origin]

    async def session(self, signed_in: SignedIn) -> Session:
        delivering = Delivering(self.client, self.route, self.hooks)
        delivered = await delivering.after_sign_in(signed_in.tokens, signed_in.id_token)
        self.hooks.stage(Stage.CHECKING, self.route.origin.authority)
        return await new_session(self.client, self.route, delivered, signed_in.id_token.person, self.unread)


async def renew(session: Session, route: Route, *, providers: Providers, hooks: RefreshTokenKeeper) -> Session:
    """The same session with a new credential.

    Raises `GrantEnded` where the person has to sign in again; any other `PomtrayError` may pass by itself. Not to be
    cancelled lightly, and never twice at once: the provider may have taken the refresh token back already.
    """
    refresh, provider = session.grant.refresh if session.grant else None, provider_of(route)
    if refresh is None:
        raise provider_words.no_refresh_token(provider)
    client = await same_client(session, route, providers, hooks)
    delivered = await Delivering(client, route, hooks).renewed(refresh, session.person.user)
    return await renewed_session(session, client, route, delivered)


async def same_client(session: Session, route: Route, providers: Providers, secrets: Secrets) -> Client:
    """Us at the session's provider; what it gave goes to no other. Raises `GrantEnded`, `PomtrayError`."""
    may_go_to(session, route)
    client = await _giver(session, route, providers, secrets)
    try:
        check_encrypted(route, client.issuer)
    except SignInError as error:
        raise GrantEnded(error.problem) from None
    return client


async def _giver(session: Session, route: Route, providers: Providers, secrets: Secrets) -> Client:
    """Us as the client that the session was given to. Raises `GrantEnded`, `PomtrayError`."""
    client = await providers.client(provider_of(route), secrets)
    if client.issuer != session.issuer:
        raise provider_words.another_issuer(client.provider, session.issuer)
    if session.grant and session.grant.client not in {"", client.provider.client_id}:
        raise provider_words.another_client(client.provider)
    return client


async def sign_out(session: Session, route: Route, *, providers: Providers, hooks: Secrets) -> RevocationResult:
    """Take the tokens back at the provider (RFC 7009), the refresh token first."""
    refresh, access = session.grant.refresh if session.grant else None, _access_token(session, route)
    if refresh is None and access is None:
        return RevocationResult(Verdict.LIVE)
    try:
        client = await _giver(session, route, providers, hooks)
        is_ours = bool(session.grant and session.grant.client)
        return await Revoking(client, refresh, access, is_ours).undone()
    except Refused as error:
        return RevocationResult(Verdict.LIVE, problem=error.problem)
    except PomtrayError as error:
        return RevocationResult(Verdict.UNREACHABLE, problem=error.problem)


def _access_token(session: Session, route: Route) -> Credential | None:
    """The credential, where it is a token that a provider takes back: ID tokens and exchanged ones are not."""
    is_access = route.method is Method.CLIENT_CREDENTIALS or route.deliver is Deliver.ACCESS_TOKEN
    return session.credential if is_access else None


async def check(session: Session, route: Route, *, providers: Providers) -> CheckResult:
    """Ask the route: LIVE or UNREACHABLE, never ENDED; only time ends such a session.

    Raises `ValueError` where the credential must not go to that route.
    """
    may_go_to(session, route)
    return await on_route(providers.web, route, session.credential, providers.now())


def may_go_to(session: Session, route: Route) -> None:
    if route.origin not in session.may_go_to:
        raise ValueError(phrase("this session does not go to {origin}", origin=route.origin))


def provider_of(route: Route) -> Provider:
    """Raises `ValueError` for a route of Pomerium's own sign-in."""
    if route.provider is None:
        raise ValueError(phrase("{route} has no provider", route=route.name))
    return route.provider
