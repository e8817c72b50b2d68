"""The clipboard through XWayland, for Mutter: what a helper process puts there as an X11 program counts without focus.

When such a process ends without a word, Mutter keeps a copy for good; another one can still take that over and drop it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
from asyncio.subprocess import DEVNULL, PIPE, Process
from datetime import timedelta
from typing import Final, cast

from pomtray.desktop.clipboard.fingerprint import Ours
from pomtray.desktop.processes import stopping
from pomtray.desktop.processes.own_command import own_command

_ANSWER_FOR: Final = 10.0
"""Seconds: the process starts, and XWayland may have to start as well."""
_GRACE: Final = timedelta(seconds=5)
"""So much later the process clears by itself, should we hang."""
_NOT_INHERITED: Final = frozenset({"WAYLAND_DISPLAY", "WAYLAND_SOCKET", "SESSION_MANAGER", "QT_QPA_PLATFORMTHEME"})


class XWayland:
    """Holds by a process of its own; the secret goes there by its standard input."""

    def __init__(self) -> None:
        self._holder: Process | None = None

    async def put(self, secret: str, hold_for: timedelta) -> bool:
        milliseconds = (max(hold_for, timedelta()) + _GRACE) // timedelta(milliseconds=1)
        order: dict[str, str | int] = {"hold": secret, "for": milliseconds}
        if await self._says(order) == "held":
            return True
        await self.clear(Ours().adding(secret))
        return False

    async def clear(self, ours: Ours) -> bool:
        if self._holder is not None:
            _let_go(self._holder)
            if await _output_of(self._holder) == "gone":
                return True
            await self.close()
        return await self._says({"clear": ours.to_json()}) == "gone"

    async def _says(self, order: dict[str, str | int]) -> str:
        """The first word of a new holder; "" where none can be started."""
        try:
            self._holder = await _ordered(order)
        except OSError:
            return ""
        return await _output_of(self._holder)

    async def close(self) -> None:
        """NOTE: without a word: a holder that is told to let go would clear what a later one has put."""
        holder, self._holder = self._holder, None
        if holder is None:
            return
        stopping.kill(holder)
        await holder.wait()


async def _ordered(order: dict[str, str | int]) -> Process:
    """A holder that was told what to do; nothing of that is in its command line or environment."""
    environment = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    process = await asyncio.create_subprocess_exec(
        *own_command("pomtray.desktop.clipboard.holder"),
        stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=environment | {"QT_QPA_PLATFORM": "xcb"}, start_new_session=True,
    )  # fmt: skip
    stdin = cast("asyncio.StreamWriter", process.stdin)
    with contextlib.suppress(ConnectionError):
        stdin.write(json.dumps(order).encode() + b"\n")
        await stdin.drain()
    return process


async def _output_of(process: Process) -> str:
    """The next word of the holder; "" where there is none in time."""
    stdout = cast("asyncio.StreamReader", process.stdout)
    try:
        async with asyncio.timeout(_ANSWER_FOR):
            return (await stdout.readline()).decode("ascii", "replace").strip()
    except (TimeoutError, ValueError):
        return ""


def _let_go(process: Process) -> None:
    cast("asyncio.StreamWriter", process.stdin).close()
