"""What an identity provider says, read strictly; and the address at which a person signs in there.

Every reader raises `ValueError` with a reason that a person can read and that quotes no secret.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final
from urllib.parse import quote, urlencode

from pomtray.core.origin import Origin, split
from pomtray.core.plain import plain
from pomtray.core.provider import Provider
from pomtray.core.secret import Credential, Secret
from pomtray.core.strict_json import flag, needed_text, read_object, text_or_empty, texts

WELL_KNOWN: Final = "/.well-known/openid-configuration"
LONGEST_LIFE: Final = timedelta(days=3650)
"""What a token that claims to last longer counts as."""
_LONGEST_URL: Final = 4096
_SECONDS: Final = re.compile(r"[0-9]{1,20}\Z", re.ASCII)
_VISIBLE: Final = re.compile(r"[\x20-\x7e]+\Z")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_~+/=-]{40,}|eyJ[A-Za-z0-9._~+/=-]+", re.ASCII)
_WORDS: Final = 4096
"""Characters of a description that are looked at."""
_USER_CODE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?\Z")


@dataclass(frozen=True, slots=True)
class Metadata:
    """The discovery document (OpenID Connect Discovery §3, RFC 8414 §2). "" where it names no such endpoint."""

    issuer: str
    token_endpoint: str
    authorization_endpoint: str = ""
    jwks_uri: str = ""
    revocation_endpoint: str = ""
    device_authorization_endpoint: str = ""
    userinfo_endpoint: str = ""
    iss_in_response: bool = False
    """The authorization response always has `iss` (RFC 9207 §3)."""
    token_auth_methods: tuple[str, ...] = ()
    """What the token endpoint takes for a client's authentication; empty where it does not say."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3): an access or an ID token, or both."""

    access: Credential | None = field(default=None, repr=False)
    id_token: Credential | None = field(default=None, repr=False)
    refresh: Secret | None = field(default=None, repr=False)
    lasts_for: timedelta | None = None
    """`expires_in`: of the access token."""


@dataclass(frozen=True, slots=True)
class Device:
    """What a person types in on another device (RFC 8628 §3.2)."""

    code: Secret = field(repr=False)
    user_code: str
    verification_uri: str
    verification_uri_complete: str
    """With the user code in it, "" where the provider gives none."""
    lasts_for: timedelta
    interval_for: timedelta


def discovery_url(issuer: str) -> str:
    """Where the metadata is; `issuer` as in the settings, which may be this URL itself."""
    return issuer if issuer.endswith(WELL_KNOWN) else issuer.removesuffix("/") + WELL_KNOWN


def read_metadata(body: bytes, *, issuer: str) -> Metadata:
    """The discovery document of `issuer` (as in the settings)."""
    said = read_object(body)
    stated = needed_text(said, "issuer")
    _same_issuer(stated, issuer)
    _knows_s256(said)
    home = _home(stated)
    return Metadata(
        issuer=stated,
        token_endpoint=_endpoint(said, "token_endpoint", home, needed=True),
        authorization_endpoint=_endpoint(said, "authorization_endpoint", home),
        jwks_uri=_endpoint(said, "jwks_uri", home),
        revocation_endpoint=_endpoint(said, "revocation_endpoint", home),
        device_authorization_endpoint=_endpoint(said, "device_authorization_endpoint", home),
        userinfo_endpoint=_endpoint(said, "userinfo_endpoint", home),
        iss_in_response=flag(said, "authorization_response_iss_parameter_supported"),
        token_auth_methods=tuple(texts(said, "token_endpoint_auth_methods_supported") or ()),
    )


def _home(issuer: str) -> Origin:
    if "?" in issuer or "#" in issuer:
        raise ValueError("its issuer has a query or a fragment, which RFC 8414 does not allow")
    try:
        return Origin.parse(issuer)
    except ValueError as error:
        raise ValueError(f"its issuer {error}") from None


def _same_issuer(stated: str, setting: str) -> None:
    """RFC 8414 §3.3. Where the setting is the document's URL, it does not tell whether the issuer ends in a slash."""
    expected = setting.removesuffix(WELL_KNOWN)
    allowed = {expected} if expected == setting else {expected, expected + "/"}
    if stated in allowed:
        return
    if stated.removesuffix("/") == setting.removesuffix("/"):
        raise ValueError(f'its issuer differs in the slash at the end; write issuer = "{plain(stated)}"')
    raise ValueError(f"it is that of another issuer, {plain(stated)}")


def _knows_s256(said: dict[str, object]) -> None:
    """RFC 7636 §4.2: a provider without S256 would take a stolen code."""
    methods = texts(said, "code_challenge_methods_supported")
    if methods is not None and "S256" not in methods:
        raise ValueError("it does not support PKCE with S256")


def _endpoint(said: dict[str, object], name: str, home: Origin, *, needed: bool = False) -> str:
    url = needed_text(said, name) if needed else text_or_empty(said, name)
    if not url:
        return ""
    _check_url(url, name)
    if Origin.parse(url).is_loopback and not home.is_loopback:
        # NOTE: else a provider could have us post to programs on this computer.
        raise ValueError(f"its {name} is on this computer and the provider is not")
    return url


def _check_url(url: str, name: str) -> None:
    try:
        Origin.parse(url)
    except ValueError as error:
        raise ValueError(f"its {name} {error}") from None
    if len(url) > _LONGEST_URL or "#" in url:
        raise ValueError(f"its {name} is no address of an endpoint")


def read_tokens(body: bytes) -> Tokens:
    """The answer to a token request that succeeded.

    `token_type` says how the access token is used, so it may be absent only together with it.
    """
    said = read_object(body)
    access, id_token = _credential(said, "access_token"), _credential(said, "id_token")
    if access is None and id_token is None:
        raise ValueError("it holds no token")
    if access is not None and needed_text(said, "token_type").lower() != "bearer":
        raise ValueError("its token is not a bearer token")
    return Tokens(access, id_token, _secret(said, "refresh_token"), _lasts_for(said, "expires_in"))


def _credential(said: dict[str, object], name: str) -> Credential | None:
    value = text_or_empty(said, name)
    try:
        return Credential(value) if value else None
    except ValueError:
        raise ValueError(f"its {name} holds characters that no token has, or is too long") from None


def _secret(said: dict[str, object], name: str) -> Secret | None:
    value = text_or_empty(said, name)
    if value and not _VISIBLE.match(value):
        raise ValueError(f"its {name} holds characters that RFC 6749 does not allow")
    try:
        return Secret(value) if value else None
    except ValueError:
        raise ValueError(f"its {name} is too long") from None


def _lasts_for(said: dict[str, object], name: str) -> timedelta | None:
    """Seconds, as a number; Entra's older endpoints write them as text. More than `LONGEST_LIFE` counts as that."""
    value = said.get(name)
    if isinstance(value, str) and _SECONDS.match(value):
        value = int(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise ValueError(f"its {name} is no number of seconds")
    return timedelta(seconds=min(value, int(LONGEST_LIFE.total_seconds())))


def read_device(body: bytes) -> Device:
    """The answer of the device authorization endpoint (RFC 8628 §3.2). Google writes `verification_url`."""
    said = read_object(body)
    code, lasts_for = _secret(said, "device_code"), _lasts_for(said, "expires_in")
    user_code = needed_text(said, "user_code")
    if code is None or lasts_for is None or not _USER_CODE.match(user_code):
        raise ValueError("it holds no code to type in")
    name = "verification_uri" if "verification_uri" in said else "verification_url"
    uri, complete = needed_text(said, name), text_or_empty(said, "verification_uri_complete")
    for url in filter(None, (uri, complete)):
        _check_url(url, name)
    return Device(code, user_code, uri, complete, lasts_for, _lasts_for(said, "interval") or timedelta(seconds=5))


def read_error(body: bytes, hide: Iterable[str] = ()) -> tuple[str, str]:
    """`error` and `error_description` as plain text, "" where the body holds none (RFC 6749 §5.2). Never raises.

    `hide`: what we sent and nobody may see; a provider can quote it. What looks like a token is left out too.
    """
    try:
        said = read_object(body)
    except ValueError:
        return "", ""
    return _shown(said.get("error"), hide, 64), _shown(said.get("error_description"), hide, 300)


def _shown(text: object, hide: Iterable[str], limit: int) -> str:
    if not isinstance(text, str):
        return ""
    for secret in hide:
        text = text.replace(secret, "…")
    if len(text) > _WORDS:
        text = text[:_WORDS].rpartition(" ")[0]  # half a token is not known as one
    return plain(_TOKEN.sub("…", text), limit)


def challenge_of(verifier: str) -> str:
    """`code_challenge` by S256 (RFC 7636 §4.2)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()


def authorization_url(
    metadata: Metadata,
    provider: Provider,
    *,
    redirect_uri: str,
    state: str,
    nonce: str,
    challenge: str,
    extra: Iterable[tuple[str, str]] = (),
) -> str:
    """Where the browser goes (RFC 6749 §4.1.1). `extra` and the settings add parameters, they replace none of ours.

    Raises `ValueError` where the provider has no such endpoint.
    """
    if not metadata.authorization_endpoint:
        raise ValueError("the provider has no authorization endpoint")
    query = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(provider.scopes),
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    for name, value in (*extra, *provider.authorization_params):
        query.setdefault(name, value)
    # The endpoint may have a query of its own, which stays (§3.1).
    joint = "&" if split(metadata.authorization_endpoint).query else "?"
    endpoint = metadata.authorization_endpoint.removesuffix("?")
    return f"{endpoint}{joint}{urlencode(query, quote_via=quote)}"
