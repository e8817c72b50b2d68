"""A request answered without the app: by the same rules, over a controller of the command's own.

Who reads and renews sessions holds the turn, so that no refresh token is used twice; who waits for a person does not,
but then only one command at a time opens a page, and the others find what came of it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import signal
import threading
from collections.abc import Awaitable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from pomtray.cli import asking
from pomtray.cli.alone import live
from pomtray.core.domain.route import Settings
from pomtray.core.errors import PomtrayError, Problem
from pomtray.core.model import credential_requests
from pomtray.core.requests.request import (
    Declined,
    Exit,
    Request,
    RequestKind,
    declined_line,
    done_line,
    read_request,
    route_meant,
)
from pomtray.core.system_errors import said_of
from pomtray.core.text import phrase, reason_of
from pomtray.desktop.files import places
from pomtray.desktop.settings import settings
from pomtray.desktop.settings.problems import none_there
from pomtray.desktop.vault.trouble import VaultTrouble, on_disk
from pomtray.desktop.vault.turn import SIGNING_IN, Turn

_TURN_FOR: Final = 60.0
_PERSONS_TURN_FOR: Final = 900.0
"""Seconds, for the sign-in that somebody else has begun."""
_SAID_AFTER: Final = 2.0
"""Seconds: most sign-ins that several commands want at once are over by then."""


def answer(said: dict[str, object], path: Path) -> dict[str, Any]:
    """The last line of the answer, as the app would give it."""
    places.settle_environment()
    logging.getLogger("pomtray").addHandler(logging.NullHandler())  # what went wrong is told here
    try:
        request = read_request(json.dumps(said).encode())
        with asyncio.Runner() as runner:
            line = done_line(runner.run(_interruptible(_Alone(path, said).answer(request))))
    except Declined as declined:
        line = declined_line(declined)
    except ValueError as error:
        sentence = phrase("That cannot be asked: {reason}.", reason=reason_of(error))
        line = declined_line(Declined(Exit.USAGE, Problem(phrase("Not understood"), sentence)))
    except _AppRuns as found:
        return found.answer
    except OSError as error:
        problem = Problem(
            phrase("Sessions cannot be read"),
            said_of(error, path),
            phrase("Check its permissions and the free space."),
        )
        line = declined_line(Declined(Exit.LOCKED, problem))
    return asking.read_frame(line)


async def _interruptible(answering: Awaitable[dict[str, object]]) -> dict[str, object]:
    """SIGTERM, and the end of its terminal, end it as Ctrl+C does: what it has begun is given up in order.

    Commands that go on for longer ask in a thread, and hear signals themselves.
    """
    told = asyncio.Event()
    is_main = threading.current_thread() is threading.main_thread()
    for name in ("SIGTERM", "SIGHUP") if is_main else ():
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            with contextlib.suppress(NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(number, _end, asyncio.current_task(), told)
    try:
        return await answering
    except asyncio.CancelledError:
        if told.is_set():
            raise KeyboardInterrupt from None
        raise


def _end(answering: asyncio.Task[Any] | None, told: asyncio.Event) -> None:
    told.set()
    if answering is not None:
        answering.cancel()


class _AppRuns(Exception):
    """The app has been started meanwhile, and has answered."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__()
        self.answer = answer


class _Alone:
    def __init__(self, path: Path, said: dict[str, object]) -> None:
        self._path = path
        self._said = said
        self._settings = _read(path)
        self._turn = Turn(path, places.data_folder())
        self._signing_in = Turn(path, places.data_folder(), SIGNING_IN)

    async def answer(self, request: Request) -> dict[str, object]:
        """The answer's content. Raises `Declined`, `_AppRuns` and `OSError`."""
        try:
            if request.do is RequestKind.STATUS:
                return await self._once(None, request)
            if request.do is not RequestKind.RENEW:
                with contextlib.suppress(_Waits):
                    return await self._in_turn(request, patient=False)
            await self._take_persons()
            answered = await self._in_turn(request, patient=True)
            await asyncio.to_thread(self._tell_app)
            return answered
        finally:
            self._turn.give_back()
            self._signing_in.give_back()

    def _tell_app(self) -> None:
        """It may have been started while the person signed in."""
        path = str(self._path)
        asking.of_app({"v": 1, "do": RequestKind.REREAD.value, "config": path}, path)

    async def _in_turn(self, request: Request, *, patient: bool) -> dict[str, object]:
        """patient: for the person. Raises `_Waits` where it takes one, and they are not to be waited for yet."""
        hindered = await self._take_if_possible(request)
        try:
            return await self._once(hindered, replace(request, waits=request.waits and patient))
        except Declined as declined:
            if declined.status is Exit.SIGN_IN_NEEDED and request.waits and not patient and self._takes_person(request):
                raise _Waits from None
            raise
        finally:
            self._turn.give_back()

    def _takes_person(self, request: Request) -> bool:
        """A machine has been signed in, or refused, without."""
        return not credential_requests.is_machine(route_meant(self._settings, request.route))

    async def _take_if_possible(self, request: Request) -> VaultTrouble | None:
        """Why the turn cannot be had: then what is there counts as it is, and nothing is renewed."""
        try:
            await self._take(self._turn, _TURN_FOR)
        except OSError as error:
            if request.do not in {RequestKind.CREDENTIAL, RequestKind.LOGIN}:
                raise
            return on_disk(error, places.data_folder())
        return None

    async def _take_persons(self) -> None:
        """Whoever has to wait for another's sign-in is told: it may be one that nobody finishes."""
        text = phrase("Another pomtray command is signing in; this one waits for it.")
        saying = asyncio.get_running_loop().call_later(_SAID_AFTER, asking.tell, text)
        try:
            await self._take(self._signing_in, _PERSONS_TURN_FOR)
        finally:
            saying.cancel()

    async def _take(self, turn: Turn, patience: float) -> None:
        path = str(self._path)
        if await turn.take(patience, unless=lambda: asking.runs(path)):
            return
        found = await asyncio.to_thread(asking.of_app, self._said, path)
        if found is None:
            problem = Problem(
                phrase("Another pomtray is at work"),
                phrase("It has not come to an end."),
                phrase("Try again in a moment."),
            )
            raise Declined(Exit.UNREACHABLE, problem)
        raise _AppRuns(found)

    async def _once(self, hindered: VaultTrouble | None, request: Request) -> dict[str, object]:
        if hindered is None and (answered := await live.answer(self._path, self._settings, request)) is not None:
            return answered
        from pomtray.cli.alone.ground import Ground  # noqa: PLC0415 it takes longer than all else

        async with Ground(self._path, self._settings, request, hindered) as ground:
            return await ground.answer(self._turn.give_back)


class _Waits(Exception):
    """It takes a person, and another command may have asked them already."""


def _read(path: Path) -> Settings:
    try:
        if settings.is_there(path):
            return settings.read(path)
    except PomtrayError as error:
        raise Declined(Exit.USAGE, error.problem) from None
    raise Declined(Exit.USAGE, none_there(path).problem)
