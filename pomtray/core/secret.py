"""Values that nobody sees: neither `repr` nor `str` nor a pickle shows them, only `reveal` does."""

from __future__ import annotations

import hmac
import re
from typing import Final

_B64TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*\Z", re.ASCII)
_LONGEST: Final = 32 * 1024


class Secret:
    """A client secret, a private key in PEM, a refresh token: text whose form is somebody else's business."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        """Raises `ValueError`, which quotes nothing, for no text, for NUL and for more than 32 KiB."""
        if not value or len(value) > _LONGEST or "\0" in value:
            raise ValueError("not a secret: it is empty, too long or holds NUL")
        self.__value = value

    def reveal(self) -> str:
        """The secret itself: for a header, a request's body, the vault or the clipboard."""
        return self.__value

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return False
        mine, its = self.__value, other.reveal()
        if mine.isascii() and its.isascii():  # a copy in bytes would be left lying in the heap
            return hmac.compare_digest(mine, its)
        return hmac.compare_digest(mine.encode(), its.encode())

    def __hash__(self) -> int:
        return hash(self.__value)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    def __reduce__(self) -> str:
        raise TypeError("a secret is not pickled")


class Credential(Secret):
    """What opens a route: a session token or a provider's token."""

    __slots__ = ()

    def __init__(self, value: str) -> None:
        """Raises `ValueError` unless `value` is RFC 6750's b64token of at most 32 KiB (`pomerium.md` §9 rule 10)."""
        if len(value) > _LONGEST or not _B64TOKEN.match(value):
            raise ValueError("not a token: it holds characters that no token has, or is too long")
        super().__init__(value)
