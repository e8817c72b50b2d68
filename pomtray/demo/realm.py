"""What the parts of the demo share, and one request to one of them as a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from pomtray.core.domain.origin import Origin
from pomtray.demo.options import DemoOptions, RoutePlan
from pomtray.demo.sessions import Sessions
from pomtray.demo.signing import parse_query, sign, verified
from pomtray.serve.http import Request

AUTHENTICATE = "authenticate"
PROVIDER = "idp"


@dataclass(frozen=True, slots=True)
class DemoRoute:
    """A route on its own port of 127.0.0.1."""

    plan: RoutePlan
    origin: Origin

    @property
    def name(self) -> str:
        return self.plan.name

    @property
    def url(self) -> str:
        return str(self.origin)


@dataclass(slots=True)
class Realm:
    """One Pomerium with its provider. The origins are known once every part has its port."""

    options: DemoOptions
    sessions: Sessions
    signing_key: bytes = field(repr=False)
    authenticate: Origin = field(init=False)
    provider: Origin = field(init=False)
    routes: tuple[DemoRoute, ...] = ()

    def sign(self, url: str, now: datetime, **parameters: str) -> str:
        return sign(self.signing_key, url, parameters.items(), now, self.options.url_for)

    def verified(self, url: str, now: datetime) -> dict[str, str] | None:
        return verified(self.signing_key, url, now, self.options.leeway_for)


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, where and when it arrived, and the id that its answer will show."""

    request: Request
    origin: Origin
    now: datetime
    request_id: str

    @property
    def method(self) -> str:
        return self.request.method

    @property
    def path(self) -> str:
        return self.request.path.decode("utf-8", "surrogateescape")

    @property
    def query(self) -> list[tuple[str, str]]:
        return parse_query(self.request.query.decode("utf-8", "surrogateescape"))

    @property
    def host(self) -> str:
        """The `Host` header as sent: Pomerium signs for any (`pomerium.md` §9)."""
        return self.header("host") or self.origin.authority

    @property
    def url(self) -> str:
        return f"{self.origin.scheme}://{self.host}{self.request.target.decode('utf-8', 'surrogateescape')}"

    def header(self, name: str) -> str:
        """The first value of a header, or nothing."""
        values = self.request.header(name.encode())
        return values[0].decode("latin-1") if values else ""

    @property
    def wants_json(self) -> bool:
        accept = self.header("accept")
        return "application/json" in accept and "text/html" not in accept

    @property
    def cookies(self) -> dict[str, str]:
        sent = "; ".join(value.decode("latin-1") for value in self.request.header(b"cookie"))
        pairs = (part.strip().partition("=") for part in sent.split(";"))
        return {name: value for name, equals, value in pairs if equals}
