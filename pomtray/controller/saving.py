"""Gets the sessions into the vault: one save at a time, the last one wins, retried while the vault is closed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import Final

from pomtray.controller.ports import Ports
from pomtray.core.domain.login import Login, LoginId
from pomtray.core.domain.remembered import Remembered
from pomtray.core.domain.stored import load, load_remembered, not_ours
from pomtray.core.errors import Part, Problem, VaultError
from pomtray.core.events import Event, FoundLocked, Impaired, Restored, VaultOpened
from pomtray.core.text import phrase, reason_of

_FIRST_RETRY_FOR = 30.0
_REST = 4
"""Times as long as a save took: so long at least there is none after it."""
_LONGEST_REST = 2.0
_LAST_RETRY_FOR = 600.0


class Saver:
    """Owns the vault. Never writes over one that it could not read."""

    def __init__(self, ports: Ports, happen: Callable[[Event], None], content: Callable[[], bytes]) -> None:
        """content: what is known now. A thread writes it down: of a thousand sessions that takes a while."""
        self._ports = ports
        self._happen = happen
        self._content = content
        self._open = False
        self._writable = False
        self._is_shut = False
        """It was put away: nothing is read or saved until it is unlocked."""
        self._problem: Problem | None = None
        """Why the last try failed."""
        self._due = False
        self._busy = asyncio.Lock()
        self._awaited = asyncio.Event()
        self._rests_until = 0.0
        self._retry_for = _FIRST_RETRY_FOR
        self._retry: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def begin(self) -> None:
        """Open it, unless it was locked before this program began: then nothing is read or saved until `unlock`."""
        self._is_shut = await self._ports.vault.is_locked()
        if self._is_shut:
            self._happen(FoundLocked(self._ports.now()))
        await self.open()

    async def open(self) -> None:
        """Read the last run's sessions; on failure work goes on in memory and this is tried again."""
        async with self._busy:
            if not self._is_shut and await self._try_open():
                await self._try_probe()

    async def put_away(self) -> Problem | None:
        """Save all that is due, and then nothing until `unlock`; why not, where something could not be saved."""
        try:
            await self._ports.vault.mark_locked()
        except VaultError as error:
            return error.problem
        await self.saved()
        if self._due or not self._open:
            await self._mark_open()
            return self._problem or _NOT_READ
        self._is_shut, self._writable = True, False
        return None

    async def unlock(self) -> Problem | None:
        """Read what was put away, and go on; why not, where it cannot be had: then all is as it was."""
        async with self._busy:
            try:
                opened = await self._read()
            except VaultError as error:
                return error.problem
            await self._mark_open()
            self._is_shut, self._open = False, True
            self._happen(opened)
            await self._try_probe()
        if self._due:
            self._start()
        return None

    async def _mark_open(self) -> None:
        """NOTE: where that fails nothing can be saved either, which is told as soon as it is tried."""
        with contextlib.suppress(VaultError):
            await self._ports.vault.mark_open()

    def save(self) -> None:
        """Save soon. Several wishes while a save runs are one more save."""
        self._due = True
        self._start()

    def retry(self) -> None:
        """Something may have changed: try again now what failed before."""
        if self._retry is not None:
            self._start()

    async def saved(self) -> None:
        """Returns once what is known now is in the vault, or was found not to get there."""
        self._awaited.set()
        while self._tasks:
            await asyncio.wait(set(self._tasks))  # whoever waits may give up; the save goes on
        self._awaited.clear()

    async def close(self) -> None:
        """Finish what is due. The caller bounds the time; what is not done by then is given up."""
        self._stop_retry()
        try:
            await self.saved()
        finally:
            for task in self._tasks:
                task.cancel()
            self._stop_retry()

    def _start(self) -> None:
        self._stop_retry()
        if self._is_shut:
            return
        task = asyncio.get_running_loop().create_task(self._work(), name="save")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self) -> None:
        async with self._busy:
            if not self._open and not await self._try_open():
                return
            if not self._writable and not await self._try_probe():
                return
            if self._due:
                await self._rest()
                await self._try_save()

    async def _try_open(self) -> bool:
        try:
            opened = await self._read()
        except VaultError as error:
            self._failed(error.problem)
            return False
        self._open = True
        self._happen(opened)
        return True

    async def _read(self) -> VaultOpened:
        """Raises `VaultError`."""
        content = await self._ports.vault.load()
        try:
            logins, remembered = await asyncio.to_thread(_read, content) if content else ({}, Remembered())
        except ValueError as error:
            raise VaultError(not_ours(reason_of(error))) from None
        return VaultOpened(self._ports.now(), logins, remembered)

    async def _try_probe(self) -> bool:
        """Whether sessions can be saved, as far as it can be known before there is one."""
        try:
            await self._ports.vault.probe()
        except VaultError as error:
            self._failed(error.problem)
            return False
        self._writable = True
        self._happen(Restored(self._ports.now(), Part.VAULT))
        return True

    async def _rest(self) -> None:
        """Saves of many sessions, one after the other, would take all the time there is; who waits for one gets it."""
        left = self._rests_until - asyncio.get_running_loop().time()
        if left > 0:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await self._awaited.wait()

    async def _try_save(self) -> None:
        self._due = False
        began_at = asyncio.get_running_loop().time()
        try:
            await self._ports.vault.save(await asyncio.to_thread(self._content))
        except VaultError as error:
            self._due = True
            self._failed(error.problem)
            return
        self._retry_for = _FIRST_RETRY_FOR
        now = asyncio.get_running_loop().time()
        self._rests_until = now + min(_REST * (now - began_at), _LONGEST_REST)
        self._happen(Restored(self._ports.now(), Part.VAULT))

    def _failed(self, problem: Problem) -> None:
        self._problem = problem
        self._happen(Impaired(self._ports.now(), Part.VAULT, problem))
        self._stop_retry()
        self._retry = asyncio.get_running_loop().call_later(self._retry_for, self._start)
        self._retry_for = min(self._retry_for * 2, _LAST_RETRY_FOR)

    def _stop_retry(self) -> None:
        if self._retry is not None:
            self._retry.cancel()
            self._retry = None


_NOT_READ: Final = Problem(phrase("The vault is not read"), phrase("It has not answered yet."))


def _read(content: bytes) -> tuple[dict[LoginId, Login], Remembered]:
    return load(content), load_remembered(content)
