"""The vault, for the program at the other end: it knows of each save what that one has seen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from pomtray.core.domain.stored import merge
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble
from pomtray.desktop.vault.vault import Vault
from pomtray.pair import vault_messages as of_vault

_SETTLES_FOR: Final = 8.0
"""Seconds that a save which is under way has at the end."""
_LONG: Final = timedelta(days=1)
_SOON: Final = timedelta(minutes=1)


class OwnVault:
    """Calls of the port `Vault`. tell: hears of saves that came to their end after their caller had given up."""

    def __init__(self, place: of_vault.VaultPlace, tell: Callable[[of_vault.Saved], None]) -> None:
        self._vault = Vault(Path(place.path), place.entry, merge=merge)
        self._vault.resume(place.seen, place.tried)
        self._tell = tell
        self._late: asyncio.Task[None] | None = None

    @property
    def stays_for(self) -> timedelta | None:
        """NOTE: KeePassXC lets the person allow a connection, so the next worker would have to ask anew."""
        if self._vault.guarded:
            return _LONG
        return _SOON if self._late is not None and not self._late.done() else None

    def cancel(self) -> None:
        self._vault.cancel()

    async def perform(self, call: Any) -> object:
        """Raises `VaultTrouble`."""
        match call:
            case of_vault.Load():
                data = await self._vault.load()
                return of_vault.Loaded(data, self._vault.seen)
            case of_vault.Save(data):
                return await self._saved(data)
            case of_vault.FindObstacle():
                return await self._vault.obstacle()
            case _:
                await self._done(call)
        return None

    async def _done(self, call: Any) -> None:
        match call:
            case of_vault.AskAgain():
                await self._vault.ask_again()
            case of_vault.Unlock():
                await self._vault.unlock()
            case of_vault.Decline():
                await self._vault.decline()
            case _:
                raise LookupError

    async def close(self) -> None:
        """Finish what is being saved; a question to the person is taken back."""
        self._vault.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_SETTLES_FOR):
                await self._vault.settled()

    async def _saved(self, data: bytes) -> of_vault.Saved:
        try:
            await self._vault.save(data)
        except VaultTrouble as trouble:
            if trouble.kind in {Trouble.SLOW, Trouble.ASKING} and (self._late is None or self._late.done()):
                self._late = asyncio.get_running_loop().create_task(self._saved_late())
            raise
        return of_vault.Saved(self._vault.seen)

    async def _saved_late(self) -> None:
        await self._vault.settled()
        self._tell(of_vault.Saved(self._vault.seen))
