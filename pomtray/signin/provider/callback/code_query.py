"""What a provider's answer to the authorization request brings, or why it is no answer (RFC 6749 §4.1.2, RFC 9207)."""

from __future__ import annotations

import hmac
import re
from dataclasses import field
from typing import Final
from urllib.parse import unquote_to_bytes

from pomtray.core.light_dataclass import dataclass
from pomtray.core.plain import plain
from pomtray.core.secret import Secret
from pomtray.core.text import phrase

_FIELDS: Final = 32
_LONGEST: Final = 64 * 1024
_OURS: Final = frozenset({b"state", b"code", b"error", b"error_description", b"error_uri", b"iss"})
_CODE: Final = re.compile(r"[\x20-\x7e]{1,4096}\Z")
"""RFC 6749 Appendix A.11, bounded."""
_ERROR: Final = re.compile(r"[\x20\x21\x23-\x5b\x5d-\x7e]{1,100}\Z")
"""RFC 6749 §4.1.2.1, bounded."""
DESCRIPTION: Final = 300


@dataclass(frozen=True, slots=True)
class ExpectedResponse:
    """What an answer to our request must say."""

    state: str = field(repr=False)
    issuer: str
    """"" where the settings name none."""
    iss_required: bool = False
    """`authorization_response_iss_parameter_supported` of the metadata (RFC 9207 §3)."""


@dataclass(frozen=True, slots=True)
class AuthorizationCode:
    """A code; without our cookie the person has to confirm who signed in."""

    code: Secret
    with_cookie: bool


@dataclass(frozen=True, slots=True)
class AuthorizationError:
    """The provider's error and its words, as plain text."""

    error: str
    description: str
    with_cookie: bool


AuthorizationAnswer = AuthorizationCode | AuthorizationError


def answer_in(query: bytes, expected: ExpectedResponse, *, with_cookie: bool) -> AuthorizationAnswer:
    """Raises `ValueError`, which quotes nothing, unless the query answers our request.

    Other parameters are ignored (RFC 6749 §4.1.2). One of ours that is there twice is refused, however its name is
    written: another reader might take the other one.
    """
    found = _parameters(query)
    if not hmac.compare_digest(found.get(b"state", b""), expected.state.encode()):
        raise ValueError(phrase("its state is not that of this sign-in"))
    _check_issuer(found.get(b"iss"), expected)
    if (b"code" in found) == (b"error" in found):
        raise ValueError(phrase("it does not have exactly one of code and error"))
    if b"code" in found:
        return AuthorizationCode(code_in(_text(found[b"code"], "code")), with_cookie)
    error = _text(found[b"error"], "error")
    if not _ERROR.match(error):
        raise ValueError(phrase("its error is not one"))
    description = found.get(b"error_description", b"").decode("utf-8", "replace")
    return AuthorizationError(plain(error), plain(description, DESCRIPTION), with_cookie)


def has_state(query: bytes, expected: ExpectedResponse) -> bool:
    """Whether the query has the state of our request, which nobody else can know, whatever is wrong with the rest."""
    fields = (field.partition(b"=") for field in query[:_LONGEST].split(b"&")[:_FIELDS])
    sent = (_decoded(value) for name, _, value in fields if _decoded(name) == b"state")
    return any(hmac.compare_digest(state, expected.state.encode()) for state in sent)


def code_in(text: str) -> Secret:
    """Raises `ValueError`, which quotes nothing, for what no code is."""
    if not _CODE.match(text):
        raise ValueError(phrase("its code is not one"))
    return Secret(text)


def _parameters(query: bytes) -> dict[bytes, bytes]:
    if len(query) > _LONGEST:
        raise ValueError(phrase("it is too long"))
    fields = query.split(b"&")
    if len(fields) > _FIELDS:
        raise ValueError(phrase("it has too many parameters"))
    found: dict[bytes, bytes] = {}
    for name, _, value in (one.partition(b"=") for one in fields):
        key = _decoded(name)
        if key in found and key in _OURS:
            raise ValueError(phrase("it has {name} more than once", name=key.decode()))
        found[key] = _decoded(value)
    return found


def _decoded(text: bytes) -> bytes:
    """`application/x-www-form-urlencoded` (RFC 6749 Appendix B)."""
    return unquote_to_bytes(text.replace(b"+", b" "))


def _check_issuer(iss: bytes | None, expected: ExpectedResponse) -> None:
    """RFC 9207 §2.4: compared as strings, in answers that are errors too."""
    if iss is None and expected.iss_required:
        raise ValueError(phrase("it does not say which provider it comes from"))
    if iss is not None and expected.issuer and iss != expected.issuer.encode():
        raise ValueError(phrase("it comes from another provider"))


def _text(value: bytes, name: str) -> str:
    try:
        return value.decode("ascii")
    except UnicodeDecodeError:
        # NOTE: the decoder's error holds the value.
        raise ValueError(phrase("its {name} is not ASCII", name=name)) from None
