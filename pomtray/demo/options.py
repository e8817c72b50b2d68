"""What the demo's servers should do: options that may change while they run, people and routes."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    return datetime.now(UTC)


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
    tls: ssl.SSLContext | None = None
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


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A route before it has a port."""

    name: str
    description: str = ""
    idp_id: str = MAIN_IDP
    allowed: frozenset[str] = EVERYBODY
    kind: str = "http"


PLANS = (
    RoutePlan("app", "An application"),
    RoutePlan("api", "Its interface for programs"),
    RoutePlan("wiki", "What everybody knows"),
    RoutePlan("other-idp", "A route with identity provider settings of its own", idp_id=OTHER_IDP),
    RoutePlan("denied", "A route nobody may open", allowed=frozenset()),
    RoutePlan("tcp", "A database behind a tunnel", kind="tcp"),
)
