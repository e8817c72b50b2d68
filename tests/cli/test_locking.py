"""`pomtray lock` without the app: every command respects it until `unlock`, those that run among them."""

from __future__ import annotations

import asyncio
import gc
import json
import sys
import weakref
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from pomtray.cli.forwarding.kept import Kept as Reading
from pomtray.core.domain.session import Session
from pomtray.core.domain.stored import merge
from pomtray.core.errors import VaultError
from pomtray.desktop.vault.vault import Vault
from tests.cli import kept as without_app
from tests.cli.vaults import Kept, ended, line
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground, "app")
        await kept.make()
        yield kept


@pytest.fixture
async def tunnel(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("tcp") as ground:
        kept = Kept(tmp_path / "home", ground, "tcp")
        await kept.make()
        yield kept


@pytest.fixture
async def fresh(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[without_app.Kept]:
    """Nobody has signed in yet."""
    async with playing("app", "exchange") as ground:
        kept = without_app.Kept(tmp_path / "home", ground)
        await kept.make()
        yield kept


def token(kept: Kept) -> bytes:
    session = kept.ground.session("app")
    assert session
    return session.credential.reveal().encode()


async def lock(kept: Kept) -> None:
    status, _, err = await kept.told("lock")
    assert (status, "commands use no session" in err) == (0, True), err


async def test_commands_use_no_session_until_it_is_unlocked(kept: Kept) -> None:
    await lock(kept)
    for command in (("header", "app"), ("token", "app", "--wait"), ("login", "app"), ("logout", "app")):
        status, out, err = await kept.told(*command)
        assert (status, out) == (3, ""), command
        assert "pomtray is locked" in err
    assert json.loads((await kept.told("status", "--json"))[1])["locked"] is True
    assert "Sessions are in the vault only" in (await kept.told("doctor", "app"))[1]

    assert (await kept.told("unlock"))[0] == 0
    assert token(kept).decode() in (await kept.told("header", "app"))[1]


async def test_it_stays_locked_where_the_keyring_does_not_open(kept: Kept, secret_service: SecretService) -> None:
    await lock(kept)
    secret_service.lock()
    status, _, err = await kept.told("unlock")
    assert (status, "pomtray is still locked" in err) == (3, True), err
    assert "pomtray is locked" in (await kept.told("header", "app"))[2]


async def test_a_proxy_ends(kept: Kept) -> None:
    await serves_and_ends(kept, ("proxy", "app"))


async def test_a_tunnel_ends(tunnel: Kept) -> None:
    await serves_and_ends(tunnel, ("tcp", "tcp"))


async def serves_and_ends(kept: Kept, command: tuple[str, ...]) -> None:
    process = await kept.run(*command)
    assert await line(process)
    await lock(kept)
    assert "pomtray is locked" in await ended(process)
    assert process.returncode == 3
    status, out, err = await kept.told(*command)
    assert (status, out) == (3, "")
    assert "pomtray unlock" in err


async def test_a_tunnel_of_standard_input_and_output_is_cut_off(tunnel: Kept) -> None:
    process = await tunnel.run("tcp", "tcp", "-")
    assert (await line(process)).startswith("Welcome")
    await lock(tunnel)
    assert "pomtray is locked" in await ended(process)
    assert process.returncode == 3


async def test_no_request_gets_the_credential_before_the_proxy_has_ended(kept: Kept) -> None:
    process = await kept.run("proxy", "app")
    address = await line(process)
    async with httpx.AsyncClient(trust_env=False) as http:
        assert (await http.get(f"{address}x")).json()["route"] == "app"
        kept.file.with_name(f"{kept.file.name}.locked").touch()
        answer = await http.get(f"{address}x")
    assert (answer.status_code, "pomtray is locked" in answer.text) == (502, True)
    assert "pomtray is locked" in await ended(process)


async def test_nothing_of_the_vault_is_held(kept: Kept) -> None:
    route = kept.ground.world.controller.model.settings.by_name["app"]

    def vault() -> Vault:
        opened.append(weakref.ref(made := Vault(kept.file, kept.entry, merge=merge, deadline_for=20)))
        return made

    opened: list[weakref.ref[Vault]] = []
    before = held_by_others(kept)
    reading = Reading(vault, kept.file, route, kept.settings)
    assert token(kept).decode() in (await reading.header())[1]
    assert held_by_others(kept) > before
    kept.file.with_name(f"{kept.file.name}.locked").touch()
    await asyncio.wait_for(reading.locked(), 10)
    assert (held_by_others(kept), [it() for it in opened]) == (before, [None])
    with pytest.raises(VaultError, match="is locked"):
        await reading.header()


def held_by_others(kept: Kept) -> int:
    gc.collect()
    found = [it for it in gc.get_objects() if isinstance(it, Session)]
    return sum(it.credential.reveal().encode() == token(kept) for it in found)


async def asked(process: Process) -> dict[str, object]:
    assert process.stdin
    process.stdin.write(json.dumps(LIST).encode() + b"\n")
    answer: dict[str, object] = json.loads(await line(process))
    return answer


async def test_mcp_answers_that_it_is_locked_and_goes_on_then(kept: Kept) -> None:
    process = await kept.run("mcp", "app")
    said = await asked(process)
    assert "locked" not in str(said["error"]), "the demo's route is no MCP server"
    await lock(kept)
    said = await asked(process)
    assert "pomtray is locked" in str(said["error"])
    assert (await kept.told("unlock"))[0] == 0
    assert "locked" not in str((await asked(process))["error"])
    process.terminate()
    await ended(process)


async def test_a_sign_in_that_waits_for_the_person_is_given_up(fresh: without_app.Kept) -> None:
    fresh.home.joinpath("browser").write_text("#!/bin/sh\n")
    process = await asyncio.create_subprocess_exec(
        *fresh.argv("login", "exchange"), env=fresh.env(), stdin=PIPE, stdout=PIPE, stderr=PIPE, start_new_session=True
    )
    assert process.stderr
    async with asyncio.timeout(30):
        while b"waiting for the browser" not in (said := await process.stderr.readline()):
            assert said
    assert (await fresh.run("lock")).status == 0
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out) == (3, b""), err
    assert b"pomtray is locked" in err
