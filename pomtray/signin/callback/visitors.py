"""Who asked for the start address: each has cookies of its own, and a second one exposes it (`pomerium.md` §9)."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import field
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.serve.http import Request

_COOKIE_FOR: Final = 900
"""Seconds; no sign-in URL lives longer."""
_MOST: Final = 8
"""Visitors told apart; later ones share the last one's cookies."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser, or another program. It is known again by its cookies: name and value."""

    start: bytes = field(repr=False)
    callback: bytes = field(repr=False)


class Visitors:
    """`start` and `callback` are the paths that the cookies are for; `cookie` is the callback's name."""

    def __init__(self, start: bytes, callback: bytes, cookie: bytes) -> None:
        self._start = start
        self._callback = callback
        self._cookie = cookie
        self._met: list[Visitor] = []

    @property
    def met(self) -> tuple[Visitor, ...]:
        """Each who asked, the first one first."""
        return tuple(self._met)

    @property
    def is_exposed(self) -> bool:
        """More than one asked for the start address: somebody read it, and a cookie proves nothing."""
        return len(self._met) > 1

    def bearer(self, request: Request) -> Visitor | None:
        """Whose callback it is."""
        return bearer(self._met, request)

    def welcome(self, request: Request) -> tuple[tuple[bytes, bytes], ...]:
        """The headers that whoever asks for the start address gets."""
        visitor = starter(self._met, request) or self._meet()
        paths = ((visitor.start, self._start), (visitor.callback, self._callback))
        return tuple((b"Set-Cookie", _set(cookie, path)) for cookie, path in paths)

    def _meet(self) -> Visitor:
        if len(self._met) < _MOST:
            self._met.append(Visitor(b"pomtray-start=" + random(), self._cookie + b"=" + random()))
        return self._met[-1]


def starter(met: Sequence[Visitor], request: Request) -> Visitor | None:
    """Who asks for the start address again."""
    return next((visitor for visitor in met if _sends(request, visitor.start)), None)


def bearer(met: Sequence[Visitor], request: Request) -> Visitor | None:
    """Whose callback it is."""
    return next((visitor for visitor in met if _sends(request, visitor.callback)), None)


def random() -> bytes:
    """256 bits, as an address can carry them."""
    return secrets.token_urlsafe(32).encode()


def _set(cookie: bytes, path: bytes) -> bytes:
    return b"%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax" % (cookie, path, _COOKIE_FOR)


def _sends(request: Request, cookie: bytes) -> bool:
    """Cookies of 127.0.0.1 are shared by all its ports, so others may stand beside ours."""
    sent = (pair.strip() for header in request.header(b"cookie") for pair in header.split(b";"))
    return any(hmac.compare_digest(pair, cookie) for pair in sent)
