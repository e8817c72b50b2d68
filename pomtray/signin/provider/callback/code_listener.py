"""The listener of one sign-in at an identity provider, on the redirect URI that the provider knows (RFC 8252 §7.3).

The provider chooses the path with its list of allowed addresses, so `state` binds the answer to this sign-in.
"""

from __future__ import annotations

import asyncio
import errno
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Final
from urllib.parse import unquote, urlsplit

from pomtray.core.domain.origin import Origin, split
from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.errors import PomtrayError
from pomtray.core.light_dataclass import dataclass
from pomtray.core.text import phrase, reason_of
from pomtray.serve.http import Limits
from pomtray.signin.callback.listener import LIMITS, PASTED, Listener
from pomtray.signin.callback.listening import ListenAddress
from pomtray.signin.provider.callback import words
from pomtray.signin.provider.callback.code_query import (
    AuthorizationAnswer,
    AuthorizationCode,
    ExpectedResponse,
    answer_in,
    code_in,
    has_state,
)
from pomtray.signin.provider.callback.port_owner import port_owner

_BOTH: Final = ("127.0.0.1", "::1")
"""What `localhost` may mean to a browser: another program could listen on the address that we leave (RFC 8252 §8.3)."""
_PORT: Final = re.compile(r":([0-9]{1,5})\Z", re.ASCII)
_ESCAPED: Final = re.compile(r"(?:[^%]|%[0-9A-Fa-f]{2})*\Z")


@dataclass(frozen=True, slots=True)
class RedirectUri:
    """A redirect URI of the settings. Without a port, or with port 0, any free one is taken."""

    text: str
    place: ListenAddress
    path: str

    @classmethod
    def parse(cls, text: str) -> RedirectUri:
        """Raises `ValueError` for anything but a plain http address of this computer."""
        parts = split(text)
        port = _PORT.search(parts.netloc)
        host = parts.netloc.removesuffix(port[0]) if port else parts.netloc
        origin = Origin.parse(f"{parts.scheme}://{host}")
        if origin.scheme != "http":
            raise ValueError(phrase("must start with http://: this program has no certificate for this computer"))
        if "?" in text or "#" in text:
            raise ValueError(phrase("must not have a query or a fragment"))
        place = ListenAddress(origin.host, _number(port), _BOTH if origin.host == "localhost" else (origin.host,))
        return cls(text, place, parts.path)

    def on(self, port: int) -> str:
        """As the provider gets it: a fixed one byte for byte, since some compare it so."""
        return self.text if self.place.port else f"{Origin('http', self.place.host, port)}{self.path}"


def _number(port: re.Match[str] | None) -> int:
    number = int(port[1]) if port else 0
    if number > 65535:  # noqa: PLR2004 the last port
        raise ValueError(phrase("the port must be a number from 0 to 65535"))
    return number


class CodeListener(Listener[AuthorizationAnswer]):
    """Waits for the code on `uri`; alive inside `async with`."""

    def __init__(
        self,
        uri: RedirectUri,
        expected: ExpectedResponse,
        *,
        answer: CallbackAnswer = CallbackAnswer.PAGE,
        page_wait_for: float = 10.0,
        limits: Limits = LIMITS,
    ) -> None:
        super().__init__(
            place=uri.place,
            path=(uri.path or "/").encode(),
            # Of its own for each sign-in: two at once share host and path, and so would share the cookie.
            cookie=b"pomtray-" + secrets.token_hex(4).encode(),
            answer=answer,
            page_wait_for=page_wait_for,
            limits=limits,
        )
        self._uri = uri
        self._expected = expected

    @property
    def redirect_uri(self) -> str:
        return self._uri.on(self.port)

    @property
    def is_fixed(self) -> bool:
        """The settings name the port."""
        return self._uri.place.port != 0

    def paste(self, text: str) -> AuthorizationAnswer:
        """The answer in what the person pasted: the whole address, its query, or the code alone.

        A bare code has no `state`: PKCE, and the nonce in the ID token, bind it to this sign-in (RFC 9700 §2.1.1,
        §4.5.3). Raises `ValueError` with a reason that quotes nothing.
        """
        pasted = text.strip()
        if len(pasted) > PASTED or not pasted.isascii() or not pasted.isprintable() or " " in pasted:
            raise ValueError(phrase("it is neither an address nor a code"))
        if pasted.startswith(("http://", "https://")):
            return self._read(self._query_of(pasted), with_cookie=False)
        if "code=" in pasted or "state=" in pasted:
            return self._read(pasted.removeprefix("?").encode(), with_cookie=False)
        # Google's codes hold a slash, which stands escaped in the address that they are copied from.
        return AuthorizationCode(code_in(unquote(pasted) if _ESCAPED.match(pasted) else pasted), with_cookie=False)

    def _query_of(self, address: str) -> bytes:
        try:
            parts = urlsplit(address)
        except ValueError:
            raise ValueError(phrase("it is not an address")) from None
        if parts.scheme != "http" or parts.netloc != self.host or (parts.path or "/").encode() != self._path:
            raise ValueError(phrase("it does not belong to this sign-in"))
        return parts.query.encode()

    def _read(self, query: bytes, *, with_cookie: bool) -> AuthorizationAnswer:
        return answer_in(query, self._expected, with_cookie=with_cookie)

    def _is_bound(self, query: bytes) -> bool:
        """The path is no secret: only `state` shows that it was our provider who sent the browser here."""
        return has_state(query, self._expected)


async def open_code_listener(
    owner: AsyncExitStack,
    uris: Sequence[str],
    make: Callable[[RedirectUri], CodeListener],
    free: Callable[[int], Awaitable[None]],
) -> CodeListener:
    """A listener on the first of `uris` whose port is free; `owner` closes it.

    `free` gives up a port that an earlier sign-in of ours still keeps. Raises `SignInError` where every port is
    taken, naming the port and, where the system tells, the program that has it.
    """
    taken: PomtrayError | None = None
    for text in uris:
        uri = _uri(text)
        if uri.place.port:
            await free(uri.place.port)
        try:
            return await owner.enter_async_context(make(uri))
        except OSError as error:
            taken = await _taken(uri, error)
    raise taken or words.no_redirect_uri()


def _uri(text: str) -> RedirectUri:
    try:
        return RedirectUri.parse(text)
    except ValueError as error:
        raise words.bad_redirect_uri(text, reason_of(error)) from None


async def _taken(uri: RedirectUri, error: OSError) -> PomtrayError:
    if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
        return words.no_listener(uri.place.host)
    owner = await asyncio.to_thread(port_owner, uri.place.port)
    return words.port_taken(uri.place.port, owner)
