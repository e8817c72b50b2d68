"""Listeners whose sign-in is over, and which still keep their ports (`pomerium.md` §9 rule 6)."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from pomtray.signin.listener import Listener


class Listeners:
    """Listeners whose sign-in is over: each keeps its port until its URL is dead (rule 6), or until `close`."""

    def __init__(self) -> None:
        self._kept: list[tuple[float, int, AsyncExitStack]] = []

    def keep(self, listener: Listener[Any], owner: AsyncExitStack, seconds: float) -> None:
        """Retire `listener`; `owner` closes it."""
        now = asyncio.get_running_loop().time()
        listener.retire(seconds)
        self._kept = [kept for kept in self._kept if kept[0] > now]
        self._kept.append((now + seconds, listener.port, owner))

    @property
    def kept_for(self) -> float:
        """Seconds until the last of them has given its port up; 0 where none is kept."""
        now = asyncio.get_running_loop().time()
        return max([0.0, *(until - now for until, _, _ in self._kept)])

    async def free(self, port: int) -> None:
        """Give `port` up for a new sign-in that can use no other."""
        held = [kept for kept in self._kept if kept[1] == port]
        self._kept = [kept for kept in self._kept if kept[1] != port]
        for _, _, owner in held:
            await owner.aclose()

    async def close(self) -> None:
        kept, self._kept = self._kept, []
        for _, _, owner in kept:
            await owner.aclose()
