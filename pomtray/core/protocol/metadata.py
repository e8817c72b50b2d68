"""Where a provider's endpoints are: as its discovery document says, or as the settings do where it has none."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from pomtray.core.domain.origin import Origin, split
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain
from pomtray.core.protocol.strict_json import OptionalMembers, flag, needed_text, read_object, text_or_empty, texts
from pomtray.core.text import phrase, reason_of

WELL_KNOWN: Final = "/.well-known/openid-configuration"
OAUTH_WELL_KNOWN: Final = "/.well-known/oauth-authorization-server"
"""RFC 8414 §3: it stands before the issuer's path, where OpenID's stands after it."""
ENDPOINTS: Final = (
    "authorization_endpoint",
    "jwks_uri",
    "userinfo_endpoint",
    "device_authorization_endpoint",
    "revocation_endpoint",
    "introspection_endpoint",
)
"""What some sign-ins need besides the token endpoint."""
_LONGEST_URL: Final = 4096


@dataclass(frozen=True, slots=True)
class Metadata:
    """OpenID Connect Discovery §3, RFC 8414 §2. "" where there is no such endpoint."""

    issuer: str
    """"" where the settings name endpoints only."""
    token_endpoint: str
    authorization_endpoint: str = ""
    jwks_uri: str = ""
    revocation_endpoint: str = ""
    device_authorization_endpoint: str = ""
    userinfo_endpoint: str = ""
    introspection_endpoint: str = ""
    iss_in_response: bool = False
    """The authorization response always has `iss` (RFC 9207 §3)."""
    token_auth_methods: tuple[str, ...] = ()
    """What the token endpoint takes for a client's authentication; empty where it does not say."""
    left_aside: tuple[tuple[str, str], ...] = ()
    """What is there and cannot be used, by name, and why. It matters to a sign-in that needs it."""

    @property
    def origin(self) -> Origin:
        """Whose sessions these are."""
        return Origin.parse(self.issuer or self.token_endpoint)

    def needed(self, name: str) -> str:
        """The endpoint of that name. Raises `ValueError` with the reason why there is none."""
        url: str = getattr(self, name)
        if not url:
            raise ValueError(dict(self.left_aside).get(name, phrase("it has no {name}", name=name)))
        return url


def discovery_urls(issuer: str) -> tuple[str, ...]:
    """Where the metadata may be, the likeliest first; `issuer` as in the settings, which may be such an address."""
    if issuer.endswith(WELL_KNOWN) or OAUTH_WELL_KNOWN in issuer:
        return (issuer,)
    path = split(issuer).path.removesuffix("/")
    return issuer.removesuffix("/") + WELL_KNOWN, f"{Origin.parse(issuer)}{OAUTH_WELL_KNOWN}{path}"


def read_metadata(body: bytes, *, issuer: str) -> Metadata:
    """The discovery document of `issuer` (as in the settings).

    Issuer and token endpoint are read strictly, every sign-in needs them; of the rest what is wrong is left aside.
    Raises `ValueError` with a reason that a person can read and that quotes no secret.
    """
    said = read_object(body)
    stated = needed_text(said, "issuer")
    _same_issuer(stated, issuer)
    home, aside = _home(stated), OptionalMembers(said)
    endpoints = {name: aside.read(name, partial(_endpoint, home=home), "") for name in ENDPOINTS}
    if not _knows_s256(aside):
        endpoints["authorization_endpoint"] = ""
        aside.reasons["authorization_endpoint"] = phrase("it does not support PKCE with S256")
    methods = aside.read("token_endpoint_auth_methods_supported", texts, None)
    return Metadata(
        issuer=stated,
        token_endpoint=_endpoint(said, "token_endpoint", home, reader=needed_text),
        iss_in_response=aside.read("authorization_response_iss_parameter_supported", flag, absent=False),
        token_auth_methods=methods or (),
        left_aside=tuple(aside.reasons.items()),
        **endpoints,
    )


def _home(issuer: str) -> Origin:
    if "?" in issuer or "#" in issuer:
        raise ValueError(phrase("its issuer has a query or a fragment, which RFC 8414 does not allow"))
    try:
        return Origin.parse(issuer)
    except ValueError as error:
        raise ValueError(phrase("its issuer {error}", error=reason_of(error))) from None


def _same_issuer(stated: str, setting: str) -> None:
    """RFC 8414 §3.3. Where the setting is the document's URL, it does not tell whether the issuer ends in a slash."""
    expected = setting.removesuffix(WELL_KNOWN).replace(OAUTH_WELL_KNOWN, "", 1)
    allowed = {expected} if expected == setting else {expected, expected + "/"}
    if stated in allowed:
        return
    if stated.removesuffix("/") == setting.removesuffix("/"):
        raise ValueError(
            phrase('its issuer differs in the slash at the end; write issuer = "{stated}"', stated=plain(stated))
        )
    raise ValueError(phrase("it is that of another issuer, {stated}", stated=plain(stated)))


def _knows_s256(aside: OptionalMembers) -> bool:
    """RFC 7636 §4.2: a provider without S256 would take a stolen code. Most that have it do not say so."""
    methods = aside.read("code_challenge_methods_supported", texts, None)
    return methods is None or "S256" in methods


def _endpoint(
    said: dict[str, object], name: str, home: Origin, reader: Callable[[dict[str, object], str], str] = text_or_empty
) -> str:
    url = reader(said, name)
    if not url:
        return ""
    try:
        origin = Origin.parse(url)
    except ValueError as error:
        raise ValueError(phrase("its {name} {error}", name=name, error=reason_of(error))) from None
    if len(url) > _LONGEST_URL or "#" in url:
        raise ValueError(phrase("its {name} is no address of an endpoint", name=name))
    if origin.is_this_computer and not home.is_this_computer:
        # NOTE: else a provider could have us post to programs on this computer.
        raise ValueError(phrase("its {name} is on this computer and the provider is not", name=name))
    return url
