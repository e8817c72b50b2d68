"""A command that goes on until it is ended: by the person, by SIGTERM, or by what it lives from."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from pomtray.cli import asking
from pomtray.core.errors import PomtrayError
from pomtray.core.requests.request import Exit, status_of
from pomtray.core.text import joined, reason_of
from pomtray.desktop import freed_memory
from pomtray.desktop.files import places

_INTERRUPTED: Final = 130


class Misused(Exception):
    """The command line says something that cannot be."""


def run(command: Coroutine[Any, Any, int]) -> int:
    """Gives the exit status."""
    places.settle_environment()
    freed_memory.overwrite()
    logging.getLogger("pomtray").addHandler(logging.NullHandler())  # what went wrong is said here
    try:
        return asyncio.run(_until_ended(command))
    except Misused as error:
        say(reason_of(error))
        return Exit.USAGE
    except PomtrayError as error:
        say(joined(": ", (error.problem.title, error.problem.text())))
        return status_of(error)
    except KeyboardInterrupt:
        return _INTERRUPTED


def say(text: str) -> None:
    """On the terminal's error side."""
    asking.note(text)


async def _until_ended(running: Coroutine[Any, Any, int]) -> int:
    """SIGTERM ends it as Ctrl+C does."""
    task = asyncio.ensure_future(running)
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(freed_memory.THREADS))
    with contextlib.suppress(NotImplementedError):
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return _INTERRUPTED
