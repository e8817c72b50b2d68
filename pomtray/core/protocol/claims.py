"""What a session token says of itself: unverified, so it may forbid and never permit (`pomerium.md` §9 rule 1).

Pomerium signs with a secret of its own (§2), so nothing here checks a signature, and PyJWT would add nothing.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, datetime
from typing import Final

from pomtray.core.domain.session import Credential
from pomtray.core.errors import Problem, SignInError
from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain
from pomtray.core.protocol.sign_in_url import LATEST
from pomtray.core.protocol.strict_json import read_object
from pomtray.core.text import changed, phrase, reason_of

_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+\Z", re.ASCII)
_NAME: Final = re.compile(r"[\x21-\x7e]{1,512}\Z")
_AUDIENCES: Final = 64


@dataclass(frozen=True, slots=True)
class Claims:
    """The payload of a Pomerium JWT (`pomerium.md` §2)."""

    jti: str
    """The session's id."""
    iss: str
    """The authenticate host."""
    aud: frozenset[str]
    iat: datetime | None = None
    exp: datetime | None = None
    idp_id: str = ""
    sub: str = ""
    databroker: bool = False
    """`databroker_*` claims are there: the session lives on the server, and `exp` can be stale."""

    @property
    def expires_at(self) -> datetime | None:
        """`exp` where it can be trusted: without `databroker_*` claims (`pomerium.md` §2, pomerium#6304)."""
        return None if self.databroker else self.exp


def read_claims(credential: Credential) -> Claims:
    """The claims of `credential`. Raises `SignInError`, never quoting the token, if it is not a Pomerium JWT."""
    try:
        return _claims(payload_of(credential))
    except ValueError as error:
        reason = changed(reason_of(error), plain)
    raise SignInError(
        Problem(
            phrase("The answer is not a session token"),
            phrase("What the browser brought is not a token of a Pomerium session: {reason}.", reason=reason),
            phrase("Try again; if it stays so, this Pomerium may be too old or too new for this program."),
            step="callback",
        )
    )


def payload_of(token: Credential) -> dict[str, object]:
    """The payload of a JWT, not verified. Raises `ValueError`, which quotes nothing, for what is none."""
    parts = token.reveal().split(".")
    if len(parts) != 3 or not all(_BASE64URL.match(part) for part in parts):  # noqa: PLR2004 RFC 7515 §7.1
        raise ValueError(phrase("it does not have three parts of base64url"))
    try:
        raw = base64.b64decode(parts[1] + "=" * (-len(parts[1]) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise ValueError(phrase("its payload is not base64url")) from None
    return read_object(raw)


def _claims(payload: dict[str, object]) -> Claims:
    return Claims(
        jti=_name(payload, "jti"),
        iss=_name(payload, "iss"),
        aud=_audience(payload.get("aud")),
        iat=_instant(payload, "iat"),
        exp=_instant(payload, "exp"),
        idp_id=plain(payload.get("idp_id")),
        sub=plain(payload.get("sub")),
        databroker=any(key.startswith("databroker_") for key in payload),
    )


def _name(payload: dict[str, object], key: str) -> str:
    value = payload.get(key)
    if not isinstance(value, str) or not _NAME.match(value):
        raise ValueError(phrase("it has no {key}", key=key))
    return value


def _audience(value: object) -> frozenset[str]:
    """RFC 7519 §4.1.3: one string or a list of strings."""
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or len(names) > _AUDIENCES:
        raise ValueError(phrase("it has no audience"))
    if not all(isinstance(name, str) and _NAME.match(name) for name in names):
        raise ValueError(phrase("its audience is not a list of names"))
    return frozenset(names)


def _instant(payload: dict[str, object], key: str) -> datetime | None:
    """RFC 7519's NumericDate; None where the claim is absent."""
    value = payload.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LATEST:
        raise ValueError(phrase("its {key} is no time", key=key))
    return datetime.fromtimestamp(value, UTC)
