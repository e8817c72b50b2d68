"""The sign-in URL that a login API gave, checked before a browser sees it (`pomerium.md` §9 rule 2)."""

from __future__ import annotations

import re
from dataclasses import field
from datetime import UTC, datetime
from typing import Final
from urllib.parse import parse_qsl

from pomtray.core.domain.origin import Origin, split
from pomtray.core.errors import Problem, SignInError
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain
from pomtray.core.text import changed, phrase, reason_of

LONGEST: Final = 8 * 1024
LATEST: Final = 253_300_000_000
"""The last second taken for a time, three years short of `datetime`'s own: zones and lifetimes can be added."""
_BROKEN_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")


@dataclass(frozen=True, slots=True)
class SignInUrl:
    """A sign-in URL that names our route and our listener. Whoever has it can answer the attempt."""

    url: str = field(repr=False)
    authenticate: Origin
    """Where the person signs in; the only host that revocation may use later (§9 rule 8)."""
    idp_id: str = ""
    expires_at: datetime | None = None
    """`pomerium_expiry`; None where the server did not say."""


def check_sign_in_url(text: str, *, route: Origin, redirect_uri: str) -> SignInUrl:
    """What `text` names, if it may be opened. Raises `SignInError` with the reason otherwise."""
    try:
        return _checked(text, route, redirect_uri)
    except ValueError as error:
        raise SignInError(
            Problem(
                phrase("The sign-in address is not safe to open"),
                phrase(
                    "{route} gave a sign-in address that {error}.",
                    route=route.authority,
                    error=changed(reason_of(error), plain),
                ),
                phrase("Check the route's URL; if it is right, tell its administrator."),
                step="login API",
            )
        ) from None  # NOTE: the cause may quote the address.


def _checked(text: str, route: Origin, redirect_uri: str) -> SignInUrl:
    if len(text) > LONGEST:
        raise ValueError(phrase("is longer than 8 KB"))
    authenticate = _authenticate(text)
    if authenticate.is_this_computer and not route.is_this_computer:
        # NOTE: whoever signs in at a program on this computer would take it for the Pomerium.
        raise ValueError(phrase("leads to this computer, where the sign-in page of another one cannot be"))
    values = _query(text)
    if values.get("pomerium_redirect_uri") != redirect_uri:
        raise ValueError(phrase("does not lead back to this program"))
    callback = values.get("pomerium_callback_uri")
    if callback is not None and _origin(callback) != route:
        raise ValueError(phrase("leads to another host than {route}", route=route.authority))
    expires_at = _instant(values.get("pomerium_expiry"))
    return SignInUrl(text, authenticate, plain(values.get("pomerium_idp_id", "")), expires_at)


def _authenticate(text: str) -> Origin:
    parts = split(text)
    if parts.fragment or "#" in text:
        raise ValueError(phrase("has a fragment"))
    if not parts.path.startswith("/"):
        raise ValueError(phrase("has no path"))
    try:
        return Origin.parse(text)
    except ValueError as error:
        raise ValueError(phrase("is refused: it {error}", error=reason_of(error))) from None


def _query(text: str) -> dict[str, str]:
    """Each parameter once: of two, Pomerium and we might read different ones."""
    query = split(text).query
    if _BROKEN_ESCAPE.search(query):
        raise ValueError(phrase("is not encoded correctly"))
    pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=64)
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError(phrase("has a parameter twice"))
    return values


def _origin(url: str) -> Origin | None:
    try:
        return Origin.parse(url)
    except ValueError:
        return None


def _instant(seconds: str | None) -> datetime | None:
    if seconds is None:
        return None
    if not re.fullmatch(r"[0-9]{1,12}", seconds, re.ASCII) or int(seconds) > LATEST:
        raise ValueError(phrase("has an expiry that is no time"))
    return datetime.fromtimestamp(int(seconds), UTC)
