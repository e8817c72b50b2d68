"""The clipboard as the controller wants it: what was put is there, and what was cleared is gone, or it is said."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from typing import Final

from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.text import phrase
from pomtray.desktop.clipboard.fingerprint import LeftOver, Ours
from pomtray.desktop.clipboard.way import Way
from pomtray.desktop.system import clock

_NOT_PUT: Final = Problem(
    phrase("Nothing was copied"),
    phrase("This desktop did not take it: what was put on the clipboard could not be read back."),
    phrase("Copy again in pomtray's window."),
)
_NOT_CLEARED: Final = Problem(
    phrase("The clipboard was not cleared"),
    phrase("It still says what you copied: another program, such as a clipboard manager, keeps it."),
    phrase("Copy something else, and empty that program's history."),
)


class Clipboard:
    """Holds at most one secret of ours, and of it only a salted hash. Calls are done one after the other.

    left_over: the file that tells the next start what a crash has left there; None: none is kept.
    """

    def __init__(self, left_over: Path | None = None) -> None:
        self._left_over = LeftOver(left_over)
        self._ours = Ours()
        self._way: Way | None = None
        self._turn = asyncio.Lock()

    async def put(self, secret: str, until: datetime) -> None:
        """Returns once `secret` was read back from there. Raises `PomtrayError` where no way led to that.

        until: some ways hold it for no longer, should nobody clear it.
        """
        async with self._turn:
            before = self._ours
            self._note(before.adding(secret))
            await self._close_way()
            if not await self._by_any_way(lambda way: way.put(secret, until - clock.now())):
                self._note(before)
                raise PomtrayError(_NOT_PUT)

    async def clear(self) -> None:
        """Returns once nothing of ours is there; somebody else's text stays. Raises `PomtrayError` where ours does."""
        async with self._turn:
            if self._ours and not await self._cleared():
                raise PomtrayError(_NOT_CLEARED)
            self._note(Ours())
            await self._close_way()

    async def clear_left_over(self) -> None:
        """Take away what an earlier run, which ended without a word, has left. Raises as `clear` does."""
        async with self._turn:
            self._ours = self._ours or self._left_over.noted()
        await self.clear()

    def let_go(self) -> None:
        """Drop at once what would stay without us; the desktop session ends, and no call may be waited for."""
        if self._ours:
            from pomtray.desktop.clipboard import qt  # noqa: PLC0415 as the ways

            if qt.owns():
                qt.empty()

    async def _cleared(self) -> bool:
        """NOTE: the way that put it may have lost it to somebody who keeps it; then another one may still take it."""
        if self._way is not None and await self._way.clear(self._ours):
            return True
        await self._close_way()
        return await self._by_any_way(lambda way: way.clear(self._ours))

    async def _by_any_way(self, attempt: Callable[[Way], Awaitable[bool]]) -> bool:
        """Whether one of the ways did it; that one stays open."""
        from pomtray.desktop.clipboard.ways import ways  # noqa: PLC0415 nothing of it is needed before the first copy

        for make in await ways():
            self._way = await make()
            if self._way is not None and await attempt(self._way):
                return True
            await self._close_way()
        return False

    async def _close_way(self) -> None:
        way, self._way = self._way, None
        if way is not None:
            await way.close()

    def _note(self, ours: Ours) -> None:
        self._ours = ours
        self._left_over.note(ours)
