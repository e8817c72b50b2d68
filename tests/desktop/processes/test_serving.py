"""A route is served by a process of our own, until it is not wanted any more or its session is over."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from pomtray.core.domain.route import Route
from pomtray.core.errors import PomtrayError
from pomtray.core.intent import Action
from pomtray.desktop.processes import serving
from tests.cli.vaults import Kept
from tests.controller.test_with_demo import playing
from tests.desktop.vault.secret_service import SecretService, private_bus, secret_service

__all__ = ["private_bus", "secret_service"]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the keyring of these tests is a Secret Service")


@pytest.fixture
async def kept(secret_service: SecretService, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Kept]:
    async with playing("tcp") as ground:
        kept = Kept(tmp_path / "home", ground, "tcp")
        await kept.make()
        for name in set(os.environ) - set(kept.env()):
            monkeypatch.delenv(name)
        for name, value in kept.env().items():
            monkeypatch.setenv(name, value)
        yield kept


def the_route(kept: Kept) -> Route:
    return kept.ground.world.controller.model.settings.by_name["tcp"]


async def welcome(address: str) -> bytes:
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        return await reader.readline()
    finally:
        writer.close()


async def test_it_serves_until_it_is_cancelled(kept: Kept) -> None:
    address = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serving.serve(kept.settings, (), the_route(kept), 0, address.set_result))
    place = await asyncio.wait_for(address, 30)
    assert (await welcome(place)).startswith(b"Welcome")
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ConnectionRefusedError):
        await welcome(place)


async def test_the_end_of_the_session_is_told_apart(kept: Kept) -> None:
    address = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(serving.serve(kept.settings, (), the_route(kept), 0, address.set_result))
    await asyncio.wait_for(address, 30)
    kept.ground.world.wish(Action.SIGN_OUT, "tcp")
    await kept.save()
    over, problem = await asyncio.wait_for(task, 30)
    assert (over, problem.title) == (True, "tcp is not served any more")
    assert problem.sentence.startswith("The session is over")


async def test_what_cannot_be_started_is_told(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serving, "own_command", lambda _: ("/nonexistent",))
    with pytest.raises(PomtrayError, match="not served"):
        await serving.serve(kept.settings, (), the_route(kept), 0, lambda _: None)
