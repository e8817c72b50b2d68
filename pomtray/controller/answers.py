"""Answers that come together are taken together, in turns that leave room for others: many of them make one picture."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from itertools import takewhile
from typing import Final

from pomtray.core.events import (
    PortalRead,
    RenewalFailed,
    Renewed,
    Revoked,
    RoutesListed,
    RouteTried,
    SessionShared,
    Verified,
)

Answer = Verified | RouteTried | SessionShared | RoutesListed | PortalRead | Revoked | Renewed | RenewalFailed
"""What servers say to what was asked of many sessions at once. Nobody waits for what it changes there and then."""

FRAME: Final = 0.03
"""Seconds between two pictures."""
_REST: Final = 2
"""Times as long as the last picture took: so long at least there is none."""
_TURN: Final = 0.01
"""Seconds that a turn takes, before the event loop goes on with something else."""
_TOGETHER: Final = 100
"""Checks taken in one step."""


class Answers:
    """The first one is taken at once, those that follow within a frame at its end.

    take: changes the model by answers that are one step. show: makes the picture.
    """

    def __init__(self, take: Callable[[list[Answer]], None], show: Callable[[], None]) -> None:
        self._take = take
        self._show = show
        self._waiting: deque[Answer] = deque()
        self._next_at = 0.0
        self._turn: asyncio.TimerHandle | None = None

    def add(self, answer: Answer) -> None:
        self._waiting.append(answer)
        if self._turn is None:
            left = self._next_at - asyncio.get_running_loop().time()
            if left <= 0:
                self._work()
            else:
                self._later(left, self._work)

    def take_all(self) -> None:
        """Take what waits: there will be no other turn."""
        if self._turn is not None:
            self._turn.cancel()
            self._turn = None
        while self._waiting:
            self._take(self._together())

    def _later(self, seconds: float, work: Callable[[], None]) -> None:
        self._turn = asyncio.get_running_loop().call_later(seconds, work)

    def _work(self) -> None:
        self._turn = None
        time = asyncio.get_running_loop().time
        ends_at = time() + _TURN
        self._take(self._together())
        while self._waiting and time() < ends_at:
            self._take(self._together())
        if self._waiting and time() < self._next_at:
            self._later(0, self._work)
        elif time() < ends_at:
            self._picture()
        else:
            self._later(0, self._picture)

    def _picture(self) -> None:
        self._turn = None
        time = asyncio.get_running_loop().time
        began_at = time()
        self._show()
        self._next_at = time() + max(FRAME, _REST * (time() - began_at))
        if self._waiting:
            self._later(0, self._work)

    def _together(self) -> list[Answer]:
        """The next step's: checks that came one after the other, or a single answer of another kind."""
        first = self._waiting[0]
        alike = takewhile(lambda other: isinstance(other, Verified), self._waiting)
        count = min(sum(1 for _ in alike), _TOGETHER) if isinstance(first, Verified) else 1
        return [self._waiting.popleft() for _ in range(count)]
