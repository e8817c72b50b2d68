"""What a form asks about an entry of the settings file: its keys, and how each is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum, auto
from typing import Final

from pomtray.core.domain.provider import REDIRECT_URI, SCOPES, Deliver, Method, TokenAuth
from pomtray.core.domain.route import AutoRenew, HeaderForm
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase

VAULT, ENV, COMMAND, FIRST_LINE = "vault", "env", "command", "first_line"
"""Where a secret is: each but the first with a space and what goes with it behind."""


class Kind(StrEnum):
    """How a key is written: in the file, and as text."""

    TEXT = auto()
    LIST = auto()
    """With commas between."""
    WORDS = auto()
    """With spaces between; one alone may be no list."""
    CHOICE = auto()
    PROVIDER = auto()
    """One of those that the file has."""
    FLAG = auto()
    NUMBER = auto()
    FILE = auto()
    BROWSER = auto()
    """A command."""
    SECRET = auto()
    PARAMETERS = auto()
    """A line for each: `key = value`."""


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    title: str
    kind: Kind = Kind.TEXT
    hint: str = ""
    """What stands where nothing does."""
    usual: str = ""
    """The text of what is not written."""
    choices: Mapping[str, str] = field(default_factory=dict)
    """What they are called."""
    means: Mapping[str, str] = field(default_factory=dict)
    """What a choice means for others; "" for any."""
    methods: tuple[Method, ...] = ()
    """A route's that it goes with; none: all."""
    goes_with: tuple[str, str] | None = None
    """Another key, and the text it must have."""
    seldom: bool = False

    def is_asked(self, texts: Mapping[str, str]) -> bool:
        """Whether it goes with what the others say."""
        if self.methods and texts.get("method", Method.POMERIUM) not in self.methods:
            return False
        return self.goes_with is None or texts.get(self.goes_with[0]) == self.goes_with[1]


HEADERS: Final[Mapping[str, str]] = {
    HeaderForm.POMERIUM: phrase("Authorization: Pomerium (the service does not see the token)"),
    HeaderForm.X_POMERIUM: phrase("X-Pomerium-Authorization (leaves your own Authorization alone)"),
    HeaderForm.BEARER: phrase("Authorization: Bearer (the service sees the whole token)"),
}
RENEWALS: Final[Mapping[str, str]] = {
    "": phrase("As the preferences say"),
    AutoRenew.NOTIFY: phrase("Tell me before the end"),
    AutoRenew.BROWSER: phrase("Open the sign-in page at the end"),
    AutoRenew.OFF: phrase("Do nothing"),
}
METHODS: Final[Mapping[str, str]] = {
    Method.POMERIUM: phrase("At Pomerium, in the browser"),
    Method.OIDC: phrase("At the identity provider, in the browser"),
    Method.CLIENT_CREDENTIALS: phrase("Machine to machine, without a person"),
}
DELIVERS: Final[Mapping[str, str]] = {
    Deliver.IDENTITY_TOKEN: phrase("The provider's ID token"),
    Deliver.ACCESS_TOKEN: phrase("The provider's access token"),
    Deliver.EXCHANGE: phrase("What an old Pomerium gives for the ID token"),
}
DELIVER_MEANS: Final[Mapping[str, str]] = {
    Deliver.IDENTITY_TOKEN: phrase(
        "The Pomerium must have bearer_token_format: idp_identity_token for this route (v0.30 or later), "
        "and the token must be made for Pomerium's own client. Ask its administrator."
    ),
    Deliver.ACCESS_TOKEN: phrase(
        "The Pomerium must have bearer_token_format: idp_access_token for this route (v0.30 or later). "
        "Any client's token will do. Ask its administrator."
    ),
    Deliver.EXCHANGE: phrase(
        "For Pomerium v0.1 to v0.3, which exchanges the ID token at the address below. Later ones have no exchange."
    ),
}
TOKEN_AUTHS: Final[Mapping[str, str]] = {
    "": phrase("As usual: by the secret, or by nothing where there is none"),
    TokenAuth.BASIC: phrase("The secret in a header (client_secret_basic)"),
    TokenAuth.POST: phrase("The secret in the form (client_secret_post)"),
    TokenAuth.JSON: phrase("The secret in JSON (client_secret_json)"),
    TokenAuth.PRIVATE_KEY_JWT: phrase("A signature; the secret is a key in PEM (private_key_jwt)"),
    TokenAuth.NONE: phrase("By nothing: a public client (none)"),
}
SECRETS: Final[Mapping[str, str]] = {
    "": phrase("It has none: a public client"),
    VAULT: phrase("Kept in the vault"),
    ENV: phrase("In an environment variable"),
    COMMAND: phrase("Printed by a program"),
    FIRST_LINE: phrase("The first line that a program prints"),
}
_PEOPLE: Final = (Method.POMERIUM, Method.OIDC)
_BY_PROVIDER: Final = (Method.OIDC, Method.CLIENT_CREDENTIALS)
_MACHINE: Final = (Method.CLIENT_CREDENTIALS,)
_CA: Final = Field(
    "ca", phrase("Its own authority"), Kind.FILE, phrase("certificates (PEM) to trust beside the system's"), seldom=True
)
_CERT: Final = Field("client_cert", phrase("Client certificate"), Kind.FILE, phrase("PKCS#12, or PEM"), seldom=True)
_KEY: Final = Field(
    "client_key", phrase("Key of the certificate"), Kind.FILE, phrase("PEM, where it is a file of its own"), seldom=True
)

ROUTE: Final = (
    Field("name", phrase("Name")),
    Field("url", phrase("Address")),
    Field("tags", phrase("Tags"), Kind.LIST, phrase("none; with commas between them")),
    Field("method", phrase("Sign in"), Kind.CHOICE, usual=Method.POMERIUM, choices=METHODS),
    Field("provider", phrase("Identity provider"), Kind.PROVIDER, methods=_BY_PROVIDER),
    Field(
        "deliver",
        phrase("Give the route"),
        Kind.CHOICE,
        usual=Deliver.IDENTITY_TOKEN,
        choices=DELIVERS,
        means=DELIVER_MEANS,
        methods=(Method.OIDC,),
    ),
    Field(
        "exchange_url",
        phrase("Exchange at"),
        hint="https://authenticate.example.com/api/v1/token",
        methods=(Method.OIDC,),
        goes_with=("deliver", Deliver.EXCHANGE),
    ),
    Field("audience", phrase("Audience"), hint=phrase("sent if you write it"), methods=_MACHINE),
    Field("scope", phrase("Scope"), hint=phrase("sent if you write it; with spaces between them"), methods=_MACHINE),
    Field(
        "header",
        phrase("Header form"),
        Kind.CHOICE,
        usual=HeaderForm.POMERIUM,
        choices=HEADERS,
        methods=(Method.POMERIUM,),
    ),
    Field("browser", phrase("Browser"), Kind.BROWSER, methods=_PEOPLE),
    Field("auto_renew", phrase("When the session ends"), Kind.CHOICE, choices=RENEWALS, methods=_PEOPLE),
    Field("notices", phrase("Tell about its end"), Kind.FLAG, usual="true"),
    Field("favourite", phrase("Favourite: before others in the tray's menu"), Kind.FLAG, usual="false"),
    Field("share", phrase("Share its sign-in with other routes"), Kind.FLAG, usual="true", methods=_PEOPLE),
    Field("group", phrase("Group"), hint=phrase("routes of one group share a sign-in"), methods=_PEOPLE, seldom=True),
    Field("resource", phrase("Resource"), hint=phrase("sent if you write it"), methods=_MACHINE, seldom=True),
    Field(
        "token_for",
        phrase("A token lasts"),
        Kind.NUMBER,
        phrase("3600 seconds, where nobody says"),
        methods=_MACHINE,
        seldom=True,
    ),
    _CA,
    _CERT,
    _KEY,
)
_ENDPOINT: Final = phrase("of a provider without a discovery document")
PROVIDER: Final = (
    Field("name", phrase("Name")),
    Field("issuer", phrase("Issuer"), hint=phrase("https://…, letter for letter")),
    Field("client_id", phrase("Client id"), hint=phrase("as the provider gave it for pomtray")),
    Field("client_secret", phrase("Client secret"), Kind.SECRET),
    Field("pomerium_client_id", phrase("Pomerium's client id"), hint=phrase("asked for as audience of renewed tokens")),
    Field("scopes", phrase("Scopes"), Kind.WORDS, " ".join(SCOPES), seldom=True),
    Field(
        "redirect_uri",
        phrase("Comes back to"),
        Kind.WORDS,
        phrase("{redirect_uri} (port 0: any free one)", redirect_uri=REDIRECT_URI),
        seldom=True,
    ),
    Field("token_auth", phrase("Proves itself by"), Kind.CHOICE, choices=TOKEN_AUTHS, seldom=True),
    Field("authorization_params", phrase("More for its page"), Kind.PARAMETERS, "prompt = consent", seldom=True),
    Field("token_params", phrase("More for tokens"), Kind.PARAMETERS, "audience = https://…", seldom=True),
    _CA,
    _CERT,
    _KEY,
    Field("token_endpoint", phrase("Token endpoint"), hint=_ENDPOINT, seldom=True),
    Field("authorization_endpoint", phrase("Sign-in page"), hint=_ENDPOINT, seldom=True),
    Field("jwks_uri", phrase("Its keys"), hint=_ENDPOINT, seldom=True),
    Field("device_authorization_endpoint", phrase("Codes for devices"), hint=_ENDPOINT, seldom=True),
    Field("userinfo_endpoint", phrase("Who somebody is"), hint=_ENDPOINT, seldom=True),
    Field("revocation_endpoint", phrase("Takes tokens back"), hint=_ENDPOINT, seldom=True),
    Field("introspection_endpoint", phrase("Knows tokens"), hint=_ENDPOINT, seldom=True),
)
FIELDS: Final[Mapping[str, tuple[Field, ...]]] = {"routes": ROUTE, "providers": PROVIDER}
