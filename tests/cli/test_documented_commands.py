"""Every command of the guide's chapter, typed into a shell as it stands there."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.cli.kept import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
_ROOT = Path(__file__).parents[2]
_CHAPTER = (_ROOT / "docs/guide.md").read_text().partition("\n## Commands\n")[2].partition("\n## ")[0]
LINES = _CHAPTER.partition("```sh\n")[2].partition("```")[0].splitlines()
pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service"),
    pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl"),
]


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app")
        yield kept


async def test_each_line_of_the_guide_does_what_it_says(kept: Kept) -> None:
    program = kept.home / "run/pomtray"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m pomtray --config {kept.settings} "$@"\n')
    program.chmod(0o700)
    env = kept.env()
    env["PATH"] = f"{program.parent}:{env['PATH']}"
    assert len(LINES) > 12
    said = {}
    for line in LINES:
        process = await asyncio.create_subprocess_exec(
            "sh", "-c", line, env=env, stdin=asyncio.subprocess.DEVNULL, stdout=-1, stderr=-1, start_new_session=True
        )
        out, err = await process.communicate()
        said[line.partition("  ")[0]] = out.decode()
        assert process.returncode == 0, f"{line}: {err.decode()}"
    header = said["pomtray header app"]
    assert header.startswith("Authorization: Pomerium ")
    assert said["""pomtray exec app -- sh -c 'cat "$POMTRAY_HEADER_FILE"'"""] == header
    assert "characters" in said["""pomtray exec app --env TOKEN -- sh -c 'echo "${#TOKEN} characters"'"""]
    assert not kept.pages
