"""The listener of one sign-in: start address, callback, answer page (`pomerium.md` §9 rules 4, 5 and 6).

    browser → /start/RANDOM → 303 with cookie → sign-in page … → callback → 303 → /done/RANDOM

Anything else gets its 4xx and the wait goes on. A callback without our cookie comes from whoever saw the link. It is
handed over marked `with_cookie=False`, for the person to judge, and it neither ends the wait nor keeps the browser
that we opened out: that one is taken while the other is judged, and is the next answer of `callback` after `resume`.
After a few refusals only our browser, or a paste, can answer: a stranger cannot ask for ever.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Generic, Protocol, Self, TypeVar

from pomtray.core.origin import Origin
from pomtray.core.route import CallbackAnswer
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from pomtray.signin.answer_page import Look, Outcome, bare, outcome_page, page
from pomtray.signin.listening import Place, listening

LIMITS: Final = Limits(head_bytes=64 * 1024, body_bytes=0, head_for=2.0, receive_for=10.0)
PASTED: Final = 64 * 1024
"""Characters of a paste that are looked at."""
_COOKIE_FOR: Final = 900
"""Seconds; no sign-in URL lives longer."""
_STRANGERS: Final = 3
"""Callbacks without cookie that may be refused before no more are taken."""
_OVER: Final = Outcome(ok=False, title="This sign-in is over", lines=("Start again from the tray if you need to.",))
_ELSEWHERE: Final = Outcome(ok=False, title="Not used", lines=("This sign-in was answered from another browser.",))


class Brought(Protocol):
    """What a callback brought. Without our cookie the person has to confirm who signed in (§9 rule 5)."""

    @property
    def with_cookie(self) -> bool: ...


B = TypeVar("B", bound=Brought)


@dataclass(eq=False, slots=True)
class _Arrival(Generic[B]):
    """A callback taken over the network, and the page that its browser was sent to."""

    callback: B
    done: bytes
    outcome: asyncio.Future[Outcome] = field(repr=False)

    def show(self, outcome: Outcome) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Listener(ABC, Generic[B]):
    """The listener of one attempt; alive inside `async with`. What a callback brings is a subclass's to read.

    `path`: the callback's. `page_wait_for`: seconds that the answer page waits for `show` before it says "still
    checking".
    """

    def __init__(
        self, *, place: Place, path: bytes, cookie: bytes, answer: CallbackAnswer, page_wait_for: float, limits: Limits
    ) -> None:
        self._place = place
        self._path = path
        self._cookie = cookie + b"=" + random()
        self._answer = answer
        self._page_wait_for = page_wait_for
        self._limits = limits
        self._servers: tuple[Server, ...] = ()
        self._start = b"/start/" + random()
        self._sign_in_url: bytes | None = None
        self._started = False
        self._over = False
        self._waiting: _Arrival[B] | None = None
        self._judged: _Arrival[B] | None = None
        self._strangers = 0
        self._arrived = asyncio.Event()
        self._arrivals: dict[bytes, _Arrival[B]] = {}
        self._closing: asyncio.Task[None] | None = None

    @abstractmethod
    def _read(self, query: bytes, *, with_cookie: bool) -> B:
        """What a callback with this query brings. Raises `ValueError`, which quotes nothing."""

    def _refusal(self, error: ValueError) -> Response:  # noqa: ARG002 for subclasses
        return refused(400)

    @property
    def start_url(self) -> str:
        """For the browser's command line, which other users can read: it works once and holds no secret (rule 5)."""
        return f"http://{self.host}{self._start.decode()}"

    @property
    def host(self) -> str:
        """Host and port, as every request must name them."""
        return Origin("http", self._place.host, self.port).authority

    @property
    def port(self) -> int:
        return self._servers[0].port if self._servers else self._place.port

    def send_to(self, sign_in_url: str) -> None:
        """From now on the start address sends the browser there. Raises `ValueError` unless it is ASCII."""
        self._sign_in_url = sign_in_url.encode("ascii")

    async def callback(self) -> B:
        """The next acceptable callback. Cancelling loses none."""
        while self._waiting is None:
            self._arrived.clear()
            await self._arrived.wait()
        self._judged, self._waiting = self._waiting, None
        return self._judged.callback

    async def callback_or(self, pasted: Awaitable[B]) -> B:
        """The browser's answer or the pasted one, whichever comes first."""
        arriving = asyncio.ensure_future(self.callback())
        pasting = asyncio.ensure_future(pasted)
        try:
            done, _ = await asyncio.wait({arriving, pasting}, return_when=asyncio.FIRST_COMPLETED)
            return (arriving if arriving in done else pasting).result()
        finally:
            arriving.cancel()
            pasting.cancel()
            await asyncio.gather(arriving, pasting, return_exceptions=True)

    def resume(self) -> None:
        """The last callback, or what was pasted, is no good: wait for another."""
        judged, self._judged = self._judged, None
        if judged is not None:
            judged.show(_OVER)
            self._strangers += not judged.callback.with_cookie

    def show(self, outcome: Outcome) -> None:
        """What the answer page says, now and on reload."""
        own = self._judged or (self._waiting if self._waiting and self._waiting.callback.with_cookie else None)
        for arrival in self._arrivals.values():
            arrival.show(outcome if arrival is own else _ELSEWHERE)

    def lead_on(self, url: str) -> bool:
        """Send the browser whose answer was taken on to `url`; False where none of its pages waits to be told."""
        waits = self._judged is not None and self._judged in self._arrivals.values()
        if self._judged is not None and waits:
            self._judged.show(Outcome(ok=True, title="", onward=url))
        return waits

    def retire(self, for_seconds: float) -> None:
        """Take no callback any more, but keep the port for so long: a late token meets a 410, not a stranger (rule 6).

        The answer page stays readable meanwhile.
        """
        self._over = True
        self.show(_OVER)
        if self._closing is None:
            self._closing = asyncio.create_task(self._close_after(for_seconds), name="retired listener")

    async def _close_after(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        await self._close_servers()

    async def close(self) -> None:
        self._over = True
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.cancel()
            await asyncio.gather(closing, return_exceptions=True)
        await self._close_servers()

    async def _close_servers(self) -> None:
        for server in self._servers:
            await server.close()

    async def __aenter__(self) -> Self:
        self._servers = await listening(self._handle, self._place, self._limits)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _handle(self, request: Request) -> Response:
        if request.header(b"host") != [self.host.encode()]:
            return refused(400)
        arrival = self._arrivals.get(request.path)
        if self._over and arrival is None:
            return refused(410)
        is_callback = hmac.compare_digest(request.path, self._path)
        is_start = hmac.compare_digest(request.path, self._start)
        if not (is_callback or is_start or arrival):
            return refused(404)
        if request.method != "GET":
            return refused(405)
        if arrival is not None:
            return await self._done(arrival)
        return self._take(request) if is_callback else self._send_on()

    def _send_on(self) -> Response:
        if self._started:
            return refused(410)
        if self._sign_in_url is None:
            return page(503, Look.WAITING, "Not ready yet", ("The sign-in address is still being asked for.",))
        self._started = True
        cookie = b"%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax" % (self._cookie, self._path, _COOKIE_FOR)
        return bare(303, (b"Location", self._sign_in_url), (b"Set-Cookie", cookie))

    def _take(self, request: Request) -> Response:
        """A callback by the rules, and only then; the method, path and `Host` are right already."""
        if any(origin != b"http://" + self.host.encode() for origin in request.header(b"origin")):
            return refused(400)
        if request.header(b"transfer-encoding") or any(length != b"0" for length in request.header(b"content-length")):
            return refused(400)
        try:
            callback = self._read(request.query, with_cookie=self._has_cookie(request))
        except ValueError as error:
            return self._refusal(error)
        if not self._is_wanted(callback):
            return refused(410)
        return self._accept(callback)

    def _has_cookie(self, request: Request) -> bool:
        """Cookies of 127.0.0.1 are shared by all its ports, so others may stand beside ours."""
        sent = [pair.strip() for header in request.header(b"cookie") for pair in header.split(b";")]
        return any(hmac.compare_digest(pair, self._cookie) for pair in sent)

    def _is_wanted(self, callback: B) -> bool:
        before = [arrival.callback for arrival in (self._waiting, self._judged) if arrival]
        if callback.with_cookie:
            return not any(other.with_cookie for other in before)
        return not before and self._strangers < _STRANGERS

    def _accept(self, callback: B) -> Response:
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        arrival = _Arrival(callback, b"/done/" + random(), outcome)
        if self._waiting is not None:
            self._waiting.show(_ELSEWHERE)
        self._waiting = arrival
        self._arrived.set()
        if self._answer is CallbackAnswer.NONE:
            return bare(204)
        self._arrivals[arrival.done] = arrival
        return bare(303, (b"Location", arrival.done))

    async def _done(self, arrival: _Arrival[B]) -> Response:
        try:
            async with asyncio.timeout(self._page_wait_for):
                return outcome_page(await asyncio.shield(arrival.outcome))
        except TimeoutError:
            lines = ("Still checking your sign-in.", "The tray says how it went; this page looks again by itself.")
            return page(200, Look.WAITING, "Almost there", lines, ((b"Refresh", b"1"),))


def random() -> bytes:
    """256 bits, as an address can carry them."""
    return secrets.token_urlsafe(32).encode()


_REFUSALS: Final = {
    400: ("This is not an answer", "What the browser sent does not belong to a sign-in."),
    404: ("Nothing is here", "The sign-in waits at another address."),
    405: ("Nothing is here", "The sign-in waits for another kind of request."),
    410: (_OVER.title, _OVER.lines[0]),
}


def refused(status: int, *reasons: str) -> Response:
    title, line = _REFUSALS[status]
    allow = ((b"Allow", b"GET"),) if status == 405 else ()  # noqa: PLR2004 Method Not Allowed
    return page(status, Look.FAILED, title, (line, *reasons), allow)
