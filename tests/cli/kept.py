"""A vault as a run before left it, with the demo behind it, and commands as a person starts them: no app runs."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from pomtray.core.domain.login import SignedIn, session_of
from pomtray.core.domain.stored import dump, load, load_remembered, merge
from pomtray.demo.settings_text import settings_text
from pomtray.desktop.vault.local_vault import vault_place
from pomtray.desktop.vault.vault import Vault
from tests.controller.test_with_demo import Ground
from tests.controller.world import until

_BROWSER = """#!{python}
import asyncio, sys
sys.path.insert(0, {root!r})
from pomtray.demo.browser import PageFollower
async def main():
    with open({log!r}, "a") as log:
        log.write("opened\\n")
    async with PageFollower("alice") as browser:
        await browser.open(sys.argv[1])
asyncio.run(main())
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int | None
    out: str
    err: str


def _as_a_minute_later(content: bytes) -> bytes:
    """What the server said of the sessions is older than it is believed for."""
    aged = {}
    for key, login in load(content).items():
        session = session_of(login.state)
        assert session is not None
        check = replace(session.check, answered_at=session.check.answered_at - timedelta(minutes=1))
        aged[key] = replace(login, state=SignedIn(replace(session, check=check)))
    return dump(aged, load_remembered(content))


class Kept:
    """`home` is the person's, with a keyring of the test's beside it."""

    def __init__(self, home: Path, ground: Ground) -> None:
        self.home, self.ground = home, ground
        self.settings = home / "pomtray.toml"
        self.data = home / ".local/share/pomtray"
        self.file, self.entry = vault_place(self.settings, home / "other", self.data)
        self.opened = home / "opened"

    async def make(self, *routes: str) -> None:
        """With a live session for each of these routes."""
        (self.home / "run").mkdir(mode=0o700, parents=True)
        self.settings.write_text(settings_text(self.ground.demo))
        browser = self.home / "browser"
        root = str(Path(__file__).parents[2])
        browser.write_text(_BROWSER.format(python=sys.executable, root=root, log=str(self.opened)))
        browser.chmod(0o700)
        for route in routes:
            await self.ground.sign_in(route)
        await until(lambda: not self.ground.world.controller.model.asking)
        await self.ground.world.controller.close()  # from now on the sessions are the commands'
        if routes:
            vault = self.vault()
            await vault.save(_as_a_minute_later(self.ground.world.vault.stored or b""))
            await vault.close()
        self.ground.demo.log.clear()

    def vault(self) -> Vault:
        return Vault(self.file, self.entry, merge=merge, deadline_for=20)

    async def logins(self) -> dict[str, object]:
        """What is in the vault now."""
        vault = self.vault()
        content = await vault.load()
        await vault.close()
        return {str(key): login for key, login in load(content or b"").items()} if content else {}

    async def run(self, *arguments: str, text: str = "", **variables: str) -> Ended:
        """One command, without a terminal."""
        process = await asyncio.create_subprocess_exec(
            *self.argv(*arguments),
            env=self.env(**variables),
            stdin=PIPE if text else DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            start_new_session=True,
        )
        out, err = await process.communicate(text.encode() if text else None)
        return Ended(process.returncode, out.decode(), err.decode())

    def argv(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "pomtray", "--config", str(self.settings), *arguments)

    def env(self, **variables: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "SSH_"))}
        root = str(Path(__file__).parents[2])
        ours = {
            "HOME": str(self.home),
            "XDG_RUNTIME_DIR": str(self.home / "run"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": root,
        }
        return {**kept, **ours, "BROWSER": str(self.home / "browser"), "PYTHONWARNINGS": "error", **variables}

    @property
    def pages(self) -> int:
        """How often a browser was opened."""
        return len(self.opened.read_text().splitlines()) if self.opened.exists() else 0
