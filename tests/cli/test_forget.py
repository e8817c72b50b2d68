"""`pomtray forget`: the session is dead at its server afterwards, and nothing of the vault is left."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pomtray.core.domain.stored import merge
from pomtray.demo.settings_text import settings_text
from pomtray.desktop.sockets.instance import Instance
from pomtray.desktop.vault.keyring_key import SystemKeyring
from pomtray.desktop.vault.local_vault import vault_place
from pomtray.desktop.vault.turn import TURNS, Turn
from pomtray.desktop.vault.vault import Vault
from tests.controller.test_with_demo import Ground, playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


class Kept:
    """A vault with a live session, as a run before left it."""

    def __init__(self, home: Path, ground: Ground) -> None:
        self.home, self.ground = home, ground
        self.settings = home / "pomtray.toml"
        self.data = home / ".local/share/pomtray"
        self.file, self.entry = vault_place(self.settings, home / "other", self.data)

    async def make(self) -> None:
        self.settings.write_text(settings_text(self.ground.demo))
        await self.ground.sign_in()
        saved = await self.ground.saved()
        vault = Vault(self.file, self.entry, merge=merge, deadline_for=20)
        await vault.save(saved)
        await vault.close()
        self.ground.demo.log.clear()

    async def forget(self, *arguments: str, own: bool = False) -> tuple[int | None, str, str]:
        """own: for the settings file where a person has it."""
        argv = (sys.executable, "-m", "pomtray", "forget", *arguments) if own else self.argv(*arguments)
        process = await asyncio.create_subprocess_exec(*argv, env=self.env(), stdin=PIPE, stdout=PIPE, stderr=PIPE)
        out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    def argv(self, *arguments: str) -> tuple[str, ...]:
        return (sys.executable, "-m", "pomtray", "--config", str(self.settings), "forget", *arguments)

    def env(self) -> dict[str, str]:
        env = {**os.environ, "HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.home), "LANG": "C.UTF-8"}
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            env.pop(name, None)
        return env

    async def forget_at_a_terminal(self, answer: str) -> int | None:
        """As a person types it."""
        ours, theirs = os.openpty()
        try:
            process = await asyncio.create_subprocess_exec(
                *self.argv(), env=self.env(), stdin=theirs, stdout=PIPE, stderr=PIPE
            )
            os.write(ours, f"{answer}\n".encode())
            await process.communicate()
        finally:
            os.close(ours)
            os.close(theirs)
        return process.returncode

    @property
    def is_gone(self) -> bool:
        return not list(self.data.glob("sessions*")) and SystemKeyring().get(self.entry) is None


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground)
        await kept.make()
        yield kept


async def test_what_get_made_for_other_addresses_goes_with_the_persons_own(kept: Kept) -> None:
    made = [await made_by_get(kept, name) for name in ("0123456789abcdef", "fedcba9876543210")]
    other = kept.data / "get-notes.txt"
    other.touch()
    _, _, err = await kept.forget("--yes")
    assert all(each.settings.exists() and each.file.exists() for each in made), "it is not of another settings file"
    status, _, err = await made[0].forget("--yes")
    assert [status, *(each.settings.exists() or each.file.exists() for each in made)] == [0, False, True], err
    status, out, err = await kept.forget("--yes", own=True)
    assert (status, out.splitlines()[0]) == (0, "Forgotten."), err
    assert "Pomerium has ended the session" in err
    assert made[1].is_gone
    assert not made[1].settings.exists()
    assert other.exists()


async def made_by_get(kept: Kept, name: str) -> Kept:
    """Settings as `pomtray get` makes them for an address that the person's do not have, and their session."""
    made = Kept(kept.home, kept.ground)
    made.settings = kept.data / f"get-{name}.toml"
    made.file, made.entry = vault_place(made.settings, kept.home / "other", kept.data)
    await made.make()
    return made


async def test_the_session_is_ended_at_its_server_and_all_is_gone(kept: Kept) -> None:
    status, out, err = await kept.forget("--yes")
    assert (status, out.splitlines()[0]) == (0, "Forgotten."), err
    assert "Pomerium has ended the session" in err
    assert str(kept.settings) in out
    assert kept.is_gone


async def test_a_session_whose_route_is_gone_from_the_settings_is_ended_too(kept: Kept) -> None:
    kept.settings.write_text("")
    status, out, err = await kept.forget("--yes")
    assert (status, out.splitlines()[0]) == (0, "Forgotten."), err
    assert "Pomerium has ended the session" in err
    assert kept.is_gone


async def test_an_end_that_is_not_confirmed_is_told_by_the_status(kept: Kept) -> None:
    kept.ground.demo.options.sign_out_revokes = False
    status, out, err = await kept.forget("--yes")
    assert (status, out.splitlines()[0]) == (5, "Forgotten."), err
    assert "did not confirm" in err
    assert "/.pomerium/sign_out" in err
    assert kept.is_gone


async def test_offline_no_server_is_asked(kept: Kept) -> None:
    status, _, err = await kept.forget("--yes", "--offline")
    assert status == 0, err
    assert not kept.ground.demo.log
    assert kept.is_gone


async def test_not_while_the_tray_runs(kept: Kept) -> None:
    tray = Instance(kept.settings, kept.data)
    assert tray.acquire()
    status, _, err = await kept.forget("--yes")
    tray.release()
    assert status == 1
    assert "Quit it first" in err
    assert kept.file.exists()


async def test_not_beside_a_command_that_signs_in_or_renews(kept: Kept) -> None:
    """What that saved afterwards would stay."""
    for name in TURNS:
        turn = Turn(kept.settings, kept.data, name)
        assert await turn.take(0)
        status, _, err = await kept.forget("--yes")
        turn.give_back()
        assert (status, "Another pomtray command is at work" in err) == (1, True), err
        assert kept.file.exists()
    assert (await kept.forget("--yes"))[0] == 0


async def test_without_a_terminal_it_wants_a_yes(kept: Kept) -> None:
    status, _, err = await kept.forget()
    assert status == 64
    assert "--yes" in err
    assert kept.file.exists()


@pytest.mark.parametrize(("answer", "status"), [("y", 0), ("", 1), ("n", 1)])
async def test_a_person_is_asked_before_anything_goes(kept: Kept, answer: str, status: int) -> None:
    assert await kept.forget_at_a_terminal(answer) == status
    assert kept.file.exists() == (status != 0)
    assert bool(kept.ground.demo.log) == (status == 0)


async def test_a_server_that_is_away_is_told_and_the_rest_goes(kept: Kept) -> None:
    await kept.ground.demo.close()
    status, out, err = await kept.forget("--yes")
    assert (status, out.splitlines()[0]) == (5, "Forgotten."), err
    assert "Not ended at" in err
    assert kept.is_gone
