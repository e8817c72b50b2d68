"""Has the keyring ask the person: where they wish it and before a sign-in, and never before they know why."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from pomtray.controller.attempts import RunningAttempt
from pomtray.controller.ports import Ports
from pomtray.controller.saving import Saver
from pomtray.core.domain import lock
from pomtray.core.domain.login import Doubt, Question, Stage
from pomtray.core.errors import Part, Problem, VaultError
from pomtray.core.events import Event, Impaired
from pomtray.core.text import phrase
from pomtray.core.view.keyring import ASKS


class KeyringPrompts:
    """Whatever the person says, work goes on: in memory. Saving tells what came of it."""

    def __init__(self, ports: Ports, happen: Callable[[Event], None], saver: Saver) -> None:
        self._ports = ports
        self._happen = happen
        self._saver = saver
        self._telling = asyncio.Lock()
        """One sign-in asks; others that begin meanwhile wait for the answer."""
        self._prompting = asyncio.Lock()

    async def before_sign_in(self, attempt: RunningAttempt) -> None:
        """Where the session could not be kept without asking: say why, then ask, once."""
        if self._telling.locked() or self._prompting.locked():
            attempt.stage(Stage.KEYRING)
        async with self._telling:
            async with self._prompting:
                problem = await self._obstacle()
            if problem is not None:
                await self._tell(attempt, problem)
        attempt.stage(Stage.ASKING)

    async def try_again(self) -> None:
        """The person wishes it, and so knows why."""
        with suppress(VaultError):
            await self._ports.vault.ask_again()
        await self._unlock()
        self._saver.retry()

    async def unlock(self) -> None:
        """The person wishes to have pomtray unlocked."""
        with suppress(VaultError):
            await self._ports.vault.ask_again()
        await self._unlock(lock.ASKS)

    async def _tell(self, attempt: RunningAttempt, problem: Problem) -> None:
        attempt.stage(Stage.KEYRING)
        if await attempt.ask(Question(Doubt.KEYRING, problem.title, problem.text(), phrase("Continue"))):
            await self._unlock()
            return
        with suppress(VaultError):
            await self._ports.vault.decline()
        self._saver.save()

    async def _unlock(self, says: Problem = ASKS) -> None:
        async with self._prompting:
            if await self._obstacle() is None:
                return
            self._happen(Impaired(self._ports.now(), Part.VAULT, says))
            try:
                await self._ports.vault.unlock()
            except VaultError:
                pass  # so does saving
            finally:
                self._saver.save()

    async def _obstacle(self) -> Problem | None:
        """None also where asking would not help: saving says why."""
        with suppress(VaultError):
            return await self._ports.vault.obstacle()
        return None
