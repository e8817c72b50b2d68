"""The credential of one route for commands that carry it, as another machine's pomtray hands it out (`elsewhere`).

It is asked for once for each session: whoever agrees over there is not asked again before that is renewed. Whether
there still is one `status` tells, about which nobody is asked.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, Final

from pomtray.cli.forwarding.kept import asked, header_for
from pomtray.core.domain.lock import LOCKED
from pomtray.core.domain.route import Route, Settings
from pomtray.core.errors import PomtrayError, Problem, SignInNeeded, Unreachable, VaultError
from pomtray.core.secret import Secret
from pomtray.core.text import phrase
from pomtray.core.view.badge import Badge
from pomtray.desktop.processes.daemon_thread import DaemonThread

_LOOKED_AT_EVERY: Final = 15.0
"""Seconds; what comes from over there has no other way to say that a session was renewed or ended."""
_ENDS: Final = ("expires_at", "expected_until")
_GOES_ON: Final = frozenset({Badge.ASKING.word, Badge.BUSY.word})
"""It is being renewed: what comes of that is seen later."""


async def routes_there() -> Settings:
    """What may be asked for there. Raises `PomtrayError`."""
    answer = await asyncio.to_thread(asked, {"do": "status"}, None)
    return Settings(routes=tuple(Route(row["name"], row["url"]) for row in answer["routes"]))


class Borrowed:
    """Of `route`, one of `routes_there`."""

    def __init__(self, route: Route) -> None:
        self._route = route
        self._header: tuple[str, str] | None = None
        self._ends: tuple[object, ...] = ()
        self._one = asyncio.Lock()
        self._asking = DaemonThread("credential")

    async def header(self) -> tuple[str, str]:
        async with self._one:
            if self._header is None or self._has_ended():
                answer = await self._ask({"do": "credential", "route": self._route.name})
                self._header, self._ends = header_for(self._route, answer), tuple(map(answer.get, _ENDS))
            return self._header

    async def first_header(self, *, browser: bool) -> None:
        """Nobody signs in for it. Raises `PomtrayError`."""
        del browser
        await self.header()

    async def over(self) -> Problem:
        """Raises `Unreachable` once nobody answers there any more."""
        while True:
            await asyncio.sleep(_LOOKED_AT_EVERY)
            try:
                await self._look()
            except Unreachable:
                raise
            except SignInNeeded as error:
                return error.problem
            except PomtrayError as error:
                if error.problem == LOCKED:
                    return LOCKED

    async def locked(self) -> None:
        """Returns once it is locked there; nothing is kept here then."""
        while not await self._is_locked():
            pass

    async def unlocked(self) -> None:
        """Returns once it is not locked there any more."""
        while await self._is_locked():
            pass

    async def _is_locked(self) -> bool:
        await asyncio.sleep(_LOOKED_AT_EVERY)
        try:
            await self._look()
        except PomtrayError as error:
            return error.problem == LOCKED
        return False

    def passphrase(self, name: str) -> Secret | None:
        """Of a client certificate's key: those stay there."""
        del name
        return None

    async def close(self) -> None:
        self._header = None

    async def _look(self) -> None:
        """Let go what is over there no more. Raises `PomtrayError`."""
        answer = await self._ask({"do": "status"})
        row = next((row for row in answer["routes"] if row["name"] == self._route.name), None)
        if answer["locked"]:
            self._header = None
            raise VaultError(LOCKED)
        if row is None or not (row["signed_in"] or row["state"] in _GOES_ON):
            self._header = None
            raise SignInNeeded(_over(self._route, answer["machine"]))
        if tuple(map(row.get, _ENDS)) != self._ends:
            self._header = None

    def _has_ended(self) -> bool:
        ends_at = next((datetime.fromisoformat(str(end)) for end in self._ends if end), None)
        return ends_at is not None and datetime.now(UTC) >= ends_at

    async def _ask(self, said: dict[str, object]) -> dict[str, Any]:
        return await asyncio.wrap_future(self._asking.submit(lambda: asked(said, None)))


def _over(route: Route, machine: str) -> Problem:
    said = phrase("{machine} has no session for {route} any more.", machine=machine, route=route.shown)
    way = phrase("Sign in on {machine}, and start this again.", machine=machine)
    return Problem(phrase("The session is over"), said, way)
