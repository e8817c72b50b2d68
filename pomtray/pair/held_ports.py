"""Ports of sign-ins that are over: the program holds them too, so that they outlive the worker that answers there.

    kept by a worker → that one goes → somebody asks → another is started → it answers, and goes

What the program holds is listening sockets, and for the next worker what that one has to know, which only workers read.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from socket import socket
from typing import Final

from pomtray.core.light_dataclass import dataclass
from pomtray.pair.channel import Channel
from pomtray.pair.messages import KeptPort

_log = logging.getLogger(__name__)
_TOGETHER: Final = 1.0
"""Seconds: what is due so soon is given up by the same wake-up."""


@dataclass(frozen=True, slots=True)
class _Held:
    kept: KeptPort
    sockets: tuple[socket, ...]
    until: float
    """On the event loop's clock."""


class HeldPorts:
    """asked: called when somebody connects while no worker is there; each time after a `watch`, once."""

    def __init__(self, asked: Callable[[], None]) -> None:
        self._asked = asked
        self._held: dict[int, _Held] = {}
        self._watched: list[int] = []
        self._timer: asyncio.TimerHandle | None = None

    def keep(self, kept: KeptPort, sockets: tuple[socket, ...]) -> None:
        """Hold these for as long as `kept` says."""
        self.give_up(kept.port)
        until = asyncio.get_running_loop().time() + kept.left.total_seconds()
        self._held[kept.port] = _Held(kept, sockets, until)
        self._expire()

    def give_up(self, port: int) -> None:
        """Hold that one no more."""
        held = self._held.pop(port, None)
        if held is None:
            return
        for one in held.sockets:
            self._unwatch(one.fileno())
            one.close()

    def given_to(self, channel: Channel) -> Iterator[KeptPort]:
        """All of them; each one's sockets are on the channel when it is told. From now on nobody is woken."""
        self.unwatch()
        now = asyncio.get_running_loop().time()
        for held in list(self._held.values()):
            try:
                channel.give(held.sockets)
            except OSError as error:
                _log.warning("a port that must still answer cannot be handed over: %s", error.strerror)
                continue
            yield replace(held.kept, left=timedelta(seconds=max(held.until - now, 0)))

    def watch(self) -> None:
        """There is no worker: who connects has one started."""
        self.unwatch()
        for held in self._held.values():
            for one in held.sockets:
                self._watched.append(one.fileno())
                asyncio.get_running_loop().add_reader(one.fileno(), self._woken)

    def unwatch(self) -> None:
        for descriptor in list(self._watched):
            self._unwatch(descriptor)

    def close(self) -> None:
        """Give all up."""
        for port in list(self._held):
            self.give_up(port)
        self._expire()

    def _woken(self) -> None:
        self.unwatch()
        self._asked()

    def _unwatch(self, descriptor: int) -> None:
        if descriptor in self._watched:
            self._watched.remove(descriptor)
            asyncio.get_running_loop().remove_reader(descriptor)

    def _expire(self) -> None:
        """Give up those whose time is over, and look again when the next one's is."""
        loop = asyncio.get_running_loop()
        for held in list(self._held.values()):
            if held.until <= loop.time() + _TOGETHER:
                self.give_up(held.kept.port)
        if self._timer is not None:
            self._timer.cancel()
        earliest = min((held.until for held in self._held.values()), default=None)
        self._timer = None if earliest is None else loop.call_at(earliest, self._expire)
