"""The one credential in a callback's query, or the reason why there is none (`pomerium.md` §2)."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote_to_bytes

from pomtray.core.domain.session import Credential
from pomtray.core.text import phrase

_NAME: Final = b"pomerium_jwt"
_FIELDS: Final = 32
_LONGEST: Final = 64 * 1024


def credential_in(query: bytes) -> Credential:
    """Raises `ValueError`, which quotes nothing, unless exactly one `pomerium_jwt` with a token is there.

    Other parameters are ignored: servers v0.5 to v0.9 add some. A name that only decodes to `pomerium_jwt` counts as
    one more of it, because another reader might take that for the real one.
    """
    if len(query) > _LONGEST:
        raise ValueError(phrase("it is too long"))
    fields = query.split(b"&")
    if len(fields) > _FIELDS:
        raise ValueError(phrase("it has too many parameters"))
    named = [field for field in fields if unquote_to_bytes(field.partition(b"=")[0]) == _NAME]
    if not named:
        raise ValueError(phrase("it has no pomerium_jwt"))
    if len(named) > 1 or not named[0].startswith(_NAME + b"="):
        raise ValueError(phrase("it does not have exactly one pomerium_jwt"))
    return _credential(named[0].partition(b"=")[2])


def _credential(value: bytes) -> Credential:
    try:
        text = unquote_to_bytes(value).decode("ascii")
    except UnicodeDecodeError:
        # NOTE: the decoder's error holds the value.
        raise ValueError(phrase("its pomerium_jwt is not a token")) from None
    return Credential(text)
