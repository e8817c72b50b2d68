"""A vault with a live session, as a run of the program leaves it, and the commands that read it."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

from pomtray.core.domain.stored import merge
from pomtray.demo.settings_text import settings_text
from pomtray.desktop.vault.local_vault import vault_place
from pomtray.desktop.vault.vault import Vault
from tests.controller.test_with_demo import Ground


class Kept:
    def __init__(self, home: Path, ground: Ground, route: str) -> None:
        self.home, self.ground, self.route = home, ground, route
        self.settings = home / "pomtray.toml"
        self.file, self.entry = vault_place(self.settings, home / "other", home / ".local/share/pomtray")

    async def make(self) -> None:
        self.settings.write_text(settings_text(self.ground.demo))
        await self.ground.sign_in(self.route)
        await self.save()

    async def save(self) -> None:
        """What the program knows now."""
        saved = await self.ground.saved()
        vault = Vault(self.file, self.entry, merge=merge, deadline_for=20)
        await vault.load()
        await vault.save(saved)
        await vault.close()

    def argv(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "pomtray", "--config", str(self.settings), *arguments)

    def env(self) -> dict[str, str]:
        env = {**os.environ, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home), "LANG": "C.UTF-8"}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            env.pop(name, None)
        return env

    async def run(self, *arguments: str) -> Process:
        return await asyncio.create_subprocess_exec(
            *self.argv(*arguments), env=self.env(), stdin=PIPE, stdout=PIPE, stderr=PIPE
        )

    async def told(self, *arguments: str) -> tuple[int | None, str, str]:
        process = await self.run(*arguments)
        out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()


async def line(process: Process) -> str:
    """The next that it prints."""
    assert process.stdout is not None
    return (await asyncio.wait_for(process.stdout.readline(), 30)).decode().strip()


async def ended(process: Process) -> str:
    """What it said to the terminal's error side. NOTE: from Python 3.12 on `communicate` would end its input."""
    assert process.stderr is not None
    said = await asyncio.wait_for(process.stderr.read(), 30)
    await process.wait()
    return said.decode()
