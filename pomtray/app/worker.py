"""The worker of the tray program: what it is started with, and what it tells."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from pomtray.controller.ports import SignInClient
from pomtray.controller.worker_client import WorkerClient
from pomtray.controller.worker_vault import WorkerVault
from pomtray.core.errors import Problem
from pomtray.core.model import Model
from pomtray.core.network.tls import is_passphrase
from pomtray.desktop import freed_memory
from pomtray.desktop.processes.worker_process import WorkerProcess, start_worker
from pomtray.desktop.vault.local_vault import LocalVault
from pomtray.desktop.vault.memory import MemoryVault
from pomtray.pair import messages as say
from pomtray.pair import vault_messages as of_vault
from pomtray.pair.supervisor import Supervisor

_OURS = "pomtray."
_LATE_AFTER = 1.0
"""Seconds: what was given up for the lock has let go by then."""


class Worker:
    """vault: where it is, or one that is here. model: what holds now. troubled: what a worker has to say, once.

    doubted: the id of a session whose sign-in somebody else may have answered.
    """

    def __init__(
        self,
        vault: tuple[Path, str] | MemoryVault,
        model: Callable[[], Model],
        troubled: Callable[[Problem], None],
        doubted: Callable[[str], None],
        *,
        demo: bool,
    ) -> None:
        self._model = model
        self._troubled = troubled
        self._doubted = doubted
        self._told: set[Problem] = set()
        self._demo = demo
        self._supervisor = Supervisor(self._start, begin=self._begin, standing=self._standing, hear=self._hear)
        self.vault = self._of_worker(*vault) if isinstance(vault, tuple) else vault

    def _of_worker(self, path: Path, entry: str) -> WorkerVault:
        return WorkerVault(self._supervisor, str(path), entry, LocalVault(path))

    async def client(self) -> SignInClient:
        return WorkerClient(self._supervisor)

    def warm(self) -> None:
        """Somebody looks."""
        self._supervisor.warm()

    async def let_go(self) -> None:
        """Nothing that it holds is to stay in memory, nor what is left of it here."""
        await self._supervisor.let_go()
        await freed_memory.give_back()
        await asyncio.sleep(_LATE_AFTER)
        await freed_memory.give_back()

    def rest(self) -> None:
        """A session is over: the one that knew it goes, unless it has something to do."""
        self._supervisor.rest()

    async def close(self) -> None:
        await self._supervisor.close()
        await self.vault.close()

    async def _start(self) -> WorkerProcess:
        return await start_worker(self._model().settings.secret_variables)

    def _begin(self) -> say.Handshake:
        return say.Handshake(self.vault.place if isinstance(self.vault, WorkerVault) else None, self._demo)

    def _standing(self) -> say.WorkerConfig:
        model = self._model()
        phrases = {name: secret for name, secret in model.remembered.secrets.items() if is_passphrase(name)}
        return say.WorkerConfig(model.settings, phrases)

    def _hear(self, news: object) -> None:
        match news:
            case of_vault.Saved() if isinstance(self.vault, WorkerVault):
                self.vault.saved(news)
            case say.SignInDoubted(session):
                self._doubted(session)
            case say.ProxyProblem(problem) if problem not in self._told:
                self._told.add(problem)
                self._troubled(problem)
            case say.LogLine(logger, level, line) if logger.startswith(_OURS):
                logging.getLogger(logger).log(level, "%s", line)
