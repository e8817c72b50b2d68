"""What an identity provider says, and the address at which a person signs in there.

What decides is read strictly; of what can be done without, what is wrong is left aside, and why is kept. Every
reader raises `ValueError` with a reason that a person can read and that quotes no secret.
"""

from __future__ import annotations

import base64
import hashlib
import math
import re
from collections.abc import Callable, Iterable
from dataclasses import field
from datetime import timedelta
from typing import Final, NamedTuple
from urllib.parse import quote, urlencode

from pomtray.core.domain.origin import Origin, split
from pomtray.core.domain.provider import Provider
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain
from pomtray.core.protocol.metadata import Metadata
from pomtray.core.protocol.strict_json import OptionalMembers, needed_text, read_object, text_or_empty
from pomtray.core.secret import Credential, Secret
from pomtray.core.text import phrase, reason_of

LONGEST_LIFE: Final = timedelta(days=3650)
"""What a token that claims to last longer counts as."""
_CODE_FOR: Final = timedelta(minutes=30)
"""How long a device's code counts where the provider does not say: it says itself when one is too old."""
_INTERVAL_FOR: Final = timedelta(seconds=5)
_LONGEST_URL: Final = 4096
_SECONDS: Final = re.compile(r"[0-9]{1,20}\Z", re.ASCII)
_VISIBLE: Final = re.compile(r"[\x20-\x7e]+\Z")
_TOKEN: Final = re.compile(r"[A-Za-z0-9_~+/=-]{40,}|eyJ[A-Za-z0-9._~+/=-]+", re.ASCII)
_BEARERS: Final = frozenset({"", "bearer", "bearertoken"})
"""The last is Apigee's."""
_WORDS: Final = 4096
"""Characters of a description that are looked at."""
_CODES: Final = ("status", "code", "type")
_DESCRIPTIONS: Final = (
    *("error_description", "message", "errorSummary", "detail", "title", "msg", "error_message", "errorMessage"),
    *("errorCode", "error_code", "__type"),
)
"""Where the words are: RFC 6749, gateways, Okta, RFC 9457, Supabase; and where only a code is, Okta, Supabase, AWS."""
_USER_CODE: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,62}[\x21-\x7e])?\Z")


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave (RFC 6749 §5.1, OpenID Connect Core §3.1.3.3): an access or an ID token, or both."""

    access: Credential | None = field(default=None, repr=False)
    id_token: Credential | None = field(default=None, repr=False)
    refresh: Secret | None = field(default=None, repr=False)
    lasts_for: timedelta | None = None
    """`expires_in`: of the access token."""
    left_aside: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    """What is there and cannot be used, by name, and why."""
    skew: timedelta = field(default=timedelta(), repr=False)
    """How far this computer's clock was ahead of the provider's when they came, as far as the answer told."""

    def lack(self, name: str) -> str:
        """Why there is no token of that name."""
        return dict(self.left_aside).get(name, phrase("it has no {name}", name=name))


class ErrorAnswer(NamedTuple):
    """What a provider said in refusing, as plain text."""

    error: str = ""
    description: str = ""

    @property
    def code(self) -> str:
        """`error` as RFC 6749 writes it: some write it in capitals."""
        return self.error.lower()


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
    left_aside: tuple[tuple[str, str], ...] = ()


def read_tokens(body: bytes) -> Tokens:
    """The answer to a token request that succeeded: which of its tokens is needed only the route's settings know."""
    said = read_object(body)
    aside = OptionalMembers(said)
    access, id_token = aside.read("access_token", _bearer, None), aside.read("id_token", _credential, None)
    if access is None and id_token is None:
        raise ValueError(next(iter(aside.reasons.values()), phrase("it holds no token")))
    refresh, lasts_for = aside.read("refresh_token", _secret, None), aside.read("expires_in", _lasts_for, None)
    return Tokens(access, id_token, refresh, lasts_for, tuple(aside.reasons.items()))


def _bearer(said: dict[str, object], name: str) -> Credential | None:
    """`token_type` says how the token is used; some leave it out."""
    if text_or_empty(said, "token_type").strip().lower() not in _BEARERS:
        raise ValueError(phrase("its token is not a bearer token"))
    return _credential(said, name)


def _credential(said: dict[str, object], name: str) -> Credential | None:
    value = text_or_empty(said, name)
    try:
        return Credential(value) if value else None
    except ValueError:
        raise ValueError(phrase("its {name} holds characters that no token has, or is too long", name=name)) from None


def _secret(said: dict[str, object], name: str) -> Secret | None:
    value = text_or_empty(said, name)
    if value and not _VISIBLE.match(value):
        raise ValueError(phrase("its {name} holds characters that RFC 6749 does not allow", name=name))
    try:
        return Secret(value) if value else None
    except ValueError:
        raise ValueError(phrase("its {name} is too long", name=name)) from None


def _lasts_for(said: dict[str, object], name: str) -> timedelta | None:
    """Seconds, as a number; Entra's older endpoints write them as text. More than `LONGEST_LIFE` counts as that."""
    value = said.get(name)
    if isinstance(value, str) and _SECONDS.match(value):
        value = int(value)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise ValueError(phrase("its {name} is no number of seconds", name=name))
    return timedelta(seconds=min(value, int(LONGEST_LIFE.total_seconds())))


def read_device(body: bytes) -> Device:
    """The answer of the device authorization endpoint (RFC 8628 §3.2). Google writes `verification_url`."""
    said = read_object(body)
    aside = OptionalMembers(said)
    code, user_code = _secret(said, "device_code"), needed_text(said, "user_code")
    if code is None or not _USER_CODE.match(user_code):
        raise ValueError(phrase("it holds no code to type in"))
    return Device(
        code,
        user_code,
        _shown_address(said, "verification_uri") or _shown_address(said, "verification_url", needed_text),
        aside.read("verification_uri_complete", _shown_address, ""),
        aside.read("expires_in", _lasts_for, None) or _CODE_FOR,
        aside.read("interval", _interval, None) or _INTERVAL_FOR,
        tuple(aside.reasons.items()),
    )


def _shown_address(
    said: dict[str, object], name: str, reader: Callable[[dict[str, object], str], str] = text_or_empty
) -> str:
    """Where the person goes; pages made of one script have a `#` in it."""
    url = reader(said, name)
    try:
        if url:
            Origin.parse(url)
    except ValueError as error:
        raise ValueError(phrase("its {name} {error}", name=name, error=reason_of(error))) from None
    if len(url) > _LONGEST_URL:
        raise ValueError(phrase("its {name} is too long", name=name))
    return url


def _interval(said: dict[str, object], name: str) -> timedelta | None:
    """Seconds; a part of one counts as a whole."""
    value = said.get(name)
    if isinstance(value, float) and 0 < value < LONGEST_LIFE.total_seconds():
        return timedelta(seconds=math.ceil(value))
    return _lasts_for(said, name)


def read_error(body: bytes, hide: Iterable[str] = (), *, prose: bool = False) -> ErrorAnswer:
    """What is said in refusing (RFC 6749 §5.2), in the words of those who do not keep to that too. Never raises.

    `hide`: what we sent and nobody may see; a provider can quote it. What looks like a token is left out too. `prose`:
    the body calls itself plain text.
    """
    try:
        said = read_object(body)
    except ValueError:
        return ErrorAnswer("", _shown(body.decode("utf-8", "replace"), hide, 300) if prose else "")
    error = said.get("error")
    within = error if isinstance(error, dict) else _listed(said.get("errors"))
    code = _first_present(error, _CODES) if isinstance(error, dict) else error
    return ErrorAnswer(
        _shown(code, hide, 64),
        _shown(_first_present(said, _DESCRIPTIONS) or _first_present(within, _DESCRIPTIONS), hide, 300),
    )


def _listed(errors: object) -> dict[str, object]:
    """The first of several, as gateways write them: an object, or a text."""
    first = errors[0] if isinstance(errors, list) and errors else None
    return first if isinstance(first, dict) else {"message": first}


def _first_present(said: dict[str, object], names: Iterable[str]) -> object:
    """The first of these members that is a text with something in it."""
    return next((said[name] for name in names if isinstance(said.get(name), str) and said[name]), None)


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
    page = metadata.needed("authorization_endpoint")
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
    joint = "&" if split(page).query else "?"
    return f"{page.removesuffix('?')}{joint}{urlencode(query, quote_via=quote)}"
