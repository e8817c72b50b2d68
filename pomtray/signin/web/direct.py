"""Questions that go straight to their origin, without the HTTP client: for a command that has few of them.

What it takes to use a proxy, to show a client certificate and to tell in words why there is no answer is `http.Web`'s,
whose HTTP client takes longer to load than such a command has. Here whatever is not an answer is `NotDirect`, and the
same is asked again by that door. Who is trusted, what is sent, how large an answer may be, and that no redirect is
followed and no cookie kept, are the same.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from copy import copy
from dataclasses import field
from typing import TYPE_CHECKING, Final, Self

import h11

from pomtray import __version__
from pomtray.core.domain.origin import Origin
from pomtray.core.domain.provider import Provider
from pomtray.core.domain.route import HeaderForm, Route
from pomtray.core.domain.session import Credential
from pomtray.core.errors import Unreachable
from pomtray.core.light_dataclass import dataclass
from pomtray.core.network.tls import Tls
from pomtray.signin.web.answer import HEADERS, JSON, LARGEST, PIECES, Answer, answer_of
from pomtray.signin.web.door import asking_headers
from pomtray.signin.web.trust import trust_also, trusting_by_folder

if TYPE_CHECKING:
    from pomtray.signin.web.http import Web

_ERROR: Final = 400
_ANSWER_FOR: Final = 20.0
"""Seconds for one question, from the name's resolution to the last byte."""
_HEAD: Final = 16 * 1024
_READ: Final = 8 * 1024
"""Bytes: as `connection` bounds them."""
_NEXT_ADDRESS_AFTER: Final = 0.25
"""Seconds (RFC 8305 §8)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A question as it was sent, with the credential in it, and its answer."""

    request: bytes = field(repr=False)
    answer: Answer = field(repr=False)
    authorities: tuple[str, ...]
    """CA files that were trusted besides the system's."""


class NotDirect(Exception):
    """It takes the other door. NOTE: no cause is kept, it may quote what was sent."""


class Direct:
    """A `Door`. authority: a CA file that is trusted everywhere, "" for none.

    is_straight: whether no proxy is set for an origin.
    """

    def __init__(self, authority: str, is_straight: Callable[[Origin], Awaitable[bool]]) -> None:
        self._authority = authority
        self._is_straight = is_straight
        self._tls = Tls().trusting(authority)
        self._trusting: dict[Tls, asyncio.Future[ssl.SSLContext]] = {}
        self.heard: dict[tuple[Origin, str], Heard] = {}
        """What was answered last, by origin and path."""

    def of(self, asker: Route | Provider | None) -> Self:
        """See `Door.of`."""
        door = copy(self)
        door._tls = (asker.tls if asker else Tls()).trusting(self._authority)  # noqa: SLF001 its own kind
        return door

    @property
    def whole(self) -> Web:
        """Raises `NotDirect`."""
        raise NotDirect

    def begin(self, origin: Origin) -> None:
        """Read whom one trusts, in a thread, before the first question needs it."""
        if origin.scheme == "https" and self._tls not in self._trusting:
            reading = asyncio.ensure_future(asyncio.to_thread(_context, self._tls))
            reading.add_done_callback(lambda done: done.cancelled() or done.exception())  # may end unwatched
            self._trusting[self._tls] = reading

    async def get(
        self,
        origin: Origin,
        path: str,
        *,
        credential: Credential | None = None,
        form: HeaderForm = HeaderForm.POMERIUM,
        accept: str = JSON,
        errors_only: bool = False,
        largest: int = LARGEST,
    ) -> Answer:
        """See `Door.get`. Raises `NotDirect` alone."""
        if self._tls.certificate or not (origin.is_loopback or await self._is_straight(origin)):
            raise NotDirect
        headers = {"Host": origin.authority, "User-Agent": f"pomtray/{__version__}", "Connection": "close"}
        headers |= asking_headers(credential, form, accept)
        try:
            request = h11.Request(method="GET", target=path, headers=list(headers.items()))
            async with asyncio.timeout(_ANSWER_FOR):
                heard = await self._answered(origin, request, largest, errors_only=errors_only)
        except (OSError, ValueError, h11.ProtocolError, Unreachable):
            raise NotDirect from None
        self.heard[origin, path] = heard
        return heard.answer

    async def _answered(self, origin: Origin, request: h11.Request, largest: int, *, errors_only: bool) -> Heard:
        self.begin(origin)
        context = await asyncio.shield(self._trusting[self._tls]) if origin.scheme == "https" else None
        # NOTE: asyncio leaves what won such a race to the garbage collector, if it is given up then.
        delay = None if origin.has_address else _NEXT_ADDRESS_AFTER
        reader, writer = await asyncio.open_connection(
            origin.host, origin.port, ssl=context, happy_eyeballs_delay=delay
        )
        try:
            exchange = _Exchange(reader)
            writer.write(begun := exchange.begun(request))
            answer = await exchange.answer(largest, errors_only=errors_only)
            return Heard(begun, answer, self._tls.authorities)
        finally:
            writer.transport.abort()


class _Exchange:
    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader
        self._protocol = h11.Connection(h11.CLIENT, max_incomplete_event_size=_HEAD)

    def begun(self, request: h11.Request) -> bytes:
        return self._protocol.send(request) + self._protocol.send(h11.EndOfMessage())

    async def answer(self, largest: int, *, errors_only: bool) -> Answer:
        head = await self._next()
        while isinstance(head, h11.InformationalResponse):
            head = await self._next()
        if not isinstance(head, h11.Response) or len(head.headers) > HEADERS:
            raise NotDirect
        lines = [(name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers]
        is_fine = errors_only and head.status_code < _ERROR
        return answer_of(head.status_code, lines, b"" if is_fine else await self._body(lines, largest))

    async def _body(self, lines: list[tuple[str, str]], largest: int) -> bytes:
        if any(name == "content-encoding" for name, _ in lines):
            raise NotDirect  # nobody asked for it to be packed
        body, pieces = bytearray(), 0
        while isinstance(piece := await self._next(), h11.Data):
            body += piece.data
            pieces += 1
            if len(body) > largest or pieces > PIECES:
                raise NotDirect
        return bytes(body)

    async def _next(self) -> object:
        while (event := self._protocol.next_event()) is h11.NEED_DATA:
            self._protocol.receive_data(await self._reader.read(_READ))
        return event


def _context(tls: Tls) -> ssl.SSLContext:
    """As httpx has it. Raises `Unreachable`."""
    context = trusting_by_folder()
    trust_also(context, tls.authorities)
    context.set_alpn_protocols(["http/1.1"])
    return context
