"""Machine to machine: a token by client credentials (RFC 6749 §4.4). No browser, and no question but the guard's."""

from __future__ import annotations

from pomtray.core.domain.login import Stage
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Person, Session
from pomtray.core.protocol.skew import believed
from pomtray.signin.provider import words
from pomtray.signin.provider.attempt import SignInContext
from pomtray.signin.provider.delivering import Delivered, end_of_access
from pomtray.signin.provider.granted_session import new_session, renewed_session
from pomtray.signin.provider.guard import check_encrypted, guard
from pomtray.signin.provider.hooks import MachineHooks, Secrets
from pomtray.signin.provider.oidc import provider_of, same_client
from pomtray.signin.provider.providers import Client, Providers


async def sign_in(*, providers: Providers, route: Route, hooks: MachineHooks, known: SignInContext) -> Session:
    """Raises `PomtrayError` with the step that failed."""
    hooks.stage(Stage.ASKING)
    client = await providers.client(provider_of(route), hooks)
    check_encrypted(route, client.issuer)
    unread = await guard(providers.web, route, client.issuer, hooks, known.sessions)
    hooks.stage(Stage.CHECKING, client.issuer.authority)
    delivered = await _token(client, route, hooks)
    return await new_session(client, route, delivered, machine(client.provider), unread)


async def renew(session: Session, route: Route, *, providers: Providers, hooks: Secrets) -> Session:
    """The same session with a new token; a machine needs no refresh token (§4.4.3). Raises `PomtrayError`."""
    client = await same_client(session, route, providers, hooks)
    return await renewed_session(session, client, route, await _token(client, route, hooks))


def machine(provider: Provider) -> Person:
    """Whom the session shows."""
    return Person(provider.client_id, name=f"{provider.name} (machine)")


async def _token(client: Client, route: Route, hooks: Secrets) -> Delivered:
    async with client.told(hooks) as endpoint:
        tokens = await endpoint.client_credentials(route)
    if tokens.access is None:
        raise words.no_access_token(route, client.provider, tokens.lack("access_token"))
    return Delivered(tokens.access, end_of_access(tokens, route, client.providers.now()), None, believed(tokens.skew))
