"""The credential of one route for commands that carry it: as the vault holds it, else as the other commands get it.

The vault is looked at first, which costs next to nothing: whoever renews a session saves it there. Nothing is written
to it here. While it is locked nothing is taken from it, and nothing of it is kept. Where the person is asked about
programs a running app comes first. Its yes counts for a quarter of a minute: one that is taken back does not last.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from pomtray.cli import asking
from pomtray.cli.own_vault import held
from pomtray.core.domain.lock import LOCKED
from pomtray.core.domain.login import is_live, session_of
from pomtray.core.domain.route import Route
from pomtray.core.domain.session import Session
from pomtray.core.errors import PomtrayError, Problem, Refused, SignInNeeded, VaultError
from pomtray.core.network.header import header
from pomtray.core.requests.request import error_of
from pomtray.core.secret import Secret
from pomtray.core.text import phrase
from pomtray.desktop.processes.daemon_thread import DaemonThread
from pomtray.desktop.processes.process_table import SUPPORTED
from pomtray.desktop.vault.lock_mark import LockMark
from pomtray.desktop.vault.vault import Vault

_LOOKED_AT_EVERY: Final = 1.0
"""Seconds. One `stat`: asyncio has no event for a file that changes."""
_ASKED_EVERY: Final = 15.0
"""Seconds, where the vault does not have the session: without a keyring the app alone knows it."""


class Kept:
    """Of `route`, whose session may be renewed and ended meanwhile; `file` is the vault's, `config` the settings'.

    vault: opens it. While it is locked it is let go, with the key that it has of the keyring.
    known_as: what the app knows the route by. asks: whether the person is to be asked about programs.
    """

    def __init__(
        self,
        vault: Callable[[], Vault],
        file: Path,
        route: Route,
        config: Path,
        *,
        known_as: str = "",
        asks: bool = False,
    ) -> None:
        self._open = vault
        self._vault: Vault | None = None
        self._file = file
        self._mark = LockMark(file)
        self._route = route
        self._config = config
        self._known_as = known_as or route.name
        self._asks = asks
        self._agreed_until = 0.0
        self._written: tuple[int, int] | None = None
        self._session: Session | None = None
        self._secrets: dict[str, Secret] = {}
        self._reading = asyncio.Lock()
        self._asking = DaemonThread("credential")

    async def header(self) -> tuple[str, str]:
        return await self._header(wait=False, browser=False)

    async def first_header(self, *, browser: bool) -> None:
        """Wait until there is one; the person may have to sign in. browser: the page is opened, not only told."""
        await self._header(wait=True, browser=browser)

    async def over(self) -> Problem:
        """NOTE: a vault or an app that cannot be asked for a while says nothing about the session."""
        loop = asyncio.get_running_loop()
        asks_at = loop.time() + _ASKED_EVERY
        while True:
            if await self._sleeps_locked(_LOOKED_AT_EVERY):
                return LOCKED
            if self._session is None and loop.time() < asks_at:
                continue
            asks_at = loop.time() + _ASKED_EVERY
            try:
                await self.header()
            except SignInNeeded:
                said = phrase("There is no session for {route} any more.", route=self._route.shown)
                return Problem(phrase("The session is over"), said, phrase("Sign in, and start this again."))
            except PomtrayError as error:
                if error.problem == LOCKED or (self._asks and isinstance(error, Refused)):
                    return error.problem

    async def locked(self) -> None:
        """Returns once it is locked; nothing is kept here then."""
        while not await self._sleeps_locked(_LOOKED_AT_EVERY):
            pass

    async def unlocked(self) -> None:
        """Returns once it is not locked any more."""
        while await self._sleeps_locked(_LOOKED_AT_EVERY):
            pass

    async def _sleeps_locked(self, seconds: float) -> bool:
        await asyncio.sleep(seconds)
        return await self._is_locked()

    async def _is_locked(self) -> bool:
        if not await asyncio.to_thread(lambda: self._mark.is_there):
            return False
        self._session, self._secrets, self._written = None, {}, None
        await self.close()
        return True

    def passphrase(self, name: str) -> Secret | None:
        """Of a client certificate's key; once the vault has been read."""
        return self._secrets.get(name)

    async def close(self) -> None:
        vault, self._vault = self._vault, None
        if vault is not None:
            await vault.close()

    async def _header(self, *, wait: bool, browser: bool) -> tuple[str, str]:
        """Raises `VaultError` while it is locked, whether the app runs or not."""
        if await self._is_locked():
            raise VaultError(LOCKED)
        if await self._may_look():
            try:
                session = await self._live()
            except VaultError:
                session = None
            if session is not None:
                return header(self._route.header, session.credential)
        said = {"do": "credential", "route": self._known_as, "form": "", "min_valid": 0}
        said |= {"wait": wait, "browser": browser}
        answering = self._asking.submit(lambda: header_for(self._route, asked(said, self._config)))
        answer = await asyncio.wrap_future(answering)
        self._agreed_until = time.monotonic() + (_ASKED_EVERY if SUPPORTED else math.inf)
        return answer

    async def _may_look(self) -> bool:
        """Whether the vault may be used without the app's yes. NOTE: without an app there is nobody to say it.

        Where the system does not say who asks, one yes is for all of the run: each would be a question.
        """
        if not self._asks or time.monotonic() < self._agreed_until:
            return True
        return not await asyncio.to_thread(asking.runs, asking.settings_path(self._config))

    async def _live(self) -> Session | None:
        async with self._reading:
            written = await asyncio.to_thread(_written, self._file)
            if written != self._written:
                self._session = None
                await self._read()
                self._written = written
            if self._session is not None and not is_live(self._session, datetime.now(UTC)):
                self._session = None
        return self._session

    async def _read(self) -> None:
        self._vault = self._vault or self._open()
        logins, self._secrets = await held(self._vault)
        login = logins.serving(self._route)
        self._session = session_of(login.state) if login else None


def asked(said: dict[str, object], config: Path | None) -> dict[str, Any]:
    """As the running app has it, or as it is got without one. Raises `PomtrayError`."""
    try:
        return asking.ask(said, config)
    except asking.No as no:
        raise error_of(no.status, Problem(no.title, no.text)) from None


def header_for(route: Route, answer: Mapping[str, Any]) -> tuple[str, str]:
    """Of an answer with a credential. Raises `Refused` where a route of that name is at another origin by now."""
    if answer["origin"] != str(route.origin):
        said = phrase(
            "{route} is at {origin} now, so its credential does not go to {before}.",
            route=route.shown,
            origin=answer["origin"],
            before=route.origin.authority,
        )
        raise Refused(Problem(phrase("The route has moved"), said, phrase("Start it again.")))
    name, value = answer["header"]
    return name, value


def _written(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
