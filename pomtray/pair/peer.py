"""One end of the pair: calls that are answered, fail or are cancelled, and news, in both directions.

Frames arrive in the order in which they were sent; calls are worked on at the same time. What is malformed, or answers
what was not asked, ends the connection: the other process is broken.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from asyncio import StreamReader, StreamWriter
from collections.abc import Coroutine
from typing import Any, Final, Protocol

from pomtray.pair.codec import Codec
from pomtray.pair.faults import Fault, Kind, error_of, fault_of
from pomtray.pair.frames import InvalidFrame, framed, next_frame
from pomtray.pair.vocabulary import ANSWERS, NEWS, VALUES

CODEC: Final = Codec(VALUES | NEWS | ANSWERS.keys())
_CALLS: Final = {kind.__name__: kind for kind in ANSWERS}
_NEWS: Final = {kind.__name__: kind for kind in NEWS}
_log = logging.getLogger(__name__)
_NOBODY: Final = 0
"""The number that no call has."""


class PeerGone(Exception):
    """The other process ended, or was ended, before it answered."""


class Handler(Protocol):
    """What the other end asks and tells. about: the number of our call that it belongs to, 0 for none."""

    async def perform(self, call: Any, number: int, about: int) -> object:
        """The answer. Raises what the caller is to hear."""
        ...

    def hear(self, news: Any, about: int) -> None: ...


class Peer:
    """Made inside a running event loop; `run` reads until the other end has gone."""

    def __init__(self, reader: StreamReader, writer: StreamWriter, handler: Handler) -> None:
        self._reader = reader
        self._writer = writer
        self._handler = handler
        self._numbers = itertools.count(_NOBODY + 1)
        self._asked: dict[int, tuple[Any, asyncio.Future[Any]]] = {}
        """Ours that are out: what answers them, and who waits."""
        self._working: dict[int, asyncio.Task[None]] = {}
        """Theirs."""
        self.gone = False
        """Nothing comes any more, and nothing is sent."""

    @property
    def working(self) -> int:
        """How many of their calls are being performed, those that are being given up among them."""
        return len(self._working)

    def numbered(self) -> int:
        """A number for a call, where its maker has to know it before."""
        return next(self._numbers)

    async def call(self, call: object, *, about: int = _NOBODY, number: int = _NOBODY) -> Any:
        """The answer. Raises what the other end raised, `PeerGone` where there will be no answer.

        Cancelled, the other end hears of that; nobody waits until it has given up.
        """
        if self.gone:
            raise PeerGone
        number = number or self.numbered()
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._send("call", number, about=about, name=type(call).__name__, body=CODEC.encode(call, type(call)))
        self._asked[number] = (ANSWERS[type(call)], answer)
        try:
            return await answer
        except asyncio.CancelledError:
            if number in self._asked:
                self._send("cancel", number)
            raise
        finally:
            self._asked.pop(number, None)

    def tell(self, news: object, *, about: int = _NOBODY) -> None:
        """Nothing where the other end has gone."""
        if not self.gone:
            self._send("news", _NOBODY, about=about, name=type(news).__name__, body=CODEC.encode(news, type(news)))

    async def run(self) -> None:
        """Returns once the other end has gone or has sent what it may not; then every call is over."""
        try:
            while (frame := await next_frame(self._reader)) is not None:
                self._take(frame)
                await asyncio.sleep(0)  # what is there already is read at once: others have their turns between
            await asyncio.sleep(0)  # what came last has begun: a save is not given up with its caller
        except (InvalidFrame, ValueError, KeyError, TypeError):
            return
        finally:
            self._end()

    def close(self) -> None:
        """The other end is told by the end of file."""
        self._end()

    async def settled(self) -> None:
        """Returns once everything that was cancelled has come to its end."""
        await asyncio.gather(*self._working.values(), return_exceptions=True)

    def _end(self) -> None:
        self.gone = True
        self._writer.close()
        for _, answer in self._asked.values():
            if not answer.done():
                answer.set_exception(PeerGone())
        for task in self._working.values():
            task.cancel()

    def _send(self, kind: str, number: int, **more: object) -> None:
        self._writer.write(framed({"kind": kind, "number": number, **more}))

    def _take(self, frame: dict[str, Any]) -> None:
        number = frame["number"]
        match frame["kind"]:
            case "call" if type(number) is int and number > _NOBODY and number not in self._working:
                call = CODEC.decode(frame["body"], _CALLS[frame["name"]])
                self._work(number, self._performed(number, call, _number(frame["about"])))
            case "news":
                self._hear(CODEC.decode(frame["body"], _NEWS[frame["name"]]), _number(frame["about"]))
            case "cancel":
                if number in self._working:
                    self._working[number].cancel()
            case "answer":
                self._answered(number, frame["body"])
            case "failure":
                self._failed(number, CODEC.decode(frame["body"], Fault))
            case _:
                raise InvalidFrame

    def _hear(self, news: object, about: int) -> None:
        try:
            self._handler.hear(news, about)
        except Exception as error:  # noqa: BLE001 what is wrong here is not the other end's fault
            _log.error("unexpected %s", type(error).__name__)  # its text may quote what came

    def _answered(self, number: object, body: object) -> None:
        """NOTE: one that comes after its call was cancelled is for nobody."""
        if isinstance(number, int) and number in self._asked:
            hint, answer = self._asked[number]
            value = CODEC.decode(body, hint)
            if not answer.done():
                answer.set_result(value)

    def _failed(self, number: object, fault: Fault) -> None:
        if isinstance(number, int) and number in self._asked and not self._asked[number][1].done():
            self._asked[number][1].set_exception(error_of(fault))

    def _work(self, number: int, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._working[number] = task
        task.add_done_callback(lambda _: self._working.pop(number, None))

    async def _performed(self, number: int, call: object, about: int) -> None:
        try:
            answer = await self._handler.perform(call, number, about)
            body = CODEC.encode(answer, ANSWERS[type(call)])
        except asyncio.CancelledError:
            self._fail(number, Fault(Kind.DEFECT))  # for nobody, unless it was not the other end who cancelled
            raise
        except Exception as error:  # noqa: BLE001 the end of a task
            self._fail(number, fault_of(error))
        else:
            if not self.gone:
                self._send("answer", number, body=body)

    def _fail(self, number: int, fault: Fault) -> None:
        if not self.gone:
            self._send("failure", number, body=CODEC.encode(fault, Fault))


def _number(value: object) -> int:
    if type(value) is not int or value < _NOBODY:
        raise InvalidFrame
    return value
