"""A session: what a sign-in gave, whose it is, when it ends and how we know."""

from __future__ import annotations

import hmac
import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from pomtray.core.errors import Problem
from pomtray.core.origin import Origin

_B64TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*\Z", re.ASCII)
_TOKEN_BYTES: Final = 32 * 1024


class Credential:
    """A secret value. `repr` and `str` never show it; only `reveal` does, and few modules call that."""

    __slots__ = ("__value",)

    def __init__(self, value: str) -> None:
        """Raises `ValueError` unless `value` is RFC 6750's b64token of at most 32 KiB (§9 rule 10)."""
        if len(value) > _TOKEN_BYTES or not _B64TOKEN.match(value):
            raise ValueError("not a token: it holds characters that no token has, or is too long")
        self.__value = value

    def reveal(self) -> str:
        """The secret itself: for a header, the vault or the clipboard."""
        return self.__value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Credential) and hmac.compare_digest(self.__value, other.__value)

    def __hash__(self) -> int:
        return hash(self.__value)

    def __repr__(self) -> str:
        return "Credential(…)"

    def __reduce__(self) -> str:
        raise TypeError("a credential is not pickled")


class EndSource(StrEnum):
    """How the end of a session is known, best first."""

    SERVER = "server"
    """The user page's `expiresAt`: an upper bound (`pomerium.md` §5)."""
    TOKEN = "token"  # noqa: S105 a word, not a secret
    """A trustworthy `exp` claim (`pomerium.md` §2)."""
    ESTIMATE = "estimate"
    """Issue time plus the configured lifetime: shown with "≈"."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class End:
    """When a session ends; `at` is None only where `source` is unknown."""

    at: datetime | None
    source: EndSource


@dataclass(frozen=True, slots=True)
class Person:
    """Who signed in, as `/.pomerium/user` says. Plain text already."""

    user: str
    email: str = ""
    name: str = ""

    def label(self) -> str:
        """The shortest text that tells people apart: the e-mail, else the name, else the user id."""
        return self.email or self.name or self.user


class Verdict(StrEnum):
    """What the last check of a session on a route said."""

    LIVE = "live"
    DENIED = "denied"
    """Signed in, but this route's policy says no (403)."""
    UNREACHABLE = "unreachable"
    """No answer: nothing changes but "not checked since …"."""
    ENDED = "ended"
    """JSON 401 of `/.pomerium/user` at the issuing Pomerium: the one answer that ends a session (§9 rule 9)."""


@dataclass(frozen=True, slots=True)
class Check:
    """The last time the server was asked about a session."""

    verdict: Verdict
    answered_at: datetime
    """When the server last gave an answer; kept while it is unreachable."""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session at one Pomerium. Holds the credential; snapshots do not."""

    id: str
    """`jti`: two sign-ins can give the same session."""
    credential: Credential
    issuer: Origin
    """The authenticate host that issued it, pinned at sign-in."""
    idp_id: str
    person: Person
    signed_in_at: datetime
    end: End
    check: Check
    may_go_to: frozenset[Origin]
    """Origins that may receive the credential (`pomerium.md` §9 rule 1)."""
    ended_at: datetime | None = None
    """Set when the server said that it is over, however early."""

    def ended(self, at: datetime) -> Session:
        return replace(self, ended_at=self.ended_at or at)
