"""The demo's routes as a settings file."""

from __future__ import annotations

import json

from pomtray.core.secret import Secret
from pomtray.demo.provider.routes import ProviderSettings
from pomtray.demo.realm import DemoRoute
from pomtray.demo.tunnels import address
from pomtray.demo.world import Demo

_PLAIN = {"http", "tcp"}


def settings_text(demo: Demo) -> str:
    """TOML for every route that one can sign in to. No secret is in it: a machine's is looked for in the vault."""
    plain = [_table("routes", name=route.name, url=_url(route)) for route in demo.routes if route.plan.kind in _PLAIN]
    provided = [text for settings in _provided(demo) for text in (_provider(settings), _route(settings))]
    return "\n".join([*provided, *plain])


def _url(route: DemoRoute) -> str:
    return address(route) if route.plan.kind == "tcp" else route.url


def client_secrets(demo: Demo) -> dict[str, Secret]:
    """By the provider's name in `settings_text`."""
    return {_name(it): Secret(it.client_secret) for it in _provided(demo) if it.client_secret}


def _provided(demo: Demo) -> list[ProviderSettings]:
    found = (demo.provider_settings(route.name) for route in demo.routes)
    return [settings for settings in found if settings is not None]


def _name(settings: ProviderSettings) -> str:
    return f"demo {settings.route}"


def _provider(settings: ProviderSettings) -> str:
    return _table(
        "providers",
        name=_name(settings),
        issuer=settings.issuer,
        client_id=settings.client_id,
        token_auth=settings.token_auth,
        client_secret={"vault": True} if settings.client_secret else None,
        pomerium_client_id=settings.pomerium_client_id,
        scopes=list(settings.scopes),
    )


def _route(settings: ProviderSettings) -> str:
    return _table(
        "routes",
        name=settings.route,
        url=settings.url,
        method=settings.method,
        provider=_name(settings),
        deliver=settings.deliver,
        exchange_url=settings.exchange_url,
        audience=settings.audience,
    )


def _table(kind: str, **values: object) -> str:
    """One table; what is empty is left out. JSON's text and lists are TOML's too."""
    lines = [f"{key} = {_value(value)}" for key, value in values.items() if value]
    return "\n".join([f"[[{kind}]]", *lines, ""])


def _value(value: object) -> str:
    return "{ vault = true }" if isinstance(value, dict) else json.dumps(value, ensure_ascii=False)
