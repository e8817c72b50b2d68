"""One worker while it runs: calls to it, what it asks back, and whether it is alive."""

from __future__ import annotations

import asyncio
import logging
from asyncio import StreamReader, StreamWriter
from collections.abc import Callable
from typing import Any, Final, Protocol

from pomtray.pair.channel import Channel
from pomtray.pair.held_ports import HeldPorts
from pomtray.pair.messages import AskWhetherIdle, GiveUpPort, Handshake, IdleAnswer, KeptPort, Ping, WorkerConfig
from pomtray.pair.peer import Peer, PeerGone

_log = logging.getLogger(__name__)
_GOES_FOR: Final = 10.0
"""Seconds that a worker has to finish what it does once it was told to go."""


class Process(Protocol):
    """A worker that was started."""

    @property
    def reader(self) -> StreamReader: ...

    @property
    def writer(self) -> StreamWriter: ...

    @property
    def channel(self) -> Channel | None:
        """None where the system hands no sockets over."""
        ...

    def kill(self) -> None: ...

    async def wait(self) -> None:
        """Returns once it has ended."""
        ...


class Hearing(Protocol):
    """Whoever a call belongs to: what the worker asks and tells about it."""

    async def perform(self, call: Any) -> object: ...

    def hear(self, news: Any) -> None: ...


class Running:
    """One worker. standing: what holds now. hear: takes the news that belong to no call. answers_for: seconds.

    gone: called when it answers no more, whichever way it ends.
    """

    def __init__(
        self,
        process: Process,
        standing: Callable[[], WorkerConfig],
        hear: Callable[[object], None],
        ports: HeldPorts,
        *,
        gone: Callable[[], None],
        answers_for: float,
    ) -> None:
        self._process = process
        self._standing = standing
        self._hear = hear
        self._ports = ports
        self._gone = gone
        self._answers_for = answers_for
        self._told: WorkerConfig | None = None
        self._hearings: dict[int, Hearing] = {}
        """By the call's number."""
        self._busy = asyncio.Event()
        self._ending = False
        loop = asyncio.get_running_loop()
        self.peer = Peer(process.reader, process.writer, self)
        self._reading = loop.create_task(self._read(), name="hear the worker")
        self._watching = loop.create_task(self._watch(), name="watch the worker")

    @property
    def over(self) -> bool:
        return self.peer.gone

    def begin(self, begin: Handshake) -> None:
        """The first word, and the ports that it answers on from now on."""
        self.peer.tell(begin)
        if self._process.channel is not None:
            for kept in self._ports.given_to(self._process.channel):
                self.peer.tell(kept)

    def busy(self, *, on: bool) -> None:
        """Whether it owes an answer, so that its silence means something."""
        if on:
            self._busy.set()
        else:
            self._busy.clear()

    async def call(self, call: object, hearing: Hearing | None) -> Any:
        """As `Peer.call`."""
        self._stand()
        number = self.peer.numbered()
        if hearing is not None:
            self._hearings[number] = hearing
        try:
            return await self.peer.call(call, number=number)
        finally:
            self._hearings.pop(number, None)

    async def stays_for(self) -> float:
        """Seconds that it is still needed; 0 where it may go, or does not answer."""
        try:
            async with asyncio.timeout(self._answers_for):
                left: IdleAnswer = await self.peer.call(AskWhetherIdle())
        except (PeerGone, TimeoutError):
            return 0.0
        return left.stays_for.total_seconds() if left.stays_for else 0.0

    async def end(self) -> None:
        """By the end of file; by force where that is not enough."""
        self._ending = True
        self.peer.close()
        self._watching.cancel()
        try:
            async with asyncio.timeout(_GOES_FOR):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await asyncio.gather(self._reading, self._watching, return_exceptions=True)

    async def perform(self, call: Any, number: int, about: int) -> object:
        """What the worker asks of whoever called it. What that changed it hears before the answer."""
        del number
        if isinstance(call, GiveUpPort):
            self._ports.give_up(call.port)
            return None
        hearing = self._hearings.get(about)
        if hearing is None:
            raise LookupError
        answer = await hearing.perform(call)
        self._stand()
        return answer

    def hear(self, news: Any, about: int) -> None:
        hearing = self._hearings.get(about)
        if hearing is not None:
            hearing.hear(news)
        elif isinstance(news, KeptPort) and self._process.channel is not None:
            self._ports.keep(news, self._process.channel.take())
        elif about == 0:
            self._hear(news)

    def _stand(self) -> None:
        standing = self._standing()
        if standing != self._told:
            self._told = standing
            self.peer.tell(standing)

    async def _read(self) -> None:
        await self.peer.run()
        self._gone()
        self._watching.cancel()
        if self._process.channel is not None:
            self._process.channel.close()
        if not self._ending:
            self._process.kill()  # it may have closed its end only, or sent what it may not
            await self._process.wait()

    async def _watch(self) -> None:
        """Asked again and again while it owes an answer; not at all while it does not."""
        while True:
            await self._busy.wait()
            try:
                async with asyncio.timeout(self._answers_for):
                    await self.peer.call(Ping())
            except PeerGone:
                return
            except TimeoutError:
                _log.warning("the worker does not answer and is replaced")
                self._process.kill()
                return
            await asyncio.sleep(self._answers_for / 2)
