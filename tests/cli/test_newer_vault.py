"""A vault that a newer pomtray wrote: each command says so, opens no page, and leaves it as it is."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pomtray.desktop.vault.vault import Vault
from tests.cli.kept import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


@pytest.fixture(params=["content", "file"])
async def kept(request: pytest.FixtureRequest, secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app", "exchange") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make("app", "exchange")
        await made_newer(kept, request.param)
        yield kept


async def made_newer(kept: Kept, what: str) -> None:
    if what == "file":
        kept.file.write_bytes(kept.file.read_bytes().replace(b"pomtray vault 1\n", b"pomtray vault 2\n", 1))
        return
    vault = Vault(kept.file, kept.entry, merge=lambda _, new: new, deadline_for=20)
    content = json.loads(await vault.load() or b"")
    await vault.save(json.dumps({**content, "version": 1000}).encode())
    await vault.close()


async def test_an_older_program_says_so_and_touches_nothing(kept: Kept) -> None:
    before = kept.file.read_bytes()
    for arguments in (
        ("header", "app"),
        ("renew", "exchange"),
        ("logout", "app"),
        ("logout", "--all"),
        ("login", "app"),
    ):
        ended = await kept.run(*arguments)
        assert (ended.status, ended.out) == (3, ""), arguments
        assert "another version" in ended.err
        assert "newer pomtray" in ended.err
    assert "another version" in (await kept.run("status")).err
    assert "another version" in (await kept.run("doctor")).out
    assert not kept.pages
    assert kept.file.read_bytes() == before
    assert {path.name for path in kept.data.glob(f"{kept.file.name}*")} <= {kept.file.name, f"{kept.file.name}.lock"}
