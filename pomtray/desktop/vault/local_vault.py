"""What can be known of a vault with neither keyring nor cipher: the tray's part of one that the worker opens."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from pomtray.desktop.processes.daemon_thread import DaemonThread
from pomtray.desktop.settings.mark import mark_of
from pomtray.desktop.vault import sealed_file
from pomtray.desktop.vault.lock_mark import LockMark
from pomtray.desktop.vault.trouble import Trouble, VaultTrouble

T = TypeVar("T")


def vault_place(config: Path, default_config: Path, data_folder: Path) -> tuple[Path, str]:
    """The vault's file and keyring entry for one settings file: each `--config` has its own."""
    mark = mark_of(config)
    if mark == mark_of(default_config):
        return data_folder / "sessions.vault", "sessions"
    return data_folder / f"sessions-{mark}.vault", f"sessions-{mark}"


class LocalVault:
    """`path`, `deadline_for`: as `Vault`'s, which is one."""

    def __init__(self, path: Path, *, deadline_for: float = 5.0) -> None:
        self._path = path
        self._mark = LockMark(path)
        self._deadline_for = deadline_for
        self._thread = DaemonThread("vault")

    async def is_there(self) -> bool:
        """Whether there is a file, or something in its place."""
        return await asyncio.to_thread(os.path.lexists, self._path)

    async def is_locked(self) -> bool:
        """Whether no program is to use what is in it, until somebody unlocks it (`LockMark`)."""
        return await asyncio.to_thread(lambda: self._mark.is_there)

    async def mark_locked(self) -> None:
        """Let every program know. Raises `VaultTrouble` (disk)."""
        await asyncio.to_thread(self._mark.put)

    async def mark_open(self) -> None:
        """Raises `VaultTrouble` (disk)."""
        await asyncio.to_thread(self._mark.take_away)

    async def probe(self) -> None:
        """Raises `VaultTrouble` where it is plain, with nothing saved and no keyring asked, that a save would fail."""
        await self._within(self._start(self._in_thread(self._rehearse)))

    async def close(self) -> None:
        """Its thread does not keep the program from ending."""

    def _rehearse(self) -> None:
        with sealed_file.locked(self._path):
            sealed_file.rehearse(self._path)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._thread.submit(work))

    @property
    def _waits(self) -> bool:
        """Whether it is the person that is waited for."""
        return False

    def _start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.get_running_loop().create_task(work)
        task.add_done_callback(lambda done: done.cancelled() or done.exception())  # may end unwatched
        return task

    async def _within(self, task: asyncio.Task[T]) -> T:
        try:
            async with asyncio.timeout(self._deadline_for):
                return await asyncio.shield(task)
        except TimeoutError:
            raise VaultTrouble(Trouble.ASKING if self._waits else Trouble.SLOW) from None
