"""A route whose identity provider gives tokens that renew themselves, and what the vault holds of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pomtray.core.domain.login import LoginId, session_of
from pomtray.core.domain.provider import FromCommand, InEnvironment, InVault, Method, Provider
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential, End, EndSource, Grant, Session
from pomtray.core.domain.stored import load, load_remembered
from pomtray.core.intent import Action
from pomtray.core.secret import Secret
from tests.controller.world import NOW, World, a_session, until

IN_VAULT = Provider("corp", "https://idp.example.com", "pomtray", client_secret=InVault())
IN_ENVIRONMENT = replace(IN_VAULT, client_secret=InEnvironment("CORP_SECRET"))
FROM_COMMAND = replace(IN_VAULT, client_secret=FromCommand(("pass", "corp")))
LASTS = timedelta(minutes=10)


def granted_route(provider: Provider = IN_VAULT) -> Route:
    return Route(
        "app", "https://app.example.com", method=Method.OIDC, provider=provider, header=HeaderForm.PLAIN_BEARER
    )


def granted(number: int = 1, refresh: str = "canary-refresh-1") -> Session:
    """A session that ends ten minutes after it was got, the `number`th one nine minutes after the one before."""
    got_at = NOW + (number - 1) * timedelta(minutes=9)
    return replace(
        a_session(1),
        credential=Credential(f"canary-access-{number}"),
        end=End(got_at + LASTS, EndSource.SERVER),
        grant=Grant(Method.OIDC, Secret(refresh), renewed_at=got_at if number > 1 else None),
    )


def login_of(world: World) -> LoginId:
    return next(login.id for login in world.controller.model.logins.values() if login.serves(world.settings.routes[0]))


def held(world: World) -> Session:
    session = session_of(world.controller.model.logins[login_of(world)].state)
    assert session is not None
    return session


def grant(world: World) -> Grant:
    found = held(world).grant
    assert found is not None
    return found


def stored_refresh(world: World) -> str:
    """The refresh token in the vault."""
    login = next(iter(load(world.vault.stored or b"").values()))
    session = session_of(login.state)
    assert session is not None
    assert session.grant is not None
    assert session.grant.refresh is not None
    return session.grant.refresh.reveal()


def stored_secrets(world: World) -> dict[str, str]:
    secrets = load_remembered(world.vault.stored or b"{}").secrets
    return {name: secret.reveal() for name, secret in secrets.items()}


async def signed_in_at_provider(provider: Provider = IN_VAULT) -> World:
    """With a session that has been saved, and nothing else to do."""
    world = World(granted_route(provider))
    world.client.result = granted()
    await world.controller.start()
    world.wish(Action.SIGN_IN)
    await until(lambda: world.vault.stored and b"canary-refresh-1" in world.vault.stored)
    return world
