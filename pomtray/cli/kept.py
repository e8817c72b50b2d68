"""The credential of one route as the vault holds it, for commands that carry it; who renews it saves it there.

Nothing is written, and the keyring asks nobody.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pomtray.core.errors import PomtrayError, Problem, Refused, VaultError
from pomtray.core.header import header
from pomtray.core.login import is_live, session_of
from pomtray.core.logins import Logins
from pomtray.core.route import HeaderForm, Route
from pomtray.core.secret import Secret
from pomtray.core.session import Session
from pomtray.core.stored import load, load_remembered
from pomtray.desktop.vault import Vault
from pomtray.forward.refusing import sign_in_needed

_LOOKED_AT_EVERY: Final = 1.0
"""Seconds. One `stat`: asyncio has no event for a file that changes."""


class Kept:
    """`form`: as the route says, where none is given."""

    def __init__(self, vault: Vault, file: Path, route: Route, form: HeaderForm | None = None) -> None:
        self._vault = vault
        self._file = file
        self._route = route
        self._form = form or route.header
        self._written: tuple[int, int] | None = None
        self._session: Session | None = None
        self._secrets: dict[str, Secret] = {}
        self._reading = asyncio.Lock()

    async def header(self) -> tuple[str, str]:
        session = await self._live()
        if session is None:
            raise sign_in_needed(self._route)
        if (refusal := session.closed(self._route.origin)) is not None:
            raise Refused(refusal)
        return header(self._form, session.credential)

    async def over(self) -> Problem:
        """NOTE: a vault that cannot be read for a while says nothing about the session."""
        held = False
        while True:
            try:
                session = await self._live()
            except PomtrayError:
                session = self._session
            if held and session is None:
                return Problem(
                    "The session is over", f"There is no session for {self._route.shown} any more.", "Sign in."
                )
            held = held or session is not None
            await asyncio.sleep(_LOOKED_AT_EVERY)

    def passphrase(self, name: str) -> Secret | None:
        """Of a client certificate's key; once the vault has been read."""
        return self._secrets.get(name)

    async def close(self) -> None:
        await self._vault.close()

    async def _live(self) -> Session | None:
        async with self._reading:
            written = await asyncio.to_thread(_written, self._file)
            if written != self._written:
                await self._read()
                self._written = written
        return self._session if self._session and is_live(self._session, datetime.now(UTC)) else None

    async def _read(self) -> None:
        data = await self._vault.load() or b""
        try:
            logins = Logins(load(data)) if data else Logins()
            self._secrets = dict(load_remembered(data).secrets) if data else {}
        except ValueError as error:
            raise VaultError(Problem("The vault cannot be read", f"{self._file}: {error}.", "Start pomtray.")) from None
        login = logins.serving(self._route)
        self._session = session_of(login.state) if login else None


def _written(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino
