"""What a client must be told to use a route that takes the provider's tokens."""

from __future__ import annotations

from dataclasses import dataclass, field

from pomtray.core.domain.origin import Origin
from pomtray.demo.older_exchange import EXCHANGE
from pomtray.demo.options import MACHINE_AUDIENCE, POMERIUM_CLIENT, ROBOT, BearerFormat
from pomtray.demo.provider.clients import PUBLIC, OAuthClients
from pomtray.demo.realm import DemoRoute

_DELIVER = {
    BearerFormat.EXCHANGE: "exchange",
    BearerFormat.IDENTITY_TOKEN: "identity_token",
    BearerFormat.ACCESS_TOKEN: "access_token",
}
_SCOPES = ("openid", "email", "profile", "offline_access")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One route's settings as plain values, in the settings file's words; what is empty is not needed."""

    route: str
    url: str
    method: str
    """`oidc` or `client_credentials`."""
    issuer: str
    client_id: str
    token_auth: str
    client_secret: str = field(default="", repr=False)
    pomerium_client_id: str = ""
    scopes: tuple[str, ...] = ()
    deliver: str = ""
    exchange_url: str = ""
    audience: str = ""


def provider_settings(
    route: DemoRoute, provider: Origin, authenticate: Origin, clients: OAuthClients
) -> ProviderSettings | None:
    """None for routes that the login API signs in to."""
    bearer = route.plan.bearer
    if bearer is BearerFormat.JWT:
        robot = clients.get(ROBOT)
        return ProviderSettings(
            route=route.name,
            url=route.url,
            method="client_credentials",
            issuer=str(provider),
            client_id=ROBOT,
            token_auth="client_secret_post",  # noqa: S106 a way, not a secret
            client_secret=robot.secret if robot else "",
            audience=MACHINE_AUDIENCE,
        )
    if bearer not in _DELIVER:
        return None
    return ProviderSettings(
        route=route.name,
        url=route.url,
        method="oidc",
        issuer=str(provider),
        client_id=PUBLIC,
        token_auth="none",  # noqa: S106 a way, not a secret
        pomerium_client_id="" if bearer is BearerFormat.ACCESS_TOKEN else POMERIUM_CLIENT,
        scopes=_SCOPES,
        deliver=_DELIVER[bearer],
        exchange_url=f"{authenticate}{EXCHANGE}" if bearer is BearerFormat.EXCHANGE else "",
    )
