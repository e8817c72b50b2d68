"""The person at the terminal, asked whether a route's credential may go to another machine."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from typing import Final

from pomtray.cli.asking import tell
from pomtray.cli.telling import is_typed, is_yes, told
from pomtray.core.domain.route import Route
from pomtray.core.text import phrase

if sys.platform != "win32":
    import termios

_ANSWERED_FOR: Final = 45.0
"""Seconds; who asks waits for a minute."""
_LONGEST: Final = 1024


class ConsentPrompt:
    """asker: the other machine. terminal: a descriptor of it, to read answers from."""

    def __init__(self, asker: str, terminal: int) -> None:
        self._asker = asker
        self._terminal = terminal
        self._always: set[str] = set()
        self._open: dict[str, asyncio.Task[bool]] = {}
        self._one = asyncio.Lock()

    async def agreed(self, route: Route) -> bool:
        """One answer counts for all that ask for the route meanwhile."""
        if route.name in self._always:
            return True
        if route.name not in self._open:
            asking = asyncio.create_task(self._asked(route), name="consent")
            self._open[route.name] = asking
            asking.add_done_callback(lambda _: self._open.pop(route.name))
        return await asyncio.shield(self._open[route.name])

    def close(self) -> None:
        """Ask nothing any more."""
        for asking in self._open.values():
            asking.cancel()

    async def _asked(self, route: Route) -> bool:
        async with self._one:
            self._forget_typed()
            asks = phrase(
                "{machine} asks for the credential of {route}. Hand it over?", machine=self._asker, route=route.shown
            )
            tell(f"\a{told(asks)}")
            tell(phrase("y: this once, a: always while this runs, Enter: no"))
            try:
                async with asyncio.timeout(_ANSWERED_FOR):
                    answer = await self._typed()
            except TimeoutError:
                tell(phrase("Nobody has answered, so it was not handed over."))
                return False
        always = is_typed(answer, phrase("a", "always, as one types it"), phrase("always", "typed"))
        if always:
            self._always.add(route.name)
        return always or is_yes(answer)

    def _forget_typed(self) -> None:
        """What was typed before the question answers nothing."""
        if sys.platform != "win32":
            with suppress(termios.error):
                termios.tcflush(self._terminal, termios.TCIFLUSH)

    async def _typed(self) -> str:
        """The next line."""
        loop, come = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._terminal, come.set)
        try:
            await come.wait()
        finally:
            loop.remove_reader(self._terminal)
        with suppress(OSError):  # the terminal has gone
            return os.read(self._terminal, _LONGEST).decode(errors="replace").strip().lower()
        return ""
