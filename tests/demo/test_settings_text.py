"""The demo's routes as a settings file that the program itself can read."""

from __future__ import annotations

from pathlib import Path

from pomtray.core.domain.provider import Deliver, InVault, Method
from pomtray.demo.settings_text import client_secrets, settings_text
from pomtray.demo.world import Demo
from pomtray.desktop.settings.settings import parse


async def test_the_program_reads_it() -> None:
    async with Demo() as demo:
        settings = parse(settings_text(demo), Path("demo.toml"))
    ways = {route.name: (route.method, route.deliver) for route in settings.routes if route.provider}
    assert ways == {
        "exchange": (Method.OIDC, Deliver.EXCHANGE),
        "identity-token": (Method.OIDC, Deliver.IDENTITY_TOKEN),
        "access-token": (Method.OIDC, Deliver.ACCESS_TOKEN),
        "machine": (Method.CLIENT_CREDENTIALS, Deliver.IDENTITY_TOKEN),
    }
    assert [route.name for route in settings.routes if not route.provider] == [
        "app",
        "api",
        "wiki",
        "other-idp",
        "denied",
        "tcp",
    ]
    assert {route.host for route in settings.routes} == {route.url for route in demo.routes}


async def test_secrets_are_left_to_the_vault() -> None:
    async with Demo() as demo:
        text, secrets = settings_text(demo), client_secrets(demo)
    settings = parse(text, Path("demo.toml"))
    assert set(secrets) == {one.name for one in settings.providers if isinstance(one.client_secret, InVault)}
    assert secrets
    assert not any(secret.reveal() in text for secret in secrets.values())
