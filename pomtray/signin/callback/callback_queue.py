"""The callbacks of one sign-in: which is judged, which wait, and the pages that their browsers were sent to."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Final, Generic, Protocol, TypeVar

from pomtray.signin.callback.answer_page import SignInOutcome
from pomtray.signin.callback.finished import ELSEWHERE, OVER, AnswerPage
from pomtray.signin.callback.visitors import Visitor, random

_REFUSED: Final = 3
"""Answers of one browser, or of all strangers together, that may be refused before no more are taken."""
_READERS: Final = 2
"""Requests for one answer page that wait for the outcome; more would fill the server."""


class CallbackContent(Protocol):
    """What a callback brought. Without our cookie the person has to confirm who signed in (§9 rule 5)."""

    @property
    def with_cookie(self) -> bool: ...


B = TypeVar("B", bound=CallbackContent)


@dataclass(eq=False, slots=True)
class PendingCallback(Generic[B]):
    """A callback taken over the network, and the page that its browser was sent to; `visitor` None: a stranger's."""

    callback: B
    visitor: Visitor | None
    done: bytes = field(default_factory=lambda: b"/done/" + random(), repr=False)
    outcome: asyncio.Future[SignInOutcome] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future(), repr=False
    )
    readers: int = 0

    def show(self, outcome: SignInOutcome) -> None:
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    async def shown(self, seconds: float) -> SignInOutcome | None:
        """The outcome; None where it is not known within `seconds`, or where enough wait for it already."""
        if self.readers >= _READERS and not self.outcome.done():
            return None
        self.readers += 1
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(self.outcome)
        except TimeoutError:
            return None
        finally:
            self.readers -= 1


class CallbackQueue(Generic[B]):
    """A stranger's is taken while there is no other.

    Browsers that asked for the start address wait for one another, one callback each, and go before a stranger.
    """

    def __init__(self) -> None:
        self._all: dict[bytes, PendingCallback[B]] = {}
        self._waiting: list[PendingCallback[B]] = []
        self._judged: PendingCallback[B] | None = None
        self._refused: Counter[Visitor | None] = Counter()
        self._arrived = asyncio.Event()

    @property
    def judged(self) -> PendingCallback[B] | None:
        return self._judged

    def at(self, path: bytes) -> PendingCallback[B] | None:
        """Whose answer page that is."""
        return self._all.get(path)

    def of(self, visitor: Visitor | None) -> PendingCallback[B] | None:
        """The last one of that browser."""
        if visitor is None:
            return None
        return next((arrival for arrival in reversed(self._all.values()) if arrival.visitor is visitor), None)

    def take(self, callback: B, visitor: Visitor | None) -> PendingCallback[B] | None:
        """The arrival of this callback, or of the one before of the same browser; None where it is not wanted."""
        before = self.of(visitor)
        if (before and before.callback == callback) or not self._wants(visitor):
            return before
        arrival = PendingCallback(callback, visitor)
        for stranger in (other for other in self._waiting if other.visitor is None):
            stranger.show(ELSEWHERE)
        self._waiting = [*(other for other in self._waiting if other.visitor is not None), arrival]
        self._all[arrival.done] = arrival
        self._arrived.set()
        return arrival

    def _wants(self, visitor: Visitor | None) -> bool:
        pending = [*self._waiting, *([self._judged] if self._judged else [])]
        if visitor is not None:
            pending = [other for other in pending if other.visitor is visitor]
        return not pending and self._refused[visitor] < _REFUSED

    @property
    def pages(self) -> tuple[AnswerPage, ...]:
        """Once the outcome of all is known."""
        return tuple(AnswerPage(one.done, one.outcome.result(), one.visitor) for one in self._all.values())

    async def next(self) -> B:
        """The next one to be judged. Cancelling loses none."""
        while not self._waiting:
            self._arrived.clear()
            await self._arrived.wait()
        self._judged = self._waiting.pop(0)
        return self._judged.callback

    def refuse(self) -> None:
        """The one that was judged, if it was one of these, is no good."""
        judged, self._judged = self._judged, None
        if judged is not None:
            judged.show(OVER)
            self._refused[judged.visitor] += 1

    def show(self, outcome: SignInOutcome, *, exposed: bool) -> None:
        """What the answer pages say: `outcome` to the browser whose answer was judged, or that alone may have asked."""
        waiting = (arrival for arrival in self._waiting if arrival.visitor is not None and not exposed)
        own = self._judged or next(waiting, None)
        for arrival in self._all.values():
            arrival.show(outcome if arrival is own else ELSEWHERE)
