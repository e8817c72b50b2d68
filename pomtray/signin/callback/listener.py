"""The listener of one sign-in: start address, callback, answer page (`pomerium.md` §9 rules 4, 5 and 6).

    browser → /start/RANDOM → 303 with cookies → sign-in page … → callback → 303 → /done/RANDOM

Anything else gets its 4xx and the wait goes on. A callback without our cookie comes from whoever saw the link. It is
handed over marked `with_cookie=False`, for the person to judge, and it neither ends the wait nor keeps the browser
that we opened out: that one is taken while the other is judged, and is the next answer of `callback` after `resume`.
After a few refusals only our browser, or a paste, can answer: a stranger cannot ask for ever.

Once somebody else has asked for the start address too, a cookie proves nothing (`is_exposed`). All who asked may answer
then, one after the other, each for the person to judge. Who asks when all is over casts doubt (`doubt`).
"""

from __future__ import annotations

import asyncio
import hmac
import socket
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Any, Final, Generic, Self, TypeVar

from pomtray.core.domain.route import CallbackAnswer
from pomtray.core.text import phrase, reason_of
from pomtray.serve.http import Limits, Request, Response
from pomtray.signin.callback.answer_page import PageStyle, SignInOutcome, bare, outcome_page, page
from pomtray.signin.callback.callback_queue import B, CallbackQueue, PendingCallback
from pomtray.signin.callback.finished import (
    OVER,
    DoubtfulSession,
    FinishedSignIn,
    FinishedSignInHandler,
    refused,
    sent_to,
)
from pomtray.signin.callback.listening import ListenAddress, OpenPort
from pomtray.signin.callback.visitors import Visitor, Visitors, random

LIMITS: Final = Limits(head_for=2.0)
PASTED: Final = 64 * 1024
"""Characters of a paste that are looked at."""
_Given = TypeVar("_Given")


class NoAnswerError(ValueError):
    """Our own browser brought what is no answer; quotes nothing."""


class Listener(ABC, Generic[B]):
    """The listener of one attempt; alive inside `async with`. What a callback brings is a subclass's to read.

    `path`: the callback's. `page_wait_for`: seconds that the answer page waits for `show` before it says "still
    checking".
    """

    def __init__(
        self,
        *,
        place: ListenAddress,
        path: bytes,
        cookie: bytes,
        answer: CallbackAnswer,
        page_wait_for: float,
        limits: Limits,
    ) -> None:
        self._port = OpenPort(place, limits)
        self._path = path
        self._answer = answer
        self._page_wait_for = page_wait_for
        self._start = b"/start/" + random()
        self._visitors = Visitors(self._start, path, cookie)
        self._arrivals = CallbackQueue[B]()
        self._sign_in_url: bytes | None = None
        self._no_answer = ""
        self._was_refused = asyncio.Event()
        self._end: SignInOutcome | None = None
        self._doubtful: DoubtfulSession | None = None
        self._doubted: Callable[[str], None] = lambda _: None
        self._ended: FinishedSignInHandler | None = None

    @abstractmethod
    def _read(self, query: bytes, *, with_cookie: bool) -> B:
        """What a callback with this query brings. Raises `ValueError`, which quotes nothing."""

    def _is_bound(self, query: bytes) -> bool:  # noqa: ARG002 for subclasses
        """Whether only an answer to this sign-in can look so, however wrong it is: here the path says it."""
        return True

    @property
    def start_url(self) -> str:
        """For the browser's command line, which other users can read: it works once and holds no secret (rule 5)."""
        return f"http://{self.host}{self._start.decode()}"

    @property
    def host(self) -> str:
        """Host and port, as every request must name them."""
        return self._port.authority

    @property
    def port(self) -> int:
        return self._port.number

    @property
    def sockets(self) -> tuple[socket.socket, ...]:
        """That it listens with, one an address."""
        return self._port.sockets

    def send_to(self, sign_in_url: str) -> None:
        """From now on the start address sends the browser there. Raises `ValueError` unless it is ASCII."""
        self._sign_in_url = sign_in_url.encode("ascii")

    @property
    def is_exposed(self) -> bool:
        """Somebody else asked for the start address too: from now on no answer is surely our browser's (rule 5)."""
        return self._visitors.is_exposed

    def is_ours(self, callback: B) -> bool:
        """Whether it came from the browser that we opened, as far as is known by now."""
        return callback.with_cookie and not self.is_exposed

    async def callback(self) -> B:
        """The next acceptable callback. Cancelling loses none."""
        return await self._arrivals.next()

    async def callback_or(self, pasted: Awaitable[B]) -> B:
        """The browser's answer or the pasted one, whichever comes first.

        Raises `NoAnswerError` where our own browser brought what is none: nothing more is to be expected of it.
        """
        return await _first_done(self.callback(), pasted, self._refused_answer())

    async def _refused_answer(self) -> B:
        while not self._no_answer or self.is_exposed:
            self._was_refused.clear()
            await self._was_refused.wait()
        raise NoAnswerError(self._no_answer)

    def resume(self) -> None:
        """The last callback, or what was pasted, is no good: wait for another."""
        self._arrivals.refuse()

    def show(self, outcome: SignInOutcome) -> None:
        """What the answer page says, now and on reload."""
        self._end = self._end or outcome
        self._arrivals.show(outcome, exposed=self.is_exposed)

    def lead_on(self, url: str) -> bool:
        """Send the browser whose answer was taken on to `url`; False where none of its pages waits to be told."""
        judged = self._arrivals.judged
        if judged is None or self._answer is CallbackAnswer.NONE:
            return False
        judged.show(SignInOutcome(ok=True, title="", onward=url))
        return True

    def doubt(self, doubtful: DoubtfulSession, doubted: Callable[[str], None]) -> None:
        """Nobody confirmed who signed in: whoever asked first may have been faster than our browser.

        `doubted` is called when another asks for the start address.
        """
        self._doubtful = doubtful
        self._doubted = doubted

    def retire(self, for_seconds: float) -> FinishedSignIn:
        """Take no callback any more, but keep the port for so long (`callback/finished`), as what is given says."""
        self.show(OVER)
        over = FinishedSignIn(
            self.host,
            self._path,
            self._start,
            self._end or OVER,
            self._visitors.met,
            self._arrivals.pages,
            self._answer,
            self._doubtful,
        )
        self._ended = FinishedSignInHandler(over, self._doubted)
        self._port.close_after(for_seconds)
        return over

    async def close(self) -> None:
        await self._port.close()

    async def __aenter__(self) -> Self:
        await self._port.open(self._handle)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _handle(self, request: Request) -> Response:
        if self._ended is not None:
            return await self._ended.handle(request)
        if request.header(b"host") != [self.host.encode()]:
            return refused(400)
        arrival = self._arrivals.at(request.path)
        is_callback = hmac.compare_digest(request.path, self._path)
        is_start = hmac.compare_digest(request.path, self._start)
        if not (is_callback or is_start or arrival):
            return refused(404)
        if request.method != "GET":
            return refused(405)
        if arrival is not None:
            return await _done(arrival, self._page_wait_for)
        return self._take(request) if is_callback else self._send_on(request)

    def _send_on(self, request: Request) -> Response:
        if self._sign_in_url is None:
            return page(
                503,
                PageStyle.WAITING,
                phrase("Not ready yet"),
                (phrase("The sign-in address is still being asked for."),),
            )
        return bare(303, (b"Location", self._sign_in_url), *self._visitors.welcome(request))

    def _take(self, request: Request) -> Response:
        """A callback by the rules, and only then; the method, path and `Host` are right already."""
        visitor = self._visitors.bearer(request)
        try:
            _check(request, self.host.encode())
            callback = self._read(request.query, with_cookie=visitor is not None)
        except ValueError as error:
            self._refuse(visitor, request.query, reason_of(error))
            return refused(400, phrase("What came: {error}.", error=reason_of(error)))
        arrival = self._arrivals.take(callback, visitor)
        return sent_to(arrival.done, self._answer) if arrival else refused(410)

    def _refuse(self, visitor: Visitor | None, query: bytes, reason: str) -> None:
        """Where our own browser has come back, there is nothing more to wait for."""
        if visitor is not None and self._arrivals.of(visitor) is None and self._is_bound(query):
            self._no_answer = reason
            self._was_refused.set()


def _check(request: Request, host: bytes) -> None:
    """Raises `ValueError` for what no browser sends when a sign-in page leads it on."""
    if any(origin != b"http://" + host for origin in request.header(b"origin")):
        raise ValueError(phrase("another site's page sent it"))
    if request.header(b"transfer-encoding"):  # the server has refused any other body
        raise ValueError(phrase("it has a body"))


async def _done(arrival: PendingCallback[Any], wait_for: float) -> Response:
    outcome = await arrival.shown(wait_for)
    if outcome is not None:
        return outcome_page(outcome)
    lines = (
        phrase("Still checking your sign-in."),
        phrase("The tray says how it went; this page looks again by itself."),
    )
    return page(200, PageStyle.WAITING, phrase("Almost there"), lines, ((b"Refresh", b"1"),))


async def _first_done(*awaited: Awaitable[_Given]) -> _Given:
    """What the first of them gives or raises; the others are cancelled."""
    tasks = [asyncio.ensure_future(one) for one in awaited]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        return next(task for task in tasks if task in done).result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
