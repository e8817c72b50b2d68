"""Listeners whose sign-in is over, and which still keep their ports (`pomerium.md` §9 rule 6)."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from socket import socket
from typing import Any, Final, Protocol

from pomtray.core.light_dataclass import dataclass
from pomtray.serve.server import Server
from pomtray.signin.callback.finished import FinishedSignIn, FinishedSignInHandler
from pomtray.signin.callback.listener import LIMITS, Listener

_TOGETHER: Final = 60.0
"""Seconds: ports that are kept for longer are given up at whole multiples of it, several by one wake-up."""


class PortHolder(Protocol):
    """Who holds the ports too, and outlives this process."""

    def keep(self, port: int, sockets: Sequence[socket], seconds: float, over: FinishedSignIn) -> bool:
        """Whether it does."""
        ...

    async def give_up(self, port: int) -> None: ...


Heir = Callable[[Sequence[socket], float], None]
"""Gets listening sockets that this process gives up, and for how many seconds somebody else is to keep them."""


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    """On the event loop's clock."""
    port: int
    owner: AsyncExitStack
    is_held: bool
    """By the holder too."""
    left: tuple[socket, ...] = ()
    """What the heir gets where this process ends first."""


class Listeners:
    """Listeners whose sign-in is over: each keeps its port until its URL is dead (rule 6), or until `close`."""

    def __init__(self, holder: PortHolder | None = None, heir: Heir = lambda *_: None) -> None:
        self._holder = holder
        self._heir = heir
        self._kept: list[_Kept] = []

    def keep(self, listener: Listener[Any], owner: AsyncExitStack, seconds: float, *, gets_token: bool = False) -> None:
        """Retire `listener`; `owner` closes it.

        gets_token: what comes there opens routes by itself. Where nobody had signed in, it may still come.
        """
        seconds = _rounded(seconds)
        over = listener.retire(seconds)
        is_held = self._holder is not None and self._holder.keep(listener.port, listener.sockets, seconds, over)
        left = listener.sockets if gets_token and not is_held and not over.end.ok else ()
        self._add(seconds, listener.port, owner, is_held=is_held, left=left)

    def resume(
        self, sockets: Sequence[socket], seconds: float, over: FinishedSignIn, doubted: Callable[[str], None]
    ) -> None:
        """Answer on a port that another process has kept for `over`; the holder has it."""
        owner, ended = AsyncExitStack(), FinishedSignInHandler(over, doubted)
        owner.callback(asyncio.create_task(_close_after(seconds, owner), name="kept port").cancel)
        for one in sockets:
            server = Server(ended.handle, limits=LIMITS)
            server.adopt(one)
            owner.push_async_callback(server.close)
        self._add(seconds, sockets[0].getsockname()[1], owner, is_held=True)

    @property
    def kept_for(self) -> float:
        """Seconds until the last that nobody else holds has given its port up; 0 where there is none."""
        now = asyncio.get_running_loop().time()
        return max([0.0, *(kept.until - now for kept in self._kept if not kept.is_held)])

    async def free(self, port: int) -> None:
        """Give `port` up for a new sign-in that can use no other."""
        held = [kept for kept in self._kept if kept.port == port]
        self._kept = [kept for kept in self._kept if kept.port != port]
        if self._holder is not None:
            await self._holder.give_up(port)
        for kept in held:
            await kept.owner.aclose()

    async def close(self) -> None:
        kept, self._kept = self._kept, []
        for one in kept:
            seconds = one.until - asyncio.get_running_loop().time()
            if one.left and seconds > 0:
                self._heir(one.left, seconds)
            await one.owner.aclose()

    def _add(
        self, seconds: float, port: int, owner: AsyncExitStack, *, is_held: bool, left: tuple[socket, ...] = ()
    ) -> None:
        now = asyncio.get_running_loop().time()
        self._kept = [kept for kept in self._kept if kept.until > now]
        self._kept.append(_Kept(now + seconds, port, owner, is_held, left))


def _rounded(seconds: float) -> float:
    now = asyncio.get_running_loop().time()
    return seconds if seconds <= _TOGETHER else math.ceil((now + seconds) / _TOGETHER) * _TOGETHER - now


async def _close_after(seconds: float, owner: AsyncExitStack) -> None:
    await asyncio.sleep(seconds)
    await owner.aclose()
