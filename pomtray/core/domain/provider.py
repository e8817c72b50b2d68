"""An OpenID provider's settings: where it is, who we are there, and where our secret is kept."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from pomtray.core.domain.origin import Origin
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tls import Tls, tls_of
from pomtray.core.plain import isolated
from pomtray.core.protocol.metadata import Metadata

REDIRECT_URI: Final = "http://127.0.0.1:0/callback"
"""Port 0: any free one, which RFC 8252 §7.3 asks providers to allow."""
SCOPES: Final = ("openid", "email", "profile", "offline_access")


class TokenAuth(StrEnum):
    """How we say who we are at the token endpoint (RFC 6749 §2.3, OpenID Connect Core §9)."""

    BASIC = "client_secret_basic"
    POST = "client_secret_post"
    JSON = "client_secret_json"
    """The whole request as JSON, secret included: what some providers document for machines (seed 003)."""
    PRIVATE_KEY_JWT = "private_key_jwt"
    """The secret is a private key in PEM, which signs an assertion (RFC 7523)."""
    NONE = "none"


class Method(StrEnum):
    """How one gets a credential for a route."""

    POMERIUM = "pomerium"
    """Pomerium's own login API (`pomerium.md` §1)."""
    OIDC = "oidc"
    """A sign-in at the identity provider, whose token Pomerium takes or exchanges (`pomerium.md` §7, §8)."""
    CLIENT_CREDENTIALS = "client_credentials"
    """Machine to machine: no person, no browser (RFC 6749 §4.4)."""


class Deliver(StrEnum):
    """What of a sign-in at the provider goes to the route, as `Authorization: Bearer`."""

    EXCHANGE = "exchange"
    """The token that Pomerium's older exchange gives for the ID token (`pomerium.md` §8)."""
    IDENTITY_TOKEN = "identity_token"  # noqa: S105 a word, not a secret
    ACCESS_TOKEN = "access_token"  # noqa: S105 a word, not a secret


@dataclass(frozen=True, slots=True)
class InVault:
    """Asked for once, then kept in the vault."""


@dataclass(frozen=True, slots=True)
class InEnvironment:
    name: str


@dataclass(frozen=True, slots=True)
class FromCommand:
    """What the program prints, less the line's end; started without a shell."""

    argv: tuple[str, ...]
    first_line: bool = False
    """Of several lines the first counts, as `pass show` prints them; else several are refused, but for PEM."""


SecretPlace = InVault | InEnvironment | FromCommand


@dataclass(frozen=True, slots=True)
class Provider:
    """One `[[providers]]` entry of the settings file. No secret is in it."""

    name: str
    issuer: str
    """The issuer, or its discovery document's URL; https, or http on loopback. "" where `metadata` does without."""
    client_id: str
    client_secret: SecretPlace | None = None
    pomerium_client_id: str = ""
    """Pomerium's own client at this provider: sent as `audience` of the refresh grant (`pomerium.md` §8)."""
    scopes: tuple[str, ...] = SCOPES
    authorization_params: tuple[tuple[str, str], ...] = ()
    token_params: tuple[tuple[str, str], ...] = ()
    redirect_uris: tuple[str, ...] = (REDIRECT_URI,)
    """The first whose port is free is used; `localhost` listens on both of its addresses."""
    token_auth: TokenAuth = TokenAuth.BASIC
    """NONE where there is no `client_secret`, unless the settings say otherwise."""
    ca: str = ""
    """Path of an extra CA file (PEM), for all endpoints of this provider (`pomerium.md` §9 rule 11)."""
    metadata: Metadata | None = None
    """Endpoints that the settings name, in place of a discovery document."""
    client_cert: str = ""
    """Path of a client certificate, PEM or PKCS#12, for what `ca` counts for."""
    client_key: str = ""
    """Path of its key (PEM), where that is a file of its own."""

    @property
    def shown(self) -> str:
        """Its name as it stands in a text."""
        return isolated(self.name)

    @property
    def origin(self) -> Origin:
        return Origin.parse(self.issuer) if self.metadata is None else self.metadata.origin

    @property
    def tls(self) -> Tls:
        return tls_of(self.ca, self.client_cert, self.client_key)
