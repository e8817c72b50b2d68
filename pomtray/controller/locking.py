"""Lock and unlock, performed: what is saved leaves the memory, and comes back from the vault."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pomtray.controller.keyring_prompts import KeyringPrompts
from pomtray.controller.ports import Ports
from pomtray.controller.saving import Saver
from pomtray.controller.tasks import Tasks, cancelled
from pomtray.core.events import Event, Locked, LockRefused, UnlockRefused

LOCK: Final = "lock"
_GO_ON: Final = (LOCK, "clipboard", "open ")
"""How the names of tasks begin that hold no session, or take what is copied away."""


class Locking:
    """Performs the effects `LockVault` and `UnlockVault`."""

    def __init__(
        self, ports: Ports, happen: Callable[[Event], None], saver: Saver, keyring: KeyringPrompts, tasks: Tasks
    ) -> None:
        self._ports = ports
        self._happen = happen
        self._saver = saver
        self._keyring = keyring
        self._tasks = tasks

    async def lock(self) -> Event | None:
        """NOTE: between the last save and the event nothing else has its turn, so nothing can be new."""
        problem = await self._saver.put_away()
        if problem is not None:
            return LockRefused(self._ports.now(), problem)
        self._happen(Locked(self._ports.now()))
        self._tasks.give_up_waiting()
        going_on = {task for name in _GO_ON for task in self._tasks.running(name)}
        await cancelled(self._tasks.running("") - going_on)
        await self._ports.let_go()
        return None

    async def unlock(self) -> Event | None:
        """The keyring asks the person where it has to."""
        await self._keyring.unlock()
        problem = await self._saver.unlock()
        return None if problem is None else UnlockRefused(self._ports.now(), problem)
