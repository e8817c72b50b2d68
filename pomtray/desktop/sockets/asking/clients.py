"""Whoever asks the running program (`docs/socket.md`): one request a connection, a line each way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from pomtray.core.domain.program import Program
from pomtray.core.errors import Problem
from pomtray.core.requests.request import (
    Declined,
    Exit,
    Request,
    Tell,
    declined_line,
    done_line,
    read_request,
    told_line,
)
from pomtray.core.text import phrase
from pomtray.desktop.settings.mark import mark_of

Answering = Callable[[Request, Tell, Callable[[], Awaitable[Program]]], Awaitable[dict[str, object]]]
"""Gives an answer's content, tells how far it is, and finds out which program asks. Raises `Declined`."""
_ASKED_WITHIN: Final = 5.0
"""Seconds for a client to send its request, and to take its answer."""
_CLIENTS: Final = 512
_BUSY: Final = Problem(
    phrase("Too many programs ask at once"),
    phrase("pomtray answers others just now."),
    phrase("Try again in a moment."),
)
_DEFECT: Final = Problem(
    phrase("pomtray could not answer"), phrase("Something went wrong in pomtray."), phrase("Its log says more.")
)


class AskClients:
    """Those of the program of `config`."""

    def __init__(self, config: Path, answer: Answering) -> None:
        self._mark = mark_of(config)
        self._answer = answer
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, who: Callable[[], Program]) -> None:
        """Answer one, and let it go. who: which program asks there; it may block."""
        task = asyncio.get_running_loop().create_task(self._welcome(reader, writer, who), name="a command asks")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: writer.transport.abort())

    async def close(self) -> None:
        """Let every client go."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _welcome(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, who: Callable[[], Program]
    ) -> None:
        with suppress(OSError):
            writer.write(await self._answered(reader, writer, who))
            async with asyncio.timeout(_ASKED_WITHIN):
                await writer.drain()
                writer.close()
                await writer.wait_closed()

    async def _answered(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, who: Callable[[], Program]
    ) -> bytes:
        """The last line. Raises `TimeoutError` where no request comes."""
        try:
            if len(self._tasks) > _CLIENTS:
                return declined_line(Declined(Exit.UNREACHABLE, _BUSY))
            async with asyncio.timeout(_ASKED_WITHIN):
                request = self._request(await _line(reader))
            return done_line(await self._while_there(request, reader, writer, who))
        except Declined as declined:
            return declined_line(declined)
        except ValueError as error:
            return declined_line(_not_understood(str(error)))

    def _request(self, line: bytes) -> Request:
        if not line.endswith(b"\n"):
            raise ValueError(phrase("its line has no end"))
        request = read_request(line)
        if request.config and mark_of(Path(request.config)) != self._mark:
            problem = Problem(phrase("Other settings"), phrase("The program that answers has another settings file."))
            raise Declined(Exit.USAGE, problem)
        return request

    async def _while_there(
        self, request: Request, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, who: Callable[[], Program]
    ) -> dict[str, object]:
        """Whoever goes before the answer wants none."""
        loop = asyncio.get_running_loop()

        def tell(text: str, scan: str = "") -> None:
            writer.write(told_line(text, scan))

        work = loop.create_task(self._guarded(request, tell, lambda: asyncio.to_thread(who)))
        gone = loop.create_task(reader.read(1))
        try:
            await asyncio.wait({work, gone}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise ConnectionResetError
            return work.result()
        finally:
            for task in (work, gone):
                task.cancel()
            await asyncio.gather(work, gone, return_exceptions=True)

    async def _guarded(self, request: Request, tell: Tell, who: Callable[[], Awaitable[Program]]) -> dict[str, object]:
        try:
            return await self._answer(request, tell, who)
        except Declined:
            raise
        except Exception as error:
            raise Declined(Exit.FAILED, _DEFECT) from error


async def _line(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.readline()
    except ValueError:
        raise ValueError(phrase("it is too long")) from None


def _not_understood(reason: str) -> Declined:
    return Declined(
        Exit.USAGE, Problem(phrase("Not understood"), phrase("The request cannot be read: {reason}.", reason=reason))
    )
