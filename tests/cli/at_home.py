"""A person's own settings and vault, where commands find them that name neither, and answers beside it that stand."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pomtray.cli import quick
from pomtray.cli.alone import again
from pomtray.desktop.processes import core_dumps
from tests.cli.kept import Ended, Kept
from tests.controller.test_with_demo import Ground, playing
from tests.desktop.vault.secret_service import SecretService

QUESTION = "/.pomerium/user"


class AtHome(Kept):
    """With the settings in their own place, as commands have them that name none."""

    def __init__(self, home: Path, ground: Ground, service: SecretService) -> None:
        super().__init__(home, ground)
        self.service = service
        self.settings = home / ".config/pomtray/pomtray.toml"
        self.settings.parent.mkdir(parents=True)
        self.file, self.entry = self.data / "sessions.vault", "sessions"

    def argv(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "pomtray", *arguments)

    @property
    def standing(self) -> list[Path]:
        """The files of answers that stand."""
        return sorted(self.data.glob("sessions.vault.stands-*"))

    @property
    def asked(self) -> list[str]:
        """The paths that servers were asked for since the last time."""
        paths = [request.path for request in self.ground.demo.log]
        self.ground.demo.log.clear()
        return paths

    async def saves(self) -> None:
        """Some program saves what it had."""
        vault = self.vault()
        content = await vault.load()
        assert content is not None
        await vault.save(content)
        await vault.close()


@pytest.fixture
async def kept(
    secret_service: SecretService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> AsyncIterator[AtHome]:
    """With live sessions for `app` and the routes that are asked for, and this process in the person's place."""
    routes = ("app", *getattr(request, "param", ()))
    async with playing(*routes) as ground:
        made = AtHome(tmp_path / "home", ground, secret_service)
        await made.make(*routes)
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", quick.ELSEWHERE, "PYTHON_KEYRING_BACKEND"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("HOME", str(made.home))
        monkeypatch.setenv("XDG_RUNTIME_DIR", str(made.home / "run"))
        monkeypatch.setenv("TMPDIR", str(made.home))
        monkeypatch.setattr(tempfile, "tempdir", None)
        monkeypatch.setattr(core_dumps, "leave_none", lambda: None)
        yield made


async def header(kept: AtHome, *arguments: str) -> Ended:
    """What a command prints for which an answer stands from now on."""
    ended = await kept.run(*(arguments or ("header", "app")))
    assert ended.status == 0, ended.err
    assert len(kept.standing) == 1
    assert QUESTION in kept.asked
    return ended


async def given(*arguments: str) -> int | None:
    return await asyncio.to_thread(again.main, arguments or ("header", "app"))
