"""A supervisor with real workers, and a vault whose key a file keeps."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pomtray import __version__
from pomtray.controller.worker_vault import WorkerVault
from pomtray.core.domain.stored import merge
from pomtray.desktop.processes.worker_process import WorkerProcess, start_worker
from pomtray.desktop.vault.vault import Vault
from pomtray.pair import messages as say
from pomtray.pair import vault_messages as of_vault
from pomtray.pair.supervisor import Supervisor


@dataclass
class Workers:
    """Starts workers and remembers them."""

    folder: Path
    idle_for: float = 60.0
    answers_for: float = 30.0
    standing: say.WorkerConfig = field(default_factory=say.WorkerConfig)
    version: str = __version__
    withheld: frozenset[str] = frozenset()
    started: list[WorkerProcess] = field(default_factory=list)
    news: list[object] = field(default_factory=list)
    doubted: Callable[[str], None] = lambda _: None

    def __post_init__(self) -> None:
        self.supervisor = Supervisor(
            self._start,
            begin=lambda: say.Handshake(self.vault.place, demo=True, version=self.version),
            standing=lambda: self.standing,
            hear=self._hear,
            idle_for=self.idle_for,
            answers_for=self.answers_for,
        )
        self.here = Vault(self.folder / "data/sessions.vault", "sessions", merge=merge)
        self.vault = WorkerVault(self.supervisor, str(self.folder / "data/sessions.vault"), "sessions", self.here)

    @property
    def last(self) -> WorkerProcess:
        return self.started[-1]

    async def kill(self) -> None:
        """The one that runs; another may have been started on return."""
        process = self.last
        process.kill()
        await self.ended(process)

    async def ended(self, process: WorkerProcess | None = None) -> None:
        """Returns once that one has, or the last."""
        ending = process or self.last
        async with asyncio.timeout(30):
            while ending._process.poll() is None:
                await asyncio.sleep(0.01)

    async def stored(self) -> bytes | None:
        """What somebody else finds in the vault."""
        other = Vault(self.folder / "data/sessions.vault", "sessions", merge=merge, deadline_for=20)
        try:
            return await other.load()
        finally:
            await other.close()

    def _hear(self, news: object) -> None:
        self.news.append(news)
        if isinstance(news, say.SignInDoubted):
            self.doubted(news.session)
        if isinstance(news, of_vault.Saved):
            self.vault.saved(news)

    async def _start(self) -> WorkerProcess:
        process = await start_worker(self.withheld)
        self.started.append(process)
        return process


@pytest.fixture
def keyring_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of the keyring that every worker finds, and this process too."""
    folder = tmp_path / "keyring"
    folder.mkdir()
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "tests.worker.file_keyring.Keyring")
    monkeypatch.setenv("KEYRING_PROPERTY_FOLDER", str(folder))
    return folder


@pytest.fixture
async def workers(tmp_path: Path, keyring_folder: Path) -> AsyncIterator[Workers]:
    made = Workers(tmp_path)
    yield made
    await made.supervisor.close()
    await made.vault.close()
