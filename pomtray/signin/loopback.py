"""The listener of one sign-in: start address, callback, answer page (`pomerium.md` §2, §9 rules 4, 5, 6 and 10).

    browser → /start/RANDOM → 303 with cookie → sign-in URL … → /callback/NONCE?pomerium_jwt=… → 303 → /done/RANDOM

Anything else gets its 4xx and the wait goes on. A callback without our cookie comes from whoever saw the link. It is
handed over marked `with_cookie=False`, for the person to judge, and it neither ends the wait nor keeps the browser
that we opened out: that one is taken while the other is judged, and is the next answer of `callback` after `resume`.
After a few refusals only our browser, or a paste, can answer: a stranger cannot ask for ever.
"""

from __future__ import annotations

import asyncio
import hmac
import secrets
from dataclasses import dataclass, field
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit

from pomtray.core.route import CallbackAnswer
from pomtray.core.session import Credential
from pomtray.serve.http import Limits, Request, Response
from pomtray.serve.server import Server
from pomtray.signin.answer_page import Look, Outcome, bare, outcome_page, page
from pomtray.signin.callback_query import credential_in

__all__ = ["Callback", "Loopback", "Outcome"]

_COOKIE: Final = b"pomtray"
_COOKIE_FOR: Final = 900
"""Seconds; no sign-in URL lives longer."""
_STRANGERS: Final = 3
"""Callbacks without cookie that may be refused before no more are taken."""
_PASTED: Final = 64 * 1024
_LIMITS: Final = Limits(head_bytes=64 * 1024, body_bytes=0, receive_for=10.0)
_OVER: Final = Outcome(ok=False, title="This sign-in is over", lines=("Start again from the tray if you need to.",))
_ELSEWHERE: Final = Outcome(ok=False, title="Not used", lines=("This sign-in was answered from another browser.",))


@dataclass(frozen=True, slots=True)
class Callback:
    """What a callback brought. Without our cookie the person has to confirm who signed in (§9 rule 5)."""

    credential: Credential
    with_cookie: bool


@dataclass(eq=False, slots=True)
class _Arrival:
    """A callback taken over the network, and the page that its browser was sent to."""

    callback: Callback
    done: bytes
    outcome: asyncio.Future[Outcome] = field(repr=False)

    def show(self, outcome: Outcome) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)


class Loopback:
    """The listener of one attempt, on a free port of 127.0.0.1; alive inside `async with`.

    `page_wait_for`: seconds that the answer page waits for `show` before it says "still checking".
    """

    def __init__(
        self, *, answer: CallbackAnswer = CallbackAnswer.PAGE, page_wait_for: float = 10.0, limits: Limits = _LIMITS
    ) -> None:
        self._answer = answer
        self._page_wait_for = page_wait_for
        self._server = Server(self._handle, limits=limits)
        self._start = b"/start/" + _random()
        self._callback = b"/callback/" + _random()
        self._cookie = _random()
        self._sign_in_url: bytes | None = None
        self._started = False
        self._over = False
        self._waiting: _Arrival | None = None
        self._judged: _Arrival | None = None
        self._strangers = 0
        self._arrived = asyncio.Event()
        self._arrivals: dict[bytes, _Arrival] = {}
        self._closing: asyncio.Task[None] | None = None

    @property
    def redirect_uri(self) -> str:
        return f"http://{self._host}{self._callback.decode()}"

    @property
    def start_url(self) -> str:
        """For the browser's command line, which other users can read: it works once and holds no secret (rule 5)."""
        return f"http://{self._host}{self._start.decode()}"

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self._server.port}"

    def send_to(self, sign_in_url: str) -> None:
        """From now on the start address sends the browser there. Raises `ValueError` unless it is ASCII."""
        self._sign_in_url = sign_in_url.encode("ascii")

    async def callback(self) -> Callback:
        """The next acceptable callback. Cancelling loses none."""
        while self._waiting is None:
            self._arrived.clear()
            await self._arrived.wait()
        self._judged, self._waiting = self._waiting, None
        return self._judged.callback

    def resume(self) -> None:
        """The last callback, or what was pasted, is no good: wait for another."""
        judged, self._judged = self._judged, None
        if judged is not None:
            judged.show(_OVER)
            self._strangers += not judged.callback.with_cookie

    def paste(self, text: str) -> Callback:
        """The callback in an address that the person pasted. Raises `ValueError` with a reason that quotes nothing."""
        address = text.strip()
        if len(address) > _PASTED or not address.isascii() or not address.isprintable() or " " in address:
            raise ValueError("it is not one address")
        try:
            parts = urlsplit(address)
        except ValueError:
            raise ValueError("it is not an address") from None
        expected = (b"http", self._host.encode(), self._callback)
        if not all(map(hmac.compare_digest, (part.encode() for part in parts[:3]), expected)):
            raise ValueError("it does not belong to this sign-in")
        return Callback(credential_in(parts.query.encode()), with_cookie=False)

    def show(self, outcome: Outcome) -> None:
        """What the answer page says, now and on reload."""
        own = self._judged or (self._waiting if self._waiting and self._waiting.callback.with_cookie else None)
        for arrival in self._arrivals.values():
            arrival.show(outcome if arrival is own else _ELSEWHERE)

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
        await self._server.close()

    async def close(self) -> None:
        self._over = True
        closing, self._closing = self._closing, None
        if closing is not None:
            closing.cancel()
            await asyncio.gather(closing, return_exceptions=True)
        await self._server.close()

    async def __aenter__(self) -> Self:
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _handle(self, request: Request) -> Response:
        if request.header(b"host") != [self._host.encode()]:
            return _refused(400)
        arrival = self._arrivals.get(request.path)
        if self._over and arrival is None:
            return _refused(410)
        is_callback = hmac.compare_digest(request.path, self._callback)
        is_start = hmac.compare_digest(request.path, self._start)
        if not (is_callback or is_start or arrival):
            return _refused(404)
        if request.method != "GET":
            return _refused(405)
        if arrival is not None:
            return await self._done(arrival)
        return self._take(request) if is_callback else self._send_on()

    def _send_on(self) -> Response:
        if self._started:
            return _refused(410)
        if self._sign_in_url is None:
            return page(503, Look.WAITING, "Not ready yet", ("The sign-in address is still being asked for.",))
        self._started = True
        cookie = b"%s=%s; Path=%s; Max-Age=%d; HttpOnly; SameSite=Lax"
        value = cookie % (_COOKIE, self._cookie, self._callback, _COOKIE_FOR)
        return bare(303, (b"Location", self._sign_in_url), (b"Set-Cookie", value))

    def _take(self, request: Request) -> Response:
        """A callback by the rules, and only then; the method, path and `Host` are right already."""
        if any(origin != b"http://" + self._host.encode() for origin in request.header(b"origin")):
            return _refused(400)
        if request.header(b"transfer-encoding") or any(length != b"0" for length in request.header(b"content-length")):
            return _refused(400)
        try:
            callback = Callback(credential_in(request.query), self._has_cookie(request))
        except ValueError:
            return _refused(400)
        if not self._is_wanted(callback):
            return _refused(410)
        return self._accept(callback)

    def _has_cookie(self, request: Request) -> bool:
        """Cookies of 127.0.0.1 are shared by all its ports, so others may stand beside ours."""
        expected = _COOKIE + b"=" + self._cookie
        sent = [pair.strip() for header in request.header(b"cookie") for pair in header.split(b";")]
        return any(hmac.compare_digest(pair, expected) for pair in sent)

    def _is_wanted(self, callback: Callback) -> bool:
        before = [arrival.callback for arrival in (self._waiting, self._judged) if arrival]
        if callback.with_cookie:
            return not any(other.with_cookie for other in before)
        return not before and self._strangers < _STRANGERS

    def _accept(self, callback: Callback) -> Response:
        outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        arrival = _Arrival(callback, b"/done/" + _random(), outcome)
        if self._waiting is not None:
            self._waiting.show(_ELSEWHERE)
        self._waiting = arrival
        self._arrived.set()
        if self._answer is CallbackAnswer.NONE:
            return bare(204)
        self._arrivals[arrival.done] = arrival
        return bare(303, (b"Location", arrival.done))

    async def _done(self, arrival: _Arrival) -> Response:
        try:
            async with asyncio.timeout(self._page_wait_for):
                return outcome_page(await asyncio.shield(arrival.outcome))
        except TimeoutError:
            lines = ("Still checking your sign-in.", "The tray says how it went; this page looks again by itself.")
            return page(200, Look.WAITING, "Almost there", lines, ((b"Refresh", b"1"),))


def _random() -> bytes:
    """256 bits, as an address can carry them."""
    return secrets.token_urlsafe(32).encode()


_REFUSALS: Final = {
    400: ("This is not an answer", "What the browser sent does not belong to a sign-in."),
    404: ("Nothing is here", "The sign-in waits at another address."),
    405: ("Nothing is here", "The sign-in waits for another kind of request."),
    410: (_OVER.title, _OVER.lines[0]),
}


def _refused(status: int) -> Response:
    title, line = _REFUSALS[status]
    return page(status, Look.FAILED, title, (line,), ((b"Allow", b"GET"),) if status == 405 else ())  # noqa: PLR2004
