"""`pomtray mcp` between the official SDK's client and its server, where a Python that has the SDK is named."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from pomtray.core.intent import Action
from tests.cli.vaults import Kept, ended
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")
PYTHON = os.environ.get("POMTRAY_TEST_MCP", "")
SDK = str(Path(__file__).with_name("mcp_sdk.py"))
INITIALIZE = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {}}


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path) -> AsyncIterator[Kept]:
    async with playing("app") as ground:
        kept = Kept(tmp_path / "home", ground, "app")
        await kept.make()
        yield kept


@pytest.mark.skipif(not PYTHON, reason="POMTRAY_TEST_MCP names a Python that has the package mcp")
@pytest.mark.parametrize("mode", ["legacy", "auto", "2026-07-28"])
async def test_the_sdks_client_uses_the_sdks_server(kept: Kept, tmp_path: Path, mode: str) -> None:
    async with _server(tmp_path / "port") as port, _pomerium(kept, port) as seen:
        argv = [PYTHON, SDK, "client", mode, *kept.argv("mcp", "app", "--path", "/mcp")]
        client = await asyncio.create_subprocess_exec(*argv, env=kept.env(), stdout=PIPE, stderr=PIPE)
        out, err = await asyncio.wait_for(client.communicate(), 60)
        assert out.decode().split() == ["['add',", "'count']", "True", "counted", "[1.0,", "2.0,", "3.0]", "300000"], (
            err.decode()
        )
        assert len(seen) > 22


async def test_a_sign_in_that_is_needed_is_an_answer(kept: Kept) -> None:
    kept.ground.world.wish(Action.SIGN_OUT, "app")
    await kept.save()
    process = await kept.run("mcp", "app")
    out, err = await process.communicate(json.dumps(INITIALIZE).encode() + b"\n")
    said = json.loads(out)
    assert (process.returncode, said["id"], said["error"]["code"]) == (0, 1, -32050), err
    assert "pomtray login app" in said["error"]["message"]


async def test_the_path_of_an_address_is_the_endpoint_s(kept: Kept) -> None:
    address = f"{kept.ground.demo.route('app').url}/tools/mcp"
    process = await kept.run("mcp", address)
    out, err = await process.communicate(json.dumps(INITIALIZE).encode() + b"\n")
    assert json.loads(out)["id"] == 1, err
    assert [seen.path for seen in kept.ground.demo.log if "mcp" in seen.path] == ["/tools/mcp"]


async def test_a_path_that_is_none(kept: Kept) -> None:
    process = await kept.run("mcp", "app", "--path", "mcp")
    assert "--path is a path" in await ended(process)
    assert process.returncode == 64


@asynccontextmanager
async def _server(port_file: Path) -> AsyncIterator[int]:
    process = await asyncio.create_subprocess_exec(PYTHON, SDK, "server", str(port_file), stderr=PIPE)
    try:
        async with asyncio.timeout(30):
            while not (port_file.exists() and port_file.read_text()):
                await asyncio.sleep(0.05)
        yield int(port_file.read_text())
    finally:
        process.terminate()
        await process.communicate()


@asynccontextmanager
async def _pomerium(kept: Kept, port: int) -> AsyncIterator[list[str]]:
    """In the place of the demo's route, in front of the SDK's server: one request a connection."""
    seen: list[str] = []
    session = kept.ground.session("app")
    assert session
    credential = f"authorization: pomerium {session.credential.reveal()}".lower().encode()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            assert credential in head.lower()
            seen.append(head.split(b" ", 1)[0].decode())
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
            far_writer.write(head[:-2] + b"Connection: close\r\n\r\n")
            there = asyncio.create_task(_carry(reader, far_writer))
            await _carry(far_reader, writer)
            there.cancel()
            far_writer.transport.abort()
        writer.close()

    place = kept.ground.demo.route("app").origin
    await kept.ground.demo.stop_part("app")
    server = await asyncio.start_server(serve, place.host, place.port)
    yield seen
    server.close()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
