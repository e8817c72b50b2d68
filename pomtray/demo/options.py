"""What the demo's servers should do: options that may change while they run, people and routes."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


def utc_now() -> datetime:
    return datetime.now(UTC)


class Exchange(StrEnum):
    """What `POST /api/v1/token` on the authenticate host answers (`pomerium.md` §8)."""

    SERVED = "v0.1 to v0.3"
    CSRF = "v0.4"
    """403 whatever is sent."""
    GONE = "current"
    """404 `route_not_found`."""


class BearerFormat(StrEnum):
    """What a route takes as `Authorization: Bearer TOKEN` (`pomerium.md` §7, §8)."""

    DEFAULT = "default"
    """Nothing: it goes to the upstream unread."""
    IDENTITY_TOKEN = "idp_identity_token"  # noqa: S105 a setting's name
    ACCESS_TOKEN = "idp_access_token"  # noqa: S105 a setting's name
    JWT = "jwt"
    """Any token the provider signed for one of the route's audiences; unreleased."""
    EXCHANGE = "exchange"
    """What the older exchange gave."""


@dataclass(slots=True)
class DemoOptions:
    """Read at each request, so a test or a person may change them at any time."""

    session_for: timedelta = timedelta(hours=14)
    """`cookie_expire`: from the sign-in to `expiresAt`."""
    url_for: timedelta = timedelta(seconds=300)
    """From a signed URL's `pomerium_issued` to its `pomerium_expiry`."""
    leeway_for: timedelta = timedelta(seconds=60)
    provider_page_for: timedelta = timedelta(seconds=300)
    """How long a person may stay on the provider's page; no leeway here (`pomerium.md` §1)."""
    routes_api: bool = True
    user_page: bool = True
    well_known: bool = True
    loopback_redirects: bool = True
    """False: the administrator removed loopback from the allow-list."""
    exp_in_jwt: bool = False
    databroker_claims: bool = True
    """With `exp_in_jwt`: True is 0.32.0 to 0.32.5, False is v0.9 and older (`pomerium.md` §2)."""
    sign_out_revokes: bool = True
    cookie_name: str = "_pomerium"
    upstream_status: int = 200
    """What the upstreams answer; 401 here is not Pomerium's 401."""
    upstream_location: str = ""
    """Where the upstreams send whoever asks; "" nowhere."""
    exchange: Exchange = Exchange.SERVED
    provider_down: bool = False
    """Every page and endpoint of the provider answers 503."""
    token_for: timedelta = timedelta(minutes=5)
    """How long the provider's access and ID tokens last."""
    redirect_uris: tuple[str, ...] = ("http://127.0.0.1/callback", "http://[::1]/callback")
    """Registered for the provider's clients. An IP address without a port stands for every port (RFC 8252 §7.3)."""
    response_iss: bool = True
    """`iss` in the authorization response (RFC 9207)."""
    id_token_alg: str = "RS256"  # noqa: S105 an algorithm
    """Or `ES256`."""
    audience_parameter: bool = True
    """False: `audience` in the refresh grant is passed over, as by providers that want a scope or a setting."""
    rotate_refresh: bool = True
    reuse_revokes: bool = True
    """A refresh token used again ends everything that came of the same sign-in (RFC 9700 §4.14.2)."""
    reuse_for: timedelta = timedelta(0)
    """A replaced refresh token still works for so long: for answers that were lost."""
    refuse_refresh: bool = False
    """Every refresh grant is answered with `invalid_grant`; nothing is revoked by it."""
    lose_token_answers: int = 0
    """So many next token requests are processed and get no answer: the connection is cut."""
    device_code_for: timedelta = timedelta(minutes=10)
    device_interval: timedelta = timedelta(seconds=5)
    domain: str = ""
    """Parts are named `PART.DOMAIN` where that is given, still on 127.0.0.1: whoever asks must know the names."""
    tls: ssl.SSLContext | None = None
    tcp_upstream: tuple[str, int] | None = None
    """What is behind the TCP routes; None: what is said comes back."""
    tcp_upstream_down: bool = False
    """Nothing is behind them."""
    clock: Callable[[], datetime] = utc_now


@dataclass(frozen=True, slots=True)
class Person:
    sub: str
    name: str
    groups: tuple[str, ...]

    @property
    def email(self) -> str:
        return f"{self.sub}@example.com"


PEOPLE = {
    person.sub: person
    for person in (
        Person("alice", "Alice Example", ("admins", "staff")),
        Person("bob", "Bob Example", ("R&D", "staff")),
        Person("carol", "Carol Exámple", ()),
    )
}

MAIN_IDP = "Swdy0IInDemoMainProviderSettings"
OTHER_IDP = "Xk4PqQzzDemoOtherProviderSetting"
EVERYBODY = frozenset(PEOPLE)
POMERIUM_CLIENT = "pomerium"
"""Pomerium's own client at the provider."""
ROBOT = "robot"
"""The machine's client, and what its tokens name as their subject."""
MACHINE_AUDIENCE = "pomtray-demo-machine"


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A route before it has a port."""

    name: str
    description: str = ""
    idp_id: str = MAIN_IDP
    allowed: frozenset[str] = EVERYBODY
    kind: str = "http"
    """`http`: signed in to by the login API; `provider`: by a token of the provider's; `tcp`; `missing`: no route."""
    bearer: BearerFormat = BearerFormat.DEFAULT
    audiences: frozenset[str] = frozenset({POMERIUM_CLIENT})
    """Whose tokens are taken, where the format looks at the audience."""
    public: bool = False
    """The policy asks nobody: every request reaches the upstream."""
    listed: bool = True
    """Whether the routes API lists it; policies of several conditions it leaves out, whoever they allow."""


PLANS = (
    RoutePlan("app", "An application"),
    RoutePlan("api", "Its interface for programs"),
    RoutePlan("wiki", "What everybody knows"),
    RoutePlan("other-idp", "A route with identity provider settings of its own", idp_id=OTHER_IDP),
    RoutePlan("denied", "A route nobody may open", allowed=frozenset()),
    RoutePlan("tcp", "A database behind a tunnel", kind="tcp"),
    RoutePlan("exchange", "Takes what the older exchange gives", kind="provider", bearer=BearerFormat.EXCHANGE),
    RoutePlan("identity-token", "Takes ID tokens", kind="provider", bearer=BearerFormat.IDENTITY_TOKEN),
    RoutePlan("access-token", "Takes access tokens", kind="provider", bearer=BearerFormat.ACCESS_TOKEN),
    RoutePlan(
        "machine",
        "Takes tokens of machines",
        kind="provider",
        bearer=BearerFormat.JWT,
        audiences=frozenset({MACHINE_AUDIENCE}),
        allowed=frozenset({ROBOT}),
    ),
)
